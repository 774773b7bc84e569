"""What every part of the chat uses: the table of actions, messages, labels, themes."""
