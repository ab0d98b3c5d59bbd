"""The parts that users meet: HTTP API, pages, command line, settings."""
