"""The program and its machine: archives on disk, paths, settings, clipboard, web server, health checks, exit codes."""
