"""Tools for agents, by the Model Context Protocol: over HTTP on the service, over stdio for a local archive.

The tools stand on what the API stands on. Only ``server`` and ``over_stdio`` import the SDK, which is an extra.
"""
