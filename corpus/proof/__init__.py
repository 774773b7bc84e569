"""Compares the record with its source files."""
