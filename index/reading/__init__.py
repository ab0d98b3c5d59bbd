"""Source files to statements, one module a format."""
