"""Commits on the cluster: their index, their documents, and reading from a single commit."""
