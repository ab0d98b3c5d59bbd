"""The one place that names a search engine."""
