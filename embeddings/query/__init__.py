"""What the reader typed, parsed."""
