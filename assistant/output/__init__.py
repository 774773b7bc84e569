"""Answers, articles and listings as text for a terminal and as JSON."""
