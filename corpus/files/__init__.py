"""Bytes to text: decoding, and files that are not text."""
