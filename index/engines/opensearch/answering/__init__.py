"""From a query to a page: requests to the cluster, and how to read its answers."""
