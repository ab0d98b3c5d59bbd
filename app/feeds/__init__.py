"""Feeds: what a search finds of the statements added last, as Atom and JSON, for readers who come back."""
