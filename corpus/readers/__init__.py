"""Reads files into articles: one module per format; `registry.read_source` chooses between them."""
