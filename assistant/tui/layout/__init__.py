"""Content laid out in rows of cells before any widget draws it; nothing here knows Textual."""
