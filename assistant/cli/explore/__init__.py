"""Commands that ask, search and read an archive, one module each."""
