"""Formats: from the bytes of a file to what stands in it, one module a format."""
