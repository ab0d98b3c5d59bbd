"""Commits and generations on the disk: storage, manifests, tables of contents, and how Whoosh reads them."""
