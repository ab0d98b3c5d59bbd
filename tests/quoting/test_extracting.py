"""Quotations out of texts: paired marks of any kind, nested ones, block quotations, and texts without any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.quoting import find_quotations
from pincite.index.quoting.grammar import parse_quotation

MARKS = "\"“”„«»‹›‘’'「」『』《》>[]…. \n\u200ba1"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He said "one thing" and "another".', ["one thing", "another"]),
        ("He said “one ‘inner’ thing” twice.", ["one ‘inner’ thing"]),
        ("Er sagte „ein Ding“ und »noch eins« und «un autre» ‹so›.", ["ein Ding", "noch eins", "un autre", "so"]),
        ("‘It isn’t so’, the states’ men’s view", ["It isn’t so"]),
        ("「外の『内』」《書》", ["外の『内』", "書"]),
        ("Don't say it's so. Nobody’s text’s end", ["Don't say it's so. Nobody’s text’s end"]),
        ('An unpaired " mark\n\nand "a pair" here', ["a pair"]),
        ("“““ten deep””” after", ["““ten deep””"]),
        ("text\n> a block\n> goes on\n\nand “more” of it", ["a block\ngoes on", "more"]),
        ("<blockquote><p>A &amp; B</p></blockquote> then", ["A & B"]),
        # Marks around all of a block are no part of what it quotes.
        ("> “a block ‘in’ marks”\n\n<blockquote>“another”</blockquote>", ["a block ‘in’ marks", "another"]),
        ("> “one” and “another”\n\n> “one”, he said", ["“one” and “another”", "“one”, he said"]),
        ('a 5" pipe and a 6" pipe', ['a 5" pipe and a 6" pipe']),
        ("  whole text  ", ["whole text"]),
        # Habits of other countries and keyboards.
        ('Er sagte ‚ein Ding‘ und „noch eins" heute.', ["ein Ding", "noch eins"]),
        ("Han sade ”en sak” och »en till» igen.", ["en sak", "en till"]),
        ("Il a dit « une chose », puis « une ‘autre’ » ici.", ["une chose", "une ‘autre’"]),
        ("He said 'it isn't so' in the '90s, 'though so it was'.", ["it isn't so", "though so it was"]),
        ("'Tis the workers' view, rock 'n' roll", ["'Tis the workers' view, rock 'n' roll"]),
        ("‘The workers’ own view’ of the states’ men", ["The workers’ own view"]),
        ("on ‘costs’ and ‘wages’ of ‘workers’ of the states’ men", ["costs", "wages", "workers"]),
        ("He said ``one thing'' here", ["one thing"]),
        ('<p class="a b">He said "one thing"</p>', ["one thing"]),
        # A quotation over paragraphs begins each with its mark.
        (
            "He said: “First of it.\n\n“Second.\n\n“Third,” so he. “Fourth”",
            ["First of it.\n\nSecond.\n\nThird,", "Fourth"],
        ),
        ('"First of it.\n\n"Second," so he.\n\nThen', ["First of it.\n\nSecond,"]),
        ("“First of it.\n“Second,” so he.", ["First of it.\nSecond,"]),
        ("An “unpaired one\n\nand another\n\n“a pair” here", ["a pair"]),
        # Who said it is no part of a block.
        ("> “one thing”\n> — The President, 1999", ["one thing"]),
        ("> “One thing.” — The President, 1999", ["One thing."]),
        ("> One thing — The President", ["One thing — The President"]),
        ("> one thing\n> — and another", ["one thing\n— and another"]),
        ("  ", []),
    ],
)
def test_quotations_are_what_stands_between_paired_marks(text: str, found: list[str]) -> None:
    assert [one.text for one in find_quotations(text)] == found


@given(st.text(alphabet=MARKS, max_size=60))
def test_ranges_are_in_order_apart_and_inside_the_text(text: str) -> None:
    end = 0
    for one in find_quotations(text):
        assert one.range is not None
        assert end <= one.range[0] <= one.range[1] <= len(text)
        end = one.range[1]
        parse_quotation(one.text)


@given(st.text(alphabet=MARKS, max_size=60))
def test_fragments_hold_characters_of_the_quotation_in_their_order(text: str) -> None:
    parsed = parse_quotation(text)
    places = [at for fragment in parsed.fragments for at in fragment.origins]
    assert places == sorted(set(places))
    assert "".join(text[at] for at in places) == "".join(fragment.text for fragment in parsed.fragments)
    assert len(parsed.gaps) == len(parsed.fragments) + 1


@pytest.mark.parametrize(
    ("text", "fragments"),
    [
        ("one … two", ["one", "two"]),
        ("one. . . . two", ["one", "two"]),
        ("one [...] two (…) three", ["one", "two", "three"]),
        ("[T]he end", ["The end"]),
        ("one [sic] two [emphasis added].", ["one two"]),
        ("he commit[ted] to it", ["he", "to it"]),
        ("a [b [c] d] e", ["a", "e"]),
        ("an open [ bracket", ["an open [ bracket"]),
        ("the end,", ["the end"]),
        ("no. 3.5 and 1 . 2", ["no. 3.5 and 1 . 2"]),
    ],
)
def test_the_grammar_takes_marked_changes_out(text: str, fragments: list[str]) -> None:
    assert [fragment.text for fragment in parse_quotation(text).fragments] == fragments
