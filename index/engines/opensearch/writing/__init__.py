"""From entries to documents of the cluster."""
