"""The Python client: the API's questions, asked over HTTP or of a local archive, with the same answers.

``pincite`` names what is public. Nothing here is loaded by ``import pincite``, and nothing here loads a web framework.
"""
