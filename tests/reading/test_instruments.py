"""Instruments: each pattern's own examples, forty sentences as statements have them, and forty look-alikes."""

import re
from itertools import pairwise

import pytest

from pincite.index.reading.instruments import named
from pincite.index.reading.instruments.all_patterns import PATTERNS, by_name, pattern_names
from pincite.index.reading.instruments.finding import address_in, find_citations

CITED = (
    ("in addition to strong international enforcement of United Nations Security Council Resolutions, the robust",
     "UN Security Council resolutions"),
    ('the "Panmunjeom Declaration for Peace, Prosperity and Unification of the Korean Peninsula," and noted',
     "Panmunjom Declaration"),
    ("a negotiated political settlement in Syria in line with United Nations Security Council Resolution 2254.",
     "UN Security Council resolution 2254"),
    ("All states must comply with UN Security Council Resolutions 2570 and 2571.",
     "UN Security Council resolution 2571"),
    ("its actions in violation of United Nations Security Council Resolutions 1718 and 1874, including the procurement",
     "UN Security Council resolution 1718"),
    ("We fully endorse UNSCR 2576 and its call for election monitors", "UN Security Council resolution 2576"),
    ("on the basis of full implementation of Security Council Resolutions 242 and 338.",
     "UN Security Council resolution 338"),
    ("including UN Security Council Resolution 2216 (2015). Only a political agreement",
     "UN Security Council resolution 2216"),
    ("The Council adopted resolution S/RES/1325 (2000) on women and peace.", "UN Security Council resolution 1325"),
    ("beyond national jurisdiction, as called for in the UNGA Resolution 69/292.",
     "UN General Assembly resolution 69/292"),
    ("We note the United Nations General Assembly Resolution A/RES/75/239 emphasizing in the Preamble",
     "UN General Assembly resolution 75/239"),
    ("as defined in General Assembly resolution 3314 (XXIX) of 1974", "UN General Assembly resolution 3314 (XXIX)"),
    ("We welcome the resolution A/ES-11/L.7 titled “Principles of the Charter", "UN document A/ES-11/L.7"),
    ("the verbatim record of that meeting (A/70/PV.22)", "UN document A/70/PV.22"),
    ("Human Rights Council resolution 16/18 on combating intolerance", "Human Rights Council resolution 16/18"),
    ("the safeguards agreement published as INFCIRC/153 is in force", "IAEA document INFCIRC/153"),
    ("has not ratified ILO Convention No. 87 to this day", "ILO Convention No. 87"),
    ("We uphold the universal values at the heart of the United Nations Charter", "Charter of the United Nations"),
    ("particularly as reflected in the United Nations Convention on the Law of the Sea (UNCLOS), and facilitate",
     "United Nations Convention on the Law of the Sea"),
    ("Now that the United States is back in the Paris Agreement, we intend to", "Paris Agreement"),
    ("We remain committed to our Nuclear Non-Proliferation Treaty (NPT) obligations",
     "Treaty on the Non-Proliferation of Nuclear Weapons"),
    ("in terms of supporting the JCPOA?", "Joint Comprehensive Plan of Action"),
    ("The recent extension of the New START Treaty exemplifies our commitment to nuclear arms control.", "New START"),
    ("his leadership in working to establish the Black Sea Grain Initiative.", "Black Sea Grain Initiative"),
    ("since the signing of the Belfast/Good Friday Agreement 25 years ago", "Good Friday Agreement"),
    ("including expanding and strengthening the Abraham Accords.", "Abraham Accords"),
    ("In line with the April 2023 Washington Declaration and the historic decision", "Washington Declaration"),
    ("as set out in the Biketawa Declaration and Boe Declaration.", "Boe Declaration"),
    ("and resulted in the Aqaba Communiqué, with commitments by the Government of Israel", "Aqaba Communiqué"),
    ("to secure the implementation of the Minsk agreements, and call on Russia", "Minsk agreements"),
    ("the International Labor Office (Articles 411–420 of the Treaty of Versailles), the point of view",
     "Treaty of Versailles"),
    ("under the terms of Article 197 of the Treaty of St. Germain for purposes of reparation", "Treaty of St. Germain"),
    ("On June 26, 2008, by Executive Order 13466, the President declared an emergency", "Executive Order 13466"),
    ("2. In Proclamation 9705 of March 8, 2018 (Adjusting Imports of Steel)", "Proclamation 9705"),
    ("Section 202(d) of the National Emergencies Act (50 U.S.C. 1622(d)) provides", "50 U.S.C. 1622"),
    ("the National Defense Authorization Act for Fiscal Year 2012, Public Law 112-81, and", "Public Law 112-81"),
    ("as defined in 19 CFR 146.41, prior to 12:01 a.m.", "19 CFR 146.41"),
    ("Presidential Determination No. 2022-14", "Presidential Determination 2022-14"),
    ("personal data within the meaning of Regulation (EU) 2016/679, and", "Regulation (EU) 2016/679"),
    ("repealing Council Decision 2014/145/CFSP on restrictive measures",
     "Council or Commission Decision 2014/145/CFSP"),
)  # fmt: skip
ALIKE = (
    "The Security Council met 15 times and adopted 12 resolutions.",
    "a Security Council resolution of 2231 words",
    "Security Council reform was discussed in 2015 and 2016",
    "the resolutions of the board of the company",
    "the General Assembly met on 9/11 and on 12/3",
    "a screen resolution of 300 dpi (IV) or 600",
    "the document and/or its annexes, S/he said",
    "an A/C unit from 12/3 to 14/5",
    "the road E/W of 1990/91",
    "the Human Rights Council voted 16/18 on it",
    "a convention of 87 members of the ILO",
    "the INFCIRC series of documents",
    "a new start for the treaty between them",
    "the agreement that was reached in Paris",
    "they met in Panmunjom to make a declaration",
    "a charter of the company and of its members",
    "an npt value below the threshold",
    "a good Friday agreement of the two firms",
    "the Texas Disaster Declaration was approved",
    "This Declaration is in force",
    "a Joint Declaration was issued by both sides",
    "the Declaration of Independence",
    "a Honda Accord stood in the street",
    "the OECD Declaration on Government Access to Personal Data",
    "Indonesia’s Declaration on Cervical Cancer Elimination",
    "the customs declaration of the traveller",
    "they agreed in Minsk on what to do next",
    "a Treaty of Peace and Friendship",
    "the Anglo-Austrian Treaty of May 22, 1924",
    "an executive order of the day, number 3",
    "the Executive Orders of 2021",
    "a proclamation 1776 style",
    "22 USC students and 14 CFR ones",
    "the public law 10-year plan",
    "85 FR residents",
    "12 stat. errors in 3 runs",
    "Regulation 2016/679 of the chess club",
    "Directive 12/34 of the ministry",
    "the Council decision of 2014/15",
    "the EU ETS covers 40 % of it in 27 states",
)
_EXAMPLES = {**{pattern.key: pattern.examples for pattern in PATTERNS}, named.KEY: named.EXAMPLES}
_OTHERS = {**{pattern.key: pattern.others for pattern in PATTERNS}, named.KEY: named.OTHERS}


