"""Text for people: line breaking, control characters, citations, the interface in English and Chinese."""
