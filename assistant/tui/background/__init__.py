"""The threads beside the screen: the desk, which alone uses the archive, and the indexer. Neither touches a widget."""
