"""The command line. stdout is data, stderr is talk. `main` is the entry point; each command imports what it needs when it
runs, so that `archive --help` loads nothing heavy."""
