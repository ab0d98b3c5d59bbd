"""The arrays of a segment: files, columns, strings, and what they mean."""
