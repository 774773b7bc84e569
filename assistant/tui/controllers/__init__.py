"""What the screens work with: sessions, settings, the clipboard, indexing, the conversation. None of them knows a screen."""
