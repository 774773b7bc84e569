"""The indexes of a generation: vector indexes, inverted index, passage table; how they are built, checked and reused."""
