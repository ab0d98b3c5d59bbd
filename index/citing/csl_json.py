"""A citation as CSL-JSON, for citeproc, Zotero and pandoc."""

import json
from typing import Any

from pincite.index.citing.work import Work


def render_csl_json(work: Work) -> str:
    """Return a list with one item."""
    return json.dumps([build_csl(work)], ensure_ascii=False, indent=2) + "\n"


def build_csl(work: Work) -> dict[str, Any]:
    """Return the item. Authors are literal names: they are institutions."""
    heading, day = work.heading, work.day
    edtf = heading.dates.edtf
    values = {
        "id": work.key,
        "type": "document",
        "author": [{"literal": name} for name in work.authors],
        "title": heading.title,
        "issued": {"date-parts": [list(day)]} if day else {"literal": edtf} if edtf else None,
        "publisher": work.publisher,
        "publisher-place": heading.place,
        "collection-title": heading.series,
        "genre": heading.kind,
        "language": heading.language,
        "section": work.place_in_text,
        "page": ", ".join(work.pages),
        "version": work.version[:12],
        "archive": work.archive,
        "URL": work.url,
        "accessed": {"date-parts": [[work.accessed.year, work.accessed.month, work.accessed.day]]},
        "note": work.note,
    }
    return {name: value for name, value in values.items() if value}
