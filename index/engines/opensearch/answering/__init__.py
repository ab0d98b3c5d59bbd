"""From a query to a page: what is asked of the cluster, and what its answers say."""
