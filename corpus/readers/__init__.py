"""Files in, articles out: one module a format, and `registry.read_source` that chooses between them."""
