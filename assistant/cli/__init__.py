"""The command line: results on stdout, messages on stderr.

`main` is the entry point. It imports a command only when the command is named or listed, and a command imports what it needs
when it runs, so that `archive --help` loads nothing heavy.
"""
