"""The chat in the terminal. Only this package knows Textual; everything it says about the archive comes from `Assistant`."""
