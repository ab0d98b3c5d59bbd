"""What is shown of an answer beside what the engine says: marks, snippets, languages without a stemmer."""