@pytest.mark.parametrize("key", pattern_names())
def test_a_pattern_finds_its_examples_and_nothing_else(key: str) -> None:
    assert _EXAMPLES[key]
    assert len(_OTHERS[key]) >= 2
    for text, names in _EXAMPLES[key].items():
        found = [one for one in find_citations(text) if one.pattern == key]
        assert tuple(one.instrument.name for one in found) == names, text
    for text in _OTHERS[key]:
        assert list(find_citations(text)) == [], text


def test_there_are_forty_of_each() -> None:
    assert (len(CITED), len(ALIKE)) == (40, 40)
    assert len(PATTERNS) >= 30


@pytest.mark.parametrize(("text", "name"), CITED, ids=[name for _, name in CITED])
def test_what_statements_cite_is_found(text: str, name: str) -> None:
    assert name in [one.instrument.name for one in find_citations(text)]


@pytest.mark.parametrize("text", ALIKE)
def test_what_looks_like_it_is_not(text: str) -> None:
    assert [one.instrument.name for one in find_citations(text)] == []


def test_spans_are_in_order_and_apart() -> None:
    text = " ".join(text for text, _ in CITED)
    found = list(find_citations(text))
    assert all(one.end <= after.start for one, after in pairwise(found))
    assert all(re.search(r"\w", text[one.start : one.end]) for one in found)


def test_addresses_are_given_where_they_are_known() -> None:
    assert address_in("unsc", "UN Security Council Resolution 2216 (2015)") == "https://undocs.org/S/RES/2216(2015)"
    assert address_in("unsc", "1874 (2009)") == "https://undocs.org/S/RES/1874(2009)"
    assert address_in("unsc", "UNSCR 2231") is None
    assert address_in("named", "UN Charter") == by_name()["Charter of the United Nations"].address
    assert address_in("named", "New START Treaty") is None
    assert address_in("eu-regulation", "Regulation (EU) 2016/679") == "http://data.europa.eu/eli/reg/2016/679/oj"
    assert address_in("no such pattern", "Regulation (EU) 2016/679") is None


def test_an_instrument_has_one_name_in_all_its_writings() -> None:
    texts = (
        "S/RES/1718 (2006)",
        "UNSCR 1718",
        "Security Council\nresolution 1718",
        "UN Security Council Resolution 1718",
    )
    assert {one.instrument.name for text in texts for one in find_citations(text)} == {
        "UN Security Council resolution 1718"
    }
