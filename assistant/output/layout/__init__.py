"""What answers, articles and lists look like: rows of styled fragments, which the terminal output and the chat paint."""
