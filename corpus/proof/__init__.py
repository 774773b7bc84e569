"""The record compared with its source files."""
