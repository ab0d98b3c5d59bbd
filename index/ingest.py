"""Ingest: seeds to record to index, in batches."""
