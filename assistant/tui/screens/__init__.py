"""What fills the terminal. `archive_screen` has the recipe for a new screen."""
