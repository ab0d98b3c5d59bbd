"""The search engines behind the port, with one folder each."""
