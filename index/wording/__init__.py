"""How wordings are used over time: how often (``timeline``), and in which forms (``agreed``).

Nothing here knows an engine: all is asked through the port. What it means is in ``docs/wording.md``.
"""
