"""What an answer shows in addition to the engine's result: marks, snippets, languages without a stemmer."""
