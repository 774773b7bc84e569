"""Text analysis: index terms, names in any spelling, dates in a question."""
