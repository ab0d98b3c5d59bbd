"""Ranges of a text."""

Mark = tuple[int, int]
"""A half-open range of code points of a snippet's text."""
