"""The query language: text to clause tree and back."""
