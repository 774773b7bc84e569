"""Paragraphs and sentences of the two languages paired into beads, and cut into passages."""
