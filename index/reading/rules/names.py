"""Names of people: where one begins that follows an office, and where it ends."""

import re
from functools import cache

from pincite.index.reading.rules.offices import HONORIFICS

_TOKEN = re.compile(r"\s*(\S+)")
_WORD = re.compile(r"[^\W\d_][\w'.-]*")
_JUNIOR = re.compile(r",?\s+(?:Jr\.?|Sr\.?)(?!\w)")
_REGNAL = re.compile(r"\s(?:I|II|III|IV|V|VI|VII|VIII|IX|X|XI|XII|XIII|XIV|XV|XVI)(?!\w)")
"""The number of a king or a pope: it belongs to the name."""
_PARTICLES_TEXT = "von der van de da dos das bin bint al el la le di del du ibn ul y den ten af zu"
_PARTICLES = frozenset(_PARTICLES_TEXT.split())
_STOPS_TEXT = (
    "Celebrating Providing Commemorating Recognizing Discussing Addressing Highlighting Kicking Unveiling Touting "
    "Meeting Attending Welcoming Visiting Condemning Calling Concluding Introducing Departing Arriving Touring Aboard "
    "Previewing Ahead Lieutenant Colonel Major Captain Commander "
    "A An And As At Before After By During For From In Into Its Of On Or Over The Their This To Today Toward "
    "Under Upon With Within Regarding About Ahead Following Between Among Via Not Is Are Has Have Was Will Who We "
    "I It January February March April May June July August September October November December Monday Tuesday "
    "Wednesday Thursday Friday Saturday Sunday Address Addresses Administration Admin Agreement Announce "
    "Announces Announcing Approves Appoints Appoint Arrival Attends Awards Bilateral Bill Call Calls Celebrates "
    "Celebration Ceremony Communiqué Conference Congratulates Conversation Declaration Declares Delegation "
    "Delivers Departure Designates Dinner Discuss Discusses Discussion Event Expanded Expands Extends Fact "
    "Foreign Government Holds Honors Hosts Intends Intent Interview Issues Joint Key Launches Leaders Luncheon "
    "Makes Marks Meet Meeting Meetings Meets Meeting’s Message Names National Nominates Nominee Nominees Official "
    "Participates Participation Phone Press Proclaims Readout Receives Releases Remarks Report Roundtable Secure "
    "Sends Sheet Signs Signing Speaks Special Speech Statement Summit Swearing Talks Telephone Tour Travel "
    "Travels Trip Trilateral Video Virtual Virtually Visit Visits Welcome Welcomes Working Concerning Delivered "
    "Urges Takes Commemorates Reaffirms Hosting Speaking Presents Releasing Submits Vetoes Commutes Grants "
    "Pardons Nominating Delivering Convenes Launching Honoring Marking Amends Signed Opening Closing State Union "
    "House Administration’s Policy Town Hall Day Week Month Executive Order Prepared Ministerial Federal "
    "Congressional White Oval Cabinet Republic Kingdom Department Ministry Commission Council Committee Party "
    "Minister President Prime Secretary Ambassador General Governor Mayor Senator Representative Chair Chairman "
    "Director Mr Ms Mrs Dr"
)
_STOPS = frozenset(_STOPS_TEXT.split())
"""Words with a capital that end a name, since they are none: those of titles in capitals, months, offices."""
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI")
_LONGEST = 6


def read_name(text: str, at: int) -> tuple[str, int] | None:
    """Return the name that begins at ``at``, after an honorific, and where it ends; None when none begins there."""
    start = _skip_honorifics(text, at)
    parts: list[str] = []
    end = start
    while len(parts) < _LONGEST:
        match = _TOKEN.match(text, end)
        if match is None or (parts and match.start() == match.start(1)):
            break
        word, closes = _trim(match[1])
        following = _TOKEN.match(text, match.end())
        if not _may_be(word, bool(parts), "" if following is None else following[1]):
            break
        parts.append(word)
        end = match.start(1) + len(word)
        if closes:
            break
    while parts and (parts[-1].casefold() in _PARTICLES):
        end = text.rindex(parts.pop(), start, end)
    if not parts or re.fullmatch(r"[A-Z]\.?", parts[-1]):
        return None
    if parts[0].isupper() and len(parts[0]) > 3 and not all(part.isupper() for part in parts):
        # "INDOPACOM Lieutenant": an office that is in no table.
        return None
    regnal = _REGNAL.match(text, end)
    end = end if regnal is None else regnal.end()
    name = re.sub(r"\s+", " ", text[start:end]).strip()
    junior = _JUNIOR.match(text, end)
    return name, end if junior is None else junior.end()


def _may_be(word: str, has_begun: bool, following: str) -> bool:
    if re.fullmatch(r"[A-Z]\.", word):
        return True
    if word in _PARTICLES:
        return following[:1].isupper() or following in _PARTICLES
    return (
        _WORD.fullmatch(word) is not None
        and word[0].isupper()
        and word not in _STOPS
        and (len(word) > 1)
        and not (has_begun and word in ("Jr.", "Jr", "Sr.", *_NUMERALS))
    )


def _trim(token: str) -> tuple[str, bool]:
    """Return a token without what stands around a word, and whether the name ends with it."""
    if re.fullmatch(r"[A-Z]\.", token):
        return token, False
    bare = token.rstrip(',;:)]”"')
    closes = bare != token
    if bare.endswith(".") and not re.fullmatch(r"(?:[A-Z]\.)+", bare):
        bare, closes = bare[:-1], True
    for ending in ("'s", "'"):
        if bare.endswith(ending) and len(bare) > len(ending):
            return bare[: -len(ending)], True
    return bare, closes


def _skip_honorifics(text: str, at: int) -> int:
    while (match := _honorific().match(text, at)) is not None:
        at = match.end()
    return at


@cache
def _honorific() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{'|'.join(map(re.escape, sorted(HONORIFICS, key=len, reverse=True)))})\s+")
