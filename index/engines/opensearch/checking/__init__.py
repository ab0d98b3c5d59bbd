"""Whether the index of the cluster is sound."""
