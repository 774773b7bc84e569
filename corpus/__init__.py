"""The archive's texts: reading files, aligning the languages, cutting passages and storing them, with exact offsets.

This package does not depend on search, models or screens. Alignment needs sentence vectors, so it declares a protocol
(`corpus.alignment.units.SentenceVectors`) and receives an object that implements it.
"""
