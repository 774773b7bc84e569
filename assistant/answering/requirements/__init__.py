"""What a question requires of a passage: an answer of some type, and the details that it names."""
