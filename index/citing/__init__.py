"""Citations: a statement or one of its paragraphs in the styles and formats that people use. Nothing is guessed."""
