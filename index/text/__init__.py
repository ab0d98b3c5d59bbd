"""What a word is: tokens of a text, and variants of a word. One analysis for indexing, asking and marking."""
