"""The archive without a question: browsing, concordance, timeline, whole articles, statistics."""
