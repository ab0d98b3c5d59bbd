"""The arrays of a segment: files, columns, strings, and their meaning."""
