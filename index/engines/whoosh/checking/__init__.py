"""Checks of an index: its bytes, its arrays, their agreement with the texts, and leftover files."""
