"""From search results to the quotes of an answer: highlights, warnings, reprints, the outcome and its reason."""
