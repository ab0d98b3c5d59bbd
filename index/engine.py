"""The port: what every search engine of the archive must do."""
