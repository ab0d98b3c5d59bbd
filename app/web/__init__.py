"""The search page and the statement page."""
