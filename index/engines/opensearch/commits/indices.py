"""The indices behind the archive's name: find the live one, create one, switch to a new one.

The name is an alias. Each generation is a separate index, ``NAME-000001`` and so on. A rebuild creates the next one and
then moves the alias in one step. Some older ones are kept. The index of a generation's replaced versions is beside it,
and so is the alias: ``NAME-000001.replaced`` and ``NAME.replaced``. No archive may have a point in its name.
"""

from contextlib import suppress
from typing import Any

from pincite.index.engines.opensearch.commits.mapping import LAYOUT, OURS, build_index
from pincite.index.engines.opensearch.connection.cluster import Cluster, Missing
from pincite.index.values.errors import ArchiveForeign, SchemaMismatch
from pincite.index.values.fields import SCHEMA_VERSION

Json = dict[str, Any]


def find_live(cluster: Cluster) -> str | None:
    """Return the live generation, None when there is none. ArchiveForeign when the name is not ours."""
    found = _named(cluster, cluster.address.index)
    if not found:
        return None
    if len(found) > 1 or not all(map(_is_ours, found.values())) or cluster.address.index in found:
        raise ArchiveForeign(
            f"the index {cluster.address.index!r} on {cluster.address.shown} was not made by Pincite: "
            "set PINCITE_OPENSEARCH_INDEX to another name"
        )
    return next(iter(found))


def check_layout(cluster: Cluster, generation: str) -> None:
    """Raise SchemaMismatch when documents of ``generation`` have another layout than ours."""
    mark = _mark(_named(cluster, generation).get(generation, {}))
    found, ours = (mark.get("schema", 0), mark.get("layout", 0)), (SCHEMA_VERSION, LAYOUT)
    if found != ours:
        newer = "install a newer Pincite, or " if found > ours else ""
        raise SchemaMismatch(
            f"the index {generation!r} has schema {found[0]}.{found[1]}, and this Pincite builds {ours[0]}.{ours[1]}: "
            f"{newer}run `pincite rebuild`"
        )


def create_first(cluster: Cluster) -> str:
    """Create the first generation, which is live at once, and return it."""
    name = _generations(cluster)[-1:] or [f"{cluster.address.index}-000000"]
    generation = _next(name[0])
    cluster.ask("PUT", f"/{generation}", {**build_index(), "aliases": {cluster.address.index: {}}})
    return generation


def create_beside(cluster: Cluster) -> str:
    """Create the next generation, without replicas and not live yet, and return it."""
    name = _generations(cluster)[-1:] or [f"{cluster.address.index}-000000"]
    generation = _next(name[0])
    cluster.ask("PUT", f"/{generation}", build_index(number_of_replicas=0))
    return generation


def of_replaced(name: str) -> str:
    """The index of the replaced versions of a generation, or its alias."""
    return f"{name}.replaced"


def has_replaced(cluster: Cluster, generation: str) -> bool:
    """Whether a generation has an index of replaced versions."""
    return bool(_named(cluster, of_replaced(generation)))


def create_replaced(cluster: Cluster, generation: str, *, live: bool) -> None:
    """Create the index of replaced versions of a generation, in use at once if that is ``live``."""
    name = of_replaced(generation)
    # An alias may be left of a name that was deleted by hand.
    used: Json = {"aliases": {of_replaced(cluster.address.index): {}}} if live else {}
    made = build_index() if live else build_index(number_of_replicas=0)
    cluster.ask("PUT", f"/{name}", {**made, **used})


def let_take_over(cluster: Cluster, generation: str, live: str | None, kept: int) -> None:
    """Make ``generation`` live in one step, with as many replicas as its predecessor. Keep ``kept`` older ones.

    The previous one always stays, so that running answers can finish.
    """
    copies = None if live is None else _settings(cluster, live).get("number_of_replicas")
    moves: list[Json] = []
    for new, old, name in _both(cluster, generation, live):
        if new is not None:
            cluster.ask("PUT", f"/{new}/_settings", {"index": {"number_of_replicas": copies}})
            moves.append({"add": {"index": new, "alias": name}})
        if old is not None:
            moves.append({"remove": {"index": old, "alias": name}})
    cluster.ask("POST", "/_aliases", {"actions": moves})
    older = [name for name in _generations(cluster) if name != generation]
    for name in older[: max(0, len(older) - max(1, kept))]:
        forget(cluster, name)


def _both(cluster: Cluster, generation: str, live: str | None) -> list[tuple[str | None, str | None, str]]:
    """The new index, the old one and their alias: of current versions, and of replaced ones as far as there are any."""
    alias = cluster.address.index
    new, old = (of_replaced(name) if name and has_replaced(cluster, name) else None for name in (generation, live))
    return [(generation, live, alias), (new, old, of_replaced(alias))]


def find_unfinished(cluster: Cluster, live: str | None) -> list[str]:
    """Return generations that were created after the live one but never became live."""
    latest = 0 if live is None else _number(live)
    return [name for name in _generations(cluster) if _number(name) > latest]


def forget(cluster: Cluster, generation: str) -> None:
    """Delete a generation. Does nothing if it is already deleted."""
    # In this order: what is left of it after a stop is found by the generation's own name.
    for name in (of_replaced(generation), generation):
        with suppress(Missing):
            cluster.ask("DELETE", f"/{name}")


def shards_of(cluster: Cluster, generation: str) -> int:
    """Return how many shards a generation has."""
    return int(_settings(cluster, generation)["number_of_shards"])


def _settings(cluster: Cluster, generation: str) -> Json:
    found: Json = cluster.ask("GET", f"/{generation}/_settings")[generation]["settings"]["index"]
    return found


def _generations(cluster: Cluster) -> list[str]:
    """All generations of ours under the archive's name, oldest first."""
    alias = cluster.address.index
    found = _named(cluster, f"{alias}-*")
    numbered = (name for name in found if name.removeprefix(f"{alias}-").isdigit())
    return sorted((name for name in numbered if _is_ours(found[name])), key=_number)


def _named(cluster: Cluster, pattern: str) -> Json:
    try:
        return cluster.ask("GET", f"/{pattern}/_mapping")
    except Missing:
        return {}


def _is_ours(index: Json) -> bool:
    return bool(_mark(index))


def _mark(index: Json) -> Json:
    mark: Json = index.get("mappings", {}).get("_meta", {}).get(OURS, {})
    return mark


def _number(generation: str) -> int:
    return int(generation.rpartition("-")[2])


def _next(generation: str) -> str:
    alias, _, number = generation.rpartition("-")
    return f"{alias}-{int(number) + 1:06d}"
