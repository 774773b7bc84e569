"""Text analysis without a model: sentences, numbers, dates, Chinese variants."""
