"""Words: the tokens of a text and the variants of a word. Indexing, querying and marking share one analysis."""
