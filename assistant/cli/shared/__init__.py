"""What the commands share: options, translated help, progress, the web server."""
