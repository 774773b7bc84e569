"""What fills the terminal: the chat, the article reader, the help."""
