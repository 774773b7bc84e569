"""Decodes files, and recognizes files that are not text."""
