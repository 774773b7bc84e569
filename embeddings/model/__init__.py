"""Embedding models: the bundled one, and any other that sentence-transformers opens."""
