"""Commits and generations on disk: storage, manifests, tables of contents, and how Whoosh reads them."""
