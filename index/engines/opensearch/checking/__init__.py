"""Checks of the index on the cluster."""
