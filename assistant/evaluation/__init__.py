"""Measures how well an archive answers: questions with known answers, retrieval measures, ablations of the ranking."""
