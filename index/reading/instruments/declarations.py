"""Declarations, communiqués, accords and treaties that are called after a place: ``Washington Declaration``."""

from pincite.index.reading.instruments.pattern import Pattern

_NOT = (
    "The|This|That|These|Our|Their|His|Its|Joint|Final|Political|Disaster|Emergency|Major|Ministerial|Leaders|Customs|"
    "Trade|Peace|Texas|Federal|State|National|International|Summit|Draft|Annual|Today|First|Second|Third|Proposed|Such|"
    "Any|No|Each|A|An|In|On|Of|And|War|Independence|Universal|Free|Bilateral|Multilateral|Official|Presidential|Press|"
    "Foreign|Ministers|Declaration|Communiqu\\w*|Honda|Additional|Optional|Security|Executive|Mutual|Nuclear|Climate|"
    "Party|Republican|Democratic|Constitutional|Framework|Interim|General|Special|Historic|Before|After|Regional|"
    "Initiative|Forum|Education|Health|Equality|Progress|Organi[sz]ation|Under|With|By|For|From|We|Since|As|At|New"
)
"""Words with a capital that are no place's."""
_PLACE = rf"(?!(?:{_NOT})\b)(?![A-Z\d]{{2,}}\b)(?![\w]+')[A-Z\u00c0-\u00de][\w\u00c0-\u024f]+"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NO_PLACE = f"Peace|Friendship|Amity|Alliance|Commerce|Mutual|Cession|Accession|Guarantee|Limits|{_MONTHS}"

PATTERNS = (
    Pattern(
        key="declaration",
        form=rf"(?<![\w-])(?P<place>(?:New\s+)?{_PLACE}(?:[- ]{_PLACE}){{0,1}})\s+"
        r"(?P<what>Declaration|Communiqué|Communique|Accords?)(?!\s+(?:of|by)\s+(?:the\s+)?(?:Independence|War|Emergency|Intent))(?![\w'’-])",
        name="{place} {what}",
        id="{place} {what}",
        needs=("declaration", "communiqu", "accord"),
        caseless=False,
        examples={
            "the April 2023 Washington Declaration and": ("Washington Declaration",),
            "the Jeju Declaration, which": ("Jeju Declaration",),
            "the New York Declaration: C5+1": ("New York Declaration",),
            "under the Algiers Accords": ("Algiers Accords",),
        },
        others=(
            "in a geneva declaration",
            "the Texas Disaster Declaration",
            "This Declaration is",
            "a Joint Declaration was",
            "the Declaration of Independence",
            "a Honda Accord",
            "In Declaration",
            "the OECD Declaration on Government Access",
            "before that. Before Accords like it",
            "Indonesia's Declaration on Cervical Cancer",
            "the Regional Declaration on Migration",
        ),
    ),
    Pattern(
        key="treaty-of",
        form=rf"\b(?:Peace\s+)?Treaty\s+of\s+(?P<place>(?:San\s+|St\.\s+)?(?!(?:{_NO_PLACE})\b)"
        r"[A-Z\u00c0-\u00de][\w\u00c0-\u024f'-]+)(?!\w)(?!\s+(?:and|of|on|between)\b)",
        name="Treaty of {place}",
        id="Treaty of {place}",
        needs=("treaty of",),
        caseless=False,
        examples={"the Treaty of Versailles ended": ("Treaty of Versailles",)},
        others=(
            "a treaty of Peace",
            "Treaty of 1871",
            "the Treaty of May 22, 1924",
            "the Treaty of Amity and Commerce",
        ),
    ),
    Pattern(
        key="minsk",
        form=r"\bMinsk\s+(?:I{1,2}\s+)?(?:agreements?|Agreements?|Protocol|accords?|Package)(?![\w-])",
        name="Minsk agreements",
        id="Minsk agreements",
        needs=("minsk",),
        caseless=False,
        examples={"implement the Minsk agreements fully": ("Minsk agreements",)},
        others=("they agreed in Minsk", "the Minsk agreement-making", "Minskagreement"),
    ),
)
