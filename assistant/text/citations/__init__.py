"""Citation styles, one module each; `assistant.text.citation` has the table of them."""
