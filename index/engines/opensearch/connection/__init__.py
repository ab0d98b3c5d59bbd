"""Where the cluster is, and requests to it."""
