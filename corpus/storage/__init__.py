"""Stores the record: one SQLite file with every article, its beads and its passages."""
