"""What a commit is in the cluster: its index, its documents, and reading from one commit alone."""
