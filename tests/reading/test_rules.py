"""Rules over the words: the seed without its sidecar, what each rule finds, and what none of them takes for a value."""

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.reading.formats.datelines import read_dateline
from pincite.index.reading.formats.printed_dates import is_place
from pincite.index.reading.issuers.issuer_names import by_adjective, by_code, find_issuers, list_issuers, plain
from pincite.index.reading.readers import read
from pincite.index.reading.rules.all_rules import GROUPS, apply_rules, rule_names
from pincite.index.reading.rules.rule_input import RuleInput, RuleText, build_piece
from pincite.index.reading.rules.worded_dates import find_dates
from pincite.index.reading.sources import discover
from pincite.index.values.heading import Person
from pincite.index.values.statement import Statement
from tests.conftest import JOINT, ROOT

SEED = ROOT / "seeds" / f"{JOINT}.txt"
MATTIS, SONG = (
    Person("James N. Mattis", "U.S. Secretary of Defense"),
    Person("Song Young-moo", "Republic of Korea Minister of National Defense"),
)
MEETING = "Joint Statement of the Ministers"


def read_one(path: Path) -> Statement:
    """Return the statement of the file at ``path``."""
    [draft] = read(discover([path]).sources[0])
    return draft.parse()


def read_seed(folder: Path, defaults: str = "") -> Statement:
    """Return the seed as it is read without its sidecar, in a folder with these defaults."""
    (folder / SEED.name).write_bytes(SEED.read_bytes())
    if defaults:
        (folder / "_defaults.yaml").write_text(defaults)
    return read_one(folder / SEED.name)


