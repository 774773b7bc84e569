"""Earlier sessions: stored, read back, exported."""
