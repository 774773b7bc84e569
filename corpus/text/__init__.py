"""Text analysis that needs no model: sentences, numbers, dates, Chinese variants."""
