"""Why a mutation of the draw survives. Whoever changes the line is asked again: a reason fits its words alone."""

from collections.abc import Mapping

REASONS: Mapping[tuple[str, str, str], str] = {}
"""The reason by module, line (without the spaces around it) and what the mutation writes there."""
