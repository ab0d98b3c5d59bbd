"""The indices behind the archive's name: find the live one, create one, switch to a new one.

The name is an alias. Each generation is a separate index, ``NAME-000001`` and so on. A rebuild creates the next one and
then moves the alias in one step. Some older ones are kept.
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


def let_take_over(cluster: Cluster, generation: str, live: str | None, kept: int) -> None:
    """Make ``generation`` live in one step, with as many replicas as its predecessor. Keep ``kept`` older ones.

    The previous one always stays, so that running answers can finish.
    """
    alias = cluster.address.index
    copies = None if live is None else _settings(cluster, live).get("number_of_replicas")
    cluster.ask("PUT", f"/{generation}/_settings", {"index": {"number_of_replicas": copies}})
    moves: list[Json] = [{"add": {"index": generation, "alias": alias}}]
    if live is not None:
        moves.append({"remove": {"index": live, "alias": alias}})
    cluster.ask("POST", "/_aliases", {"actions": moves})
    older = [name for name in _generations(cluster) if name != generation]
    for name in older[: max(0, len(older) - max(1, kept))]:
        forget(cluster, name)


def find_unfinished(cluster: Cluster, live: str | None) -> list[str]:
    """Return generations that were created after the live one but never became live."""
    latest = 0 if live is None else _number(live)
    return [name for name in _generations(cluster) if _number(name) > latest]


def forget(cluster: Cluster, generation: str) -> None:
    """Delete a generation. Does nothing if it is already deleted."""
    with suppress(Missing):
        cluster.ask("DELETE", f"/{generation}")


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
