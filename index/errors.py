"""The error tree: every error that Pincite raises on purpose.

PinciteError
"""


class PinciteError(Exception):
    """Root of the tree: something the person at the keyboard can mend."""
