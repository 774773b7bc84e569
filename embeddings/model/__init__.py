"""Embedding models: the default one, and every other that sentence-transformers can load."""
