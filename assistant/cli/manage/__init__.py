"""Commands that build, check, measure and export an archive, one module each."""
