"""What makes the archive findable: the model, the vectors, the word index, fusion and confidence.

Knows the record (`corpus`) and nothing of screens. Heavy libraries are imported inside the functions that need them.
"""
