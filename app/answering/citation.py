"""The citation of one paragraph as text: everything that a footnote needs, and nothing guessed."""

from pincite.index.values.heading import Heading


def cite(heading: Heading, number: int, version: str, url: str) -> str:
    """Return issuer, title, place, date, paragraph, version and the permalink ``url`` as one line."""
    issuers = ", ".join(heading.issuers)
    when = heading.dates.edtf or "no date"
    parts = [issuers, f"“{heading.title}”", heading.place or "", when, f"para. {number}", f"version {version[:12]}"]
    return f"{', '.join(part for part in parts if part)}, {url}"


def pin_cite(heading: Heading, number: int) -> str:
    """Return the short form: statement id and paragraph number."""
    return f"{heading.id} ¶ {number}"
