"""From a query to a page: the evaluator, its orders, facets and suggestions."""
