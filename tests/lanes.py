"""How tests are laid on lanes: which share a process, which begin, and what only `make torture` asks.

Lanes run side by side, each a process. All that asks one OpenSearch server is in one lane, so that it is started once;
the other tests of a file stay together, so that what they prepare is prepared once.
"""

import os
import re
from collections import Counter
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.services.opensearch import RELEASE, RELEASES

_NAMED = re.compile(rf"\[(?:.*-)?(opensearch-(?:{'|'.join(map(re.escape, RELEASES))}))(?:-.*)?\]")
"""The server that the parameters of a test name."""
_SHARED = f"opensearch-{RELEASE}"
_ASK = {
    # Starts nodes of its own.
    "tests/opensearch/test_nodes.py": "tests/opensearch/test_nodes.py",
    "tests/opensearch/": _SHARED,
    "tests/relevance/test_scifact.py": _SHARED,
    "tests/docs/test_operations.py": "opensearch-2.19",
}
"""The groups of folders and files whose tests ask a server that no parameter names; the first that fits holds."""
_SMOKE = ("tests/contract/test_oracle.py::test_answers_are_those_of_the_oracle[", "tests/contract/test_writing.py::")
"""What every release of a server is asked each time: queries of all kinds, and commits."""
_OF_A_SERVER = {"opensearch": 8, "postgresql": 5, "toy": 2}
"""Of the cases of each test of the contract, engines and records that are not embedded are asked one in so many."""
_SERVED = re.compile(rf"\[(?:.*-)?({'|'.join(_OF_A_SERVER)})(?:-.*)?\]")
"""The kind of engine or record that the parameters of a test name."""
_LONG = ("durability", "generated", "slow", "browser")
"""Marks of files that begin: what ends a lane is to be short."""
_BEGIN, _SOON, _THEN = range(3)


class Lanes(LoadScopeScheduling):  # type: ignore[misc]
    """Gives each lane that is free the next group, in the order of the tests."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Lanes:
    """Lay the tests on lanes, in the order that they have."""
    config.option.loadscopereorder = False
    return Lanes(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long tests first; torture runs only when it is asked for."""
    arrange(items)


def group_of(test: str) -> str:
    """Return the group of a test, by its node's id: a server's name, or a file."""
    if named := _NAMED.search(test):
        return named[1]
    file = test.partition("::")[0]
    return next((group for place, group in _ASK.items() if file.startswith(place)), file)


def arrange(items: list[pytest.Item]) -> None:
    """Put the long groups first, and skip what is asked only with PINCITE_TORTURE=1."""
    met: Counter[str] = Counter()
    for item in items:
        if _is_again(item.nodeid) or _is_left_out(item, met):
            item.add_marker(pytest.mark.torture)
        if item.get_closest_marker("torture") and os.environ.get("PINCITE_TORTURE") != "1":
            item.add_marker(pytest.mark.skip(reason="takes minutes: `make torture` runs it"))
    ranks: dict[str, int] = {}
    for item in items:
        group = group_of(item.nodeid)
        ranks[group] = min(ranks.get(group, _THEN), _rank(item))
    items.sort(key=lambda item: ranks[group_of(item.nodeid)])


def _rank(item: pytest.Item) -> int:
    if group_of(item.nodeid).startswith("opensearch-"):
        return _BEGIN
    return _SOON if any(item.get_closest_marker(name) for name in _LONG) else _THEN


def _is_left_out(item: pytest.Item, met: Counter[str]) -> bool:
    """Whether a case is left out, as its test is ``sampled``, or the contract asked of a server.

    ``met`` counts how many cases of a test were met before, of each server by itself.
    """
    test, named = item.nodeid.partition("[")[0], _NAMED.search(item.nodeid)
    marked, served = item.get_closest_marker("sampled"), _SERVED.search(item.nodeid)
    of_contract = _OF_A_SERVER[served[1]] if served and test.startswith("tests/contract/") else 1
    among = int(marked.args[0]) if marked else of_contract
    name = test + (named[1] if named else served[1] if served else "")
    met[name] += 1
    return (met[name] - 1) % among != 0


def _is_again(test: str) -> bool:
    """Whether the contract is asked of a release beside the one that it is asked of in full."""
    named = _NAMED.search(test)
    return bool(named and named[1] != _SHARED and test.startswith("tests/contract/") and not test.startswith(_SMOKE))
