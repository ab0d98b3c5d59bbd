"""The archive as a library: statements, the record, the index and the query language."""
