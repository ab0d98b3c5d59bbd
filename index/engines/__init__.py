"""The search engines behind the port, one folder each."""
