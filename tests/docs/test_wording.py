"""Each example of ``docs/wording.md`` counts what stands beside it."""

from fractions import Fraction

import pytest

from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.wording.agreed import ask_variants, find_variants
from pincite.index.wording.measures import MOST_WORDINGS, THIN
from tests.builders import build_statement
from tests.conftest import Client
from tests.docs.pages import code, read, table_of
from tests.engines.memory import memory_engine

PAGE = read("docs/wording.md")
WORDINGS = table_of(PAGE, "wording", "paragraphs", "why")
PASSAGES = table_of(PAGE, "reference", "passage", "similarity")


def test_each_wording_is_in_as_many_paragraphs(client: Client) -> None:
    asked = "&".join(f"wording={code(row[0])}" for row in WORDINGS)
    told = client.json(f"/v1/timeline?{asked}")
    assert [one["paragraphs"] for one in told["series"]] == [int(row[1]) for row in WORDINGS]


@pytest.mark.parametrize(("reference", "passage", "similarity"), PASSAGES)
def test_each_passage_is_as_similar(reference: str, passage: str, similarity: str) -> None:
    engine = memory_engine([build_statement("one", f"{passage}.")], 1, 1)
    exact = Fraction(similarity)
    for least, is_found in ((exact, True), *([(exact + Fraction(1, 100), False)] if exact < 1 else [])):
        found = find_variants(ask_variants(reference, least, Query()), engine, Deadline(60))
        assert [form.similarity for form in found.forms] == ([float(similarity)] if is_found else [])


def test_the_limits_are_those_of_the_code() -> None:
    assert f"fewer than {THIN} statements" in PAGE
    assert f"up to {MOST_WORDINGS} wordings" in PAGE
    assert PAGE.index("does not claim") < 60
