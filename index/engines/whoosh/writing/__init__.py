"""From entries to segments: tokens, postings, merges, and the writer of the port."""
