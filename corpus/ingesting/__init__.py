"""Reads files into the record, in batches."""
