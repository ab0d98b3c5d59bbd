"""Code that page, API and command line share: from parameters to a query, and from results to addresses and rows."""
