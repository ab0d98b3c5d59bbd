"""The state of a search page is its URL. Make addresses with one parameter added, removed or set."""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.app.answering.links import Links

Pair = tuple[str, str]
_PLACE_IN_LIST = ("offset", "cursor")


@dataclass(frozen=True, slots=True)
class Address:
    """The parameters of a search page, without empty ones. Any change except paging leads to the first page."""

    links: Links
    pairs: tuple[Pair, ...]

    def adding(self, name: str, value: str) -> str:
        """With one more value."""
        return self._link([*self._first_page(), (name, value)])

    def removing(self, name: str, value: str) -> str:
        """Without one value."""
        return self._link([pair for pair in self._first_page() if pair != (name, value)])

    def setting(self, name: str, value: str | None) -> str:
        """With only this value, or with none."""
        return self.setting_all({name: value})

    def setting_all(self, values: dict[str, str | None]) -> str:
        """With only this value for each name, or with none."""
        kept = [pair for pair in self._first_page() if pair[0] not in values]
        return self._link([*kept, *((name, value) for name, value in values.items() if value)])

    def at(self, offset: int) -> str:
        """The page that begins after ``offset`` hits."""
        return self._link([*self._first_page(), *([("offset", str(offset))] if offset else [])])

    def without(self, names: Sequence[str]) -> str:
        """Without any value of these parameters."""
        return self._link([pair for pair in self._first_page() if pair[0] not in names])

    def keeping(self, *changed: str) -> list[Pair]:
        """The pairs that a form must pass on when it sets ``changed`` itself."""
        return [pair for pair in self._first_page() if pair[0] not in changed]

    def elsewhere(self, path: str, names: Sequence[str], extra: Sequence[Pair] = ()) -> str:
        """Another path, with those of our parameters that it accepts."""
        return self.links.at(path, [*(pair for pair in self._first_page() if pair[0] in names), *extra])

    def _first_page(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair[0] not in _PLACE_IN_LIST]

    def _link(self, pairs: Sequence[Pair]) -> str:
        return self.links.at("/", pairs)
