"""The indexes of one generation: vectors, words, the passage table; how they are built, checked and reused."""
