"""The name under which everything is imported and installed: ``index/`` and ``app/`` are linked in here.

The folders stand at the top of the repository, but packages called ``index`` and ``app`` would collide with those
of others. Why links: docs/decisions/0020-import-names.md.
"""
