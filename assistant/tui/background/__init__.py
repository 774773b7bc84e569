"""The threads beside the screen: the worker, which alone uses the archive, and the indexer. Neither touches a widget."""
