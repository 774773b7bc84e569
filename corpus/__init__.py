"""What the archive says: files are read, aligned, cut into passages and stored, with exact offsets.

This package knows nothing of search, models or screens. Where it needs sentence vectors (alignment), it declares a
protocol (`corpus.alignment.aligner.SentenceVectors`) and is handed the object.
"""
