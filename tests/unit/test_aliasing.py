"""Other names of who is called by the words of a query: which are offered, and for which words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.app.dependencies.archive import known_aliases
from pincite.index.query.aliasing import MOST_NAMES, Aliases, Name, typed_tokens
from pincite.index.query.clauses import And, Clause
from pincite.index.query.parser import parse
from pincite.index.query.query import Query
from pincite.index.query.understand import understand
from pincite.index.reading.issuers.issuer_names import list_issuers
from pincite.index.values.errors import QueryError

FEW = Aliases([[Name("Ayland", 1990), Name("Bee Land", until=1990), Name("B.L.")], [Name("Cee Union"), Name("CU")]])
"""Two who go by several names, one of them of two words and one with dots."""


def asked(text: str) -> Query:
    understood = understand(parse(text))
    return Query(understood.match, text=text, dropped=understood.dropped)


def values(aliases: Aliases, text: str) -> list[str]:
    return [offer.value for offer in aliases.offers(asked(text))]


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("ayland treaty", ['(ayland OR "bee land") treaty', '(ayland OR "b l") treaty']),
        ("treaty bee land", ["treaty (bee land OR ayland)", 'treaty (bee land OR "b l")']),
        ("bee treaty land", []),
        ("treaty B.L.", ["treaty (b-l OR ayland)", 'treaty (b-l OR "bee land")']),
        ("cu OR treaty", ['cu OR "cee union" OR treaty']),
        ("(cu OR treaty) peace", ['(cu OR "cee union" OR treaty) peace']),
        ('"ayland" =cu "bee land"', []),
        ("NOT ayland", []),
        ("treaty NOT (cu peace)", []),
        ("title:ayland issuer:cu", []),
        ("cee*", []),
    ],
)
def test_a_name_outside_quotes_is_offered_with_the_others(text: str, offered: list[str]) -> None:
    offers = list(FEW.offers(asked(text)))
    assert [offer.value for offer in offers] == offered
    assert all(understand(parse(offer.value)).match == offer.match for offer in offers)


def test_a_name_says_its_years() -> None:
    assert [offer.label for offer in FEW.offers(asked("b.l."))] == ["Ayland, since 1990", "Bee Land, until 1990"]
    assert Name("Burma", 1948, 1989).label == "Burma, 1948–1989"


def test_every_name_of_the_table_is_known_by_its_words() -> None:
    for issuer in list_issuers():
        others = [name for name in issuer.names if not _holds_all(name, issuer.name)]
        if others:
            assert values(known_aliases(), issuer.name), issuer.name


def test_a_name_is_known_as_a_query_holds_it() -> None:
    for issuer in list_issuers():
        for name in issuer.names:
            clause = understand(parse(name)).match
            parts = clause.clauses if isinstance(clause, And) else (clause,)
            held = [token for part in parts for token in getattr(part, "tokens", None) or (part.token,)]  # type: ignore[union-attr]
            assert typed_tokens(name) == tuple(held), name


def _holds_all(name: str, other: str) -> bool:
    return set(other.casefold().replace("’", "'").split()) <= set(name.casefold().replace("’", "'").split())


def test_offers_of_many_names_are_few() -> None:
    assert len(values(known_aliases(), "us uk eu un rok dprk burma turkey")) == MOST_NAMES


@given(
    st.lists(st.sampled_from(["ayland", "bee", "land", "b.l.", "cu", "cee", "treaty", '"cu"', "OR", "NOT"]), max_size=6)
)
@settings(max_examples=60)
def test_what_is_offered_is_a_query_that_keeps_the_words(words: list[str]) -> None:
    try:
        query = asked(" ".join(words))
    except QueryError:
        return
    for offer in FEW.offers(query):
        assert parse(offer.value) == offer.match
        assert _leaves(query.match) <= _leaves(offer.match)


def _leaves(clause: Clause) -> set[object]:
    inside = getattr(clause, "clauses", None)
    return set().union(*map(_leaves, inside)) if inside else {clause}
