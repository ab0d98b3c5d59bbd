"""Whether an index is sound: its bytes, its arrays, what its texts make of them, and what was left behind."""
