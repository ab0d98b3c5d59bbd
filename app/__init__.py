"""Everything that runs: HTTP, page, command line, settings."""
