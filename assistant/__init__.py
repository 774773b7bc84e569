"""What people use: questions in, answers out, on the command line and in the chat. Only `assistant.tui` knows Textual."""
