"""References for bibliography programs, one format a module; `assistant.text.references.formats` has the table of them."""
