"""What page, API and command line share: from parameters to a query, from a page to addresses and rows."""
