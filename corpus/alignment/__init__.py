"""Aligns paragraphs and sentences of the two languages into beads, and cuts passages from them."""
