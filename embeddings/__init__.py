"""Search: the encoder, the vector and inverted indexes, ranking and confidence.

Uses the record (`corpus`) and knows nothing of screens. Heavy libraries are imported inside the functions that need them.
"""
