"""Candidates scored and judged."""
