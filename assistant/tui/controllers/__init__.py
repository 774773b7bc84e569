"""What the app delegates: sessions, settings, the clipboard, indexing, commands."""
