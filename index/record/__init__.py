"""The database of every version of every statement."""