def ruled(title: str | None, *paragraphs: str, name: str = "", off: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return what the rules find in a text, one paragraph after the other."""
    pieces = [build_piece(text, [(at * 10_000, at * 10_000 + len(text))]) for at, text in enumerate(paragraphs)]
    seen = RuleInput(None if title is None else build_piece(title), pieces, name, off)
    return {
        group.key: [one.value for one in found] if group.several else found[0].value
        for group, found in apply_rules(seen, ())
    }


def dated(*paragraphs: str, kind: str = "joint statement") -> str | None:
    pieces = [build_piece(text, [(0, len(text))]) for text in paragraphs]
    found = list(find_dates(RuleInput(None, pieces, known={"kind": kind})))
    return found[0].value if found else None


def test_the_seed_tells_without_its_sidecar_who_met_where_and_when(tmp_path: Path) -> None:
    statement = read_seed(tmp_path)
    heading = statement.heading
    assert heading.title == "United States—Republic of Korea Defense Ministers Meeting Joint Statement"
    assert (heading.dates.edtf, heading.place, heading.kind) == ("XXXX-06-02", "Singapore", "joint statement")
    assert heading.issuers == ("United States", "Republic of Korea")
    assert heading.people == (MATTIS, SONG)
    assert (heading.series, heading.language) == ("Defense Ministers Meeting", "en")
    assert heading.instruments == ("Panmunjom Declaration", "UN Security Council resolutions")
    assert {origin for key, origin in statement.provenance.items() if key != "id"} == {"text"}


def test_each_of_these_values_has_the_words_that_show_it(tmp_path: Path) -> None:
    statement = read_seed(tmp_path)
    words = {"text": statement.text, "title": statement.heading.title}
    shown = [(one.key, one.value, words[one.within][one.start : one.end]) for one in statement.apparatus.evidence]
    assert {key for key, _, _ in shown} == statement.provenance.keys() - {"id"}
    assert ("people", "Song Young-moo", "Republic of Korea Minister of National Defense Song Young-moo") in shown
    assert ("date", "XXXX-06-02", "June 2") in shown
    assert ("place", "Singapore", "Singapore") in shown
    assert ("instruments", "UN Security Council resolutions", "United Nations Security Council Resolutions") in shown
    assert next(text for key, _, text in shown if key == "title") == statement.heading.title
    assert {one.rule for one in statement.apparatus.evidence} <= set(rule_names())


def test_a_rule_is_switched_off_by_its_name(tmp_path: Path) -> None:
    off = read_seed(tmp_path, "rules_off: [people-opening, date-meeting, instrument-named]\n")
    assert (off.heading.people, off.heading.dates.edtf) == ((), None)
    assert off.heading.place == "Singapore"
    assert off.heading.instruments == ("UN Security Council resolutions",)


def test_a_salutation_tells_a_speech_unless_that_rule_is_off() -> None:
    said = "Mr. President, I have the honour to speak."
    assert ruled(None, said)["kind"] == "speech"
    assert "kind" not in ruled(None, said, off=frozenset({"kind-salutation"}))
    assert "kind" not in ruled(None)


def test_all_rules_are_switched_off_and_no_word_is_lost(tmp_path: Path) -> None:
    off = read_seed(tmp_path, "rules_off: [all]\n")
    assert off.heading.title == f"Untitled, {SEED.name}"
    assert set(off.provenance) == {"id", "title"}
    assert off.apparatus.evidence == ()
    assert "Defense Ministers Meeting Joint Statement" in off.apparatus.left_out[0].text


def test_a_rule_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(SEED.read_bytes())
    (tmp_path / "a.yaml").write_text("rules_off: [people-openings]\n")
    [draft] = read(discover([tmp_path / "a.txt"]).sources[0])
    with pytest.raises(Exception, match="did you mean 'people-opening'"):
        draft.parse()


def test_what_a_sidecar_says_no_rule_is_asked(tmp_path: Path) -> None:
    statement = read_one(SEED)
    assert statement.heading.dates.edtf == "2018-06-02"
    assert {one.key for one in statement.apparatus.evidence} == {"title", "instruments"}


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("The two Ministers met in Singapore on June 2 and talked about all that was on the agenda.", "XXXX-06-02"),
        ("The two Ministers met in Singapore on 2 June 2018 and talked about all that was on it.", "2018-06-02"),
        ("The Ministers held talks in Seoul on June 2-3, 2018, on all that was on the list.", "2018-06-02/2018-06-03"),
        ("The Ministers held talks in Seoul on 30 May to 1 June, but not on what had been agreed.",
         "XXXX-05-30/XXXX-06-01"),
        ("The Ministers met from May 30 to June 1, 2018 and talked about all that was on it.", "2018-05-30/2018-06-01"),
        ("The Ministers met on the second day of June, two thousand and eighteen, in Singapore.", "2018-06-02"),
        ("The Ministers welcomed the text of June 2 and agreed that it has to be kept by all sides.", None),
        ("The Ministers met in June, and it was updated on June 2, 2018 after what had happened.", None),
        ("The Ministers met in June 2018 in Seoul and talked about all that was on the agenda then.", None),
        ("The Ministers met on June 31 in Seoul and talked about all that was on the agenda then.", None),
    ],
)  # fmt: skip
def test_dates_keep_their_precision_and_no_year_is_invented(text: str, edtf: str | None) -> None:
    assert dated(text) == edtf


def test_a_dateline_and_a_signature_are_dates_of_any_kind() -> None:
    line = "SINGAPORE, June 2, 2018 — The ministers of both states talked about all that was on the agenda then."
    assert ruled(None, line)["date"] == "2018-06-02"
    assert ruled(None, line)["place"] == "Singapore"
    signed = "DONE at Lima, in duplicate, this nineteenth day of October, nineteen hundred and twenty-seven."
    assert ruled(None, "A text that says nothing of it.", signed)["date"] == "1927-10-19"
    assert ruled(None, "A text that says nothing of it.", signed)["place"] == "Lima"
    assert "date" not in ruled(
        None, "On July 13, 2016, the Court issued a Temporary Restraining Order that was set to end."
    )


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("U.S.-Russia Presidential Joint Statement on Strategic Stability", "joint statement"),
        ("United States-Japan Joint Leaders’ Statement", "joint statement"),
        ("G7 Leaders’ Statement on the Hiroshima AI Process", "statement"),
        ("Federal Reserve issues FOMC statement", "statement"),
        ("Joint Readout of the Inaugural U.S.-ROK Nuclear Consultative Group Meeting", "readout"),
        ("Remarks by President Biden on the Joint Statement", "remarks"),
        ("Gemeinsame Erklärung der Außenminister", "joint statement"),
        ("共同声明", "joint statement"),
        ("President Joseph R. Biden, Jr. Approves Texas Disaster Declaration", None),
        ("Minister Speaks About the Joint Statement", None),
        ("U.S.-China Energy Collaboration", None),
        ("The Statement's Author", None),
    ],
)
def test_the_kind_is_what_a_title_calls_itself(title: str, kind: str | None) -> None:
    assert ruled(title, "Some words of a text.").get("kind") == kind


@pytest.mark.parametrize(
    ("title", "people"),
    [
        ("Joint Statement by President Biden and President von der Leyen on European Energy Security",
         [("Biden", "President"), ("von der Leyen", "President")]),
        ("Readout of President Biden’s Call with Prime Minister Benjamin Netanyahu of Israel",
         [("Biden", "President"), ("Benjamin Netanyahu", "Prime Minister of Israel")]),
        ("Remarks by Vice President Harris at a Working Lunch", [("Harris", "Vice President")]),
        ("Readout of President Biden’s Meeting with His Majesty King Abdullah II of Jordan",
         [("Biden", "President"), ("Abdullah II", "King of Jordan")]),
        ("Remarks by President Biden Celebrating the 31st Anniversary of the Act", [("Biden", "President")]),
        ("Statement on the Visit of President Macron", []),
        ("Background Press Call by a Senior Official Previewing President Biden’s Third Day", []),
        ("Press Briefing by Press Secretary Jen Psaki En Route Munich", [("Jen Psaki", "Press Secretary")]),
        ("Remarks by President Biden Before Air Force One Departure", [("Biden", "President")]),
        ("A Proclamation on President’s Day", []),
    ],
)  # fmt: skip
def test_people_of_titles(title: str, people: list[tuple[str, str]]) -> None:
    found = ruled(title, "Some words of a text.").get("people", [])
    assert [(one.name, one.office) for one in found] == people


def test_people_who_are_only_spoken_of_are_none_of_it() -> None:
    text = (
        "In line with the historic decision by President Joseph R. Biden, Jr. and President Yoon Suk Yeol to establish "
        "the group, the authorities of both sides launched it in Seoul."
    )
    assert "people" not in ruled(MEETING, text)
    text = "In November 2009, President Barack Obama and President Hu Jintao announced the establishment of a center."
    assert "people" not in ruled("U.S.-China Energy Collaboration", text)


@pytest.mark.parametrize(
    ("title", "issuers"),
    [
        ("Joint Statement by Türkiye, Côte d’Ivoire and the Kingdom of Spain", ["Türkiye", "Côte d’Ivoire", "Spain"]),
        ("Joint Statement by North Korea and Burma", ["Democratic People’s Republic of Korea", "Myanmar"]),
        ("U.S.-ROK-Japan Joint Statement", ["United States", "Republic of Korea", "Japan"]),
        ("Joint Statement on U.S.-China Economic and Trade Meeting in Stockholm", ["United States", "China"]),
        ("G7 Leaders’ Statement on Ukraine", ["G7"]),
        ("Statement on the Situation in Ukraine", None),
        ("Remarks on U.S.-China Relations", None),
        ("Readout of Vice President Harris’s Participation in the U.S.-ASEAN Summit", None),
        ("Readout of Jake Sullivan’s Call with the Advisors of Japan and the Republic of Korea", None),
        ("Joint Readout of the Inaugural U.S.-ROK Group", ["United States", "Republic of Korea"]),
        ("U.S.-China Energy Collaboration", None),
    ],
)
def test_issuers_of_titles(title: str, issuers: list[str] | None) -> None:
    assert ruled(title, "Some words of a text.").get("issuers") == issuers


def test_the_language_needs_words_enough() -> None:
    assert (
        ruled(None, "Les ministres ont réaffirmé leur attachement à la paix et à la sécurité dans la région. " * 3)[
            "language"
        ]
        == "fr"
    )
    assert ruled(None, "양국 장관은 한반도의 완전한 비핵화를 위한 노력을 재확인하였다.")["language"] == "ko"
    assert "language" not in ruled(None, "The ministers met.")
    assert "language" not in ruled(None, "Министры подтвердили, что договор остаётся в силе для всех сторон.")


def test_places_that_are_none() -> None:
    for words in ("in Europe on", "in Security Council on", "in May on", "in the United States on", "in Person on"):
        text = f"The two Ministers met {words} all that was on the agenda, and talked about it at great length."
        assert "place" not in ruled(MEETING, text), words


def test_the_file_names_of_the_general_debate_tell_country_and_kind() -> None:
    found = ruled(None, "A text.", name="PRK_52_1997")
    assert (found["issuers"], found["kind"]) == (["Democratic People’s Republic of Korea"], "speech")
    assert "issuers" not in ruled(None, "A text.", name="ZZZ_52_1997")


def test_the_table_of_issuers_is_sound() -> None:
    issuers = list_issuers()
    assert len(issuers) > 250
    assert len({one.code for one in issuers}) == len({one.name for one in issuers}) == len(issuers)
    names = [plain(name) for one in issuers for name in one.names]
    assert len(set(names)) == len(names), sorted(name for name in names if names.count(name) > 1)
    years = {(one.code, alias.name): (alias.since, alias.until) for one in issuers for alias in one.aliases}
    assert all(since is None or until is None or since <= until for since, until in years.values())
    assert years["MMR", "Burma"] == (1948, 1989)
    assert years["TUR", "Turkey"] == (1923, 2022)
    assert by_code()["PRK"].name != by_code()["KOR"].name
    assert by_adjective()["North Korean"].code == "PRK"


@given(st.lists(st.sampled_from([name for one in list_issuers() for name in one.names]), min_size=1, max_size=4))
def test_every_name_of_every_issuer_is_found_whole(names: list[str]) -> None:
    text = "; ".join(names)
    assert [text[one.start : one.end] for one in find_issuers(text)] == names


@given(st.lists(st.text("abc \n", min_size=1, max_size=9), min_size=1, max_size=4), st.data())
def test_places_in_pieces_are_places_in_the_text(parts: list[str], data: st.DataObject) -> None:
    spans, at = [], 0
    for part in parts:
        spans.append((at + 2, at + 2 + len(part)))
        at += len(part) + 5
    canonical = "".join("##" + part + "---" for part in parts)
    piece = RuleText(" ".join(parts), tuple(spans))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(piece.text))] * 2)))
    if start < end and " " not in piece.text[start:end]:
        first, last = piece.place(start, end)
        assert canonical[first:last] == piece.text[start:end]


def test_each_rule_is_one_group_s() -> None:
    names = [name for group in GROUPS for name in group.rules]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("word", ["A", "National Security and ", "Deputy ", "June 2 to ", "U.S. ", "First of May "])
def test_a_text_of_one_word_again_and_again_takes_no_longer_for_each(word: str) -> None:
    """Ten times the text may take ten times as long, and never a hundred times."""

    def took(size: int) -> float:
        text = (word * (size // len(word) + 1))[:size]
        begin = time.process_time()
        ruled(f"Joint Statement by {text[:900]}", text)
        return time.process_time() - begin

    took(100)
    assert took(60_000) < 40 * max(took(6_000), 0.02)


def test_signatures_stand_at_the_end() -> None:
    signed = (
        "For the Government of Kenya: A. B. Otieno, Minister of Finance",
        "Nairobi, 2 June",
        "Mary Smith, Ambassador",
    )
    found = ruled(None, "A text that says nothing of it.", *signed)["people"]
    assert found == [Person("A. B. Otieno", "Minister of Finance"), Person("Mary Smith", "Ambassador")]
    after = "And here the text goes on with words that nobody would take for a part of a signature."
    assert "people" not in ruled(None, "A text that says nothing of it.", *signed, after)


@pytest.mark.parametrize(
    ("title", "series"),
    [
        ("United States—Republic of Korea Defense Ministers Meeting Joint Statement", "Defense Ministers Meeting"),
        ("Joint Statement on the Second Round of U.S.-Germany Economic Dialogue", "Economic Dialogue"),
        ("Background Press Call on the U.S.-ASEAN Special Summit", None),
        ("Joint Statement on the Meeting in Singapore", None),
    ],
)
def test_a_series_stands_behind_two_issuers(title: str, series: str | None) -> None:
    assert ruled(title, "Some words of a text.").get("series") == series


def test_a_way_of_meeting_is_no_place() -> None:
    assert read_dateline("Via Teleconference, May 20, 2021") is None
    assert read_dateline("Hanoi, Vietnam, May 20, 2021") is not None


@pytest.mark.parametrize("heading", ["Preamble", "Introduction", "Summary"])
def test_a_heading_below_a_date_is_no_place(heading: str) -> None:
    assert not is_place(heading)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("平成十四年九月十七日", "2002-09-17"),
        ("二〇〇二年九月十七日", "2002-09-17"),
        ("一九七二年十二月三十一日", "1972-12-31"),
        ("令和元年五月一日", "2019-05-01"),
        ("publicado em 03/10/2017 15h32", "2017-10-03"),
        ("Publié le 12/02/2019", "2019-02-12"),
        ("12/02/2019", None),
        ("十四年九月十七日", None),
        ("二〇〇二年十十一月三日", None),
    ],
)
def test_a_date_in_the_numbers_of_its_language(line: str, date: str | None) -> None:
    found = read_dateline(line)
    assert (None if found is None else found.date) == date
