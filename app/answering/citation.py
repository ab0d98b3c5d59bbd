"""The citation of one paragraph as text: everything that a footnote needs, and nothing guessed."""

import datetime

from pincite.app.answering.links import Links, short
from pincite.index.citing.fragments import is_web, open_at
from pincite.index.citing.work import Work
from pincite.index.record.values import StoredStatement
from pincite.index.values.errors import NotFound
from pincite.index.values.heading import Heading

_HTML = "text/html"


def cite(heading: Heading, number: int, version: str, url: str) -> str:
    """Return issuer, title, place, date, paragraph, version and the permalink ``url`` as one line."""
    issuers = ", ".join(heading.issuers)
    when = heading.dates.edtf or "no date"
    parts = [issuers, f"“{heading.title}”", heading.place or "", when, f"para. {number}", f"version {version[:12]}"]
    return f"{', '.join(part for part in parts if part)}, {url}"


def pin_cite(heading: Heading, number: int) -> str:
    """Return the short form: statement id and paragraph number."""
    return f"{heading.id} ¶ {number}"


def build_work(
    stored: StoredStatement, number: int | None, links: Links, archive: str, accessed: datetime.date
) -> Work:
    """Return what is cited: one version of a statement, or one paragraph of it. Raises NotFound for an unknown one."""
    heading, apparatus = stored.heading, stored.apparatus
    if number is not None and not 1 <= number <= len(stored.paragraphs):
        raise NotFound(f"This version has paragraphs 1 to {len(stored.paragraphs)}.")
    url = links.absolute(links.statement(heading.id, stored.version, number))
    if number is None:
        return Work(heading, short(stored.version), url, accessed, archive)
    return Work(
        heading,
        short(stored.version),
        url,
        accessed,
        archive,
        number,
        stored.paragraphs[number - 1].label,
        apparatus.pages.get(number, ()),
        apparatus.speakers.get(number),
    )


def find_in_original(stored: StoredStatement, number: int | None) -> str:
    """Return the address of the source with the words of a paragraph, where the source is a page of the web."""
    url, file = stored.heading.source_url or "", stored.file
    if not is_web(url):
        return ""
    if number is None or file is None or file.media_type != _HTML:
        return url
    own = stored.paragraphs[number - 1]
    begin, end = own.spans[0][0], own.spans[-1][1]
    return open_at(url, stored.text[begin:end], stored.text[:begin], stored.text[end:])
