"""Text to index terms: words, names in any spelling, dates in a question."""
