"""An archive that has every kind of page, and the address of each: what is asked of all pages is asked of these."""

import json
from pathlib import Path

from pincite.app.cli import main
from tests.conftest import JOINT, LINES, ROOT

LONG = 700
"""Paragraphs of the long statement."""

_KEPT = "The alliance between both nations is ironclad, and it has been so for seventy years."
_BEFORE = "The ministers will meet again in Seoul in the spring of the next year."
_AFTER = _BEFORE.replace("Seoul", "Washington")
_ROLES = """---
title: Communiqué of the conference
date: 1954-07-21
place: Geneva
kind: communiqué
language: en
---

## Decisions of the conference

The delegations speak of peace in Indochina, and have decided what follows.

- All hostilities end on the twentieth of July, and peace begins.
- The ministers meet again in the autumn of the same year.

## Deliveries

| Country | Tonnes |
|---|---|
| France | 1,200 |
| Laos | 300 |

> Peace is not the absence of war alone, said the chairman of the conference.

MR. EDEN: I thank the delegations for their patience and for their work.

MR. MOLOTOV: I thank the chairman, and I wish peace to all who were here.

MR. EDEN: The conference is closed, and we part as we came, in good faith.
"""
_NOTES = """<!doctype html><html lang="en"><head><title>Note of the embassy</title></head><body><main>
<h1>Note of the embassy</h1><p>Geneva, June 2, 1954</p>
<p>The embassy speaks of peace in Indochina, and asks for an answer.<a href="#n1" id="r1"><sup>1</sup></a></p>
<aside class="footnotes" role="doc-endnotes"><p id="n1"><a href="#r1">1</a> The text was agreed in French.</p></aside>
</main><footer><p>Contact the press office</p></footer></body></html>
"""


def build_archive(folder: Path) -> Path:
    """Make the archive in ``folder`` and return its home."""
    home, lines, pages = folder / "var", folder / "lines.jsonl", folder / "pages"
    pages.mkdir()
    (pages / "communique.md").write_text(_ROLES, encoding="utf-8")
    (pages / "note.html").write_text(_NOTES, encoding="utf-8")
    for changing in ([_KEPT, _BEFORE, "They dined."], [_KEPT, _AFTER]):
        rows = [*LINES, _long(), _gone(), {"id": "joint", "title": "Joint statement", "paragraphs": changing}]
        lines.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        assert main(["ingest", str(ROOT / "seeds"), str(lines), str(pages), "--home", str(home)]) == 0
    assert main(["withdraw", "gone", "--reason", "Published by mistake.", "--home", str(home)]) == 0
    return home


def addresses() -> dict[str, str]:
    """Return the address of each kind of page of that archive by its name."""
    return {
        "start": "/",
        "results": "/?q=peace+OR+treaty",
        "paragraphs": "/?q=peace&group=paragraph&limit=25&issuer=Nicaragua&issuer=United+States",
        "everything": "/?sort=newest",
        "facet": "/facets/issuer?q=peace",
        "nothing-words": "/?q=zebraword",
        "nothing-filters": "/?q=peace&place=Managua&date_from=1800&date_to=1801",
        "relaxed": "/?q=peace+treaty+telegram+nowhere+zebra",
        "invalid": "/?q=(peace",
        "statement": f"/statements/{JOINT}",
        "walk": "/statements/telegram-1927?q=treaty&from=4",
        "roles": "/statements/communique?q=peace",
        "notes": "/statements/note",
        "part": "/statements/long?q=treaty&from=408",
        "version": "/statements/joint",
        "changes": "/statements/joint/changes",
        "withdrawn": "/statements/gone",
        "cite": "/statements/telegram-1927?cite=4",
        "check": "/check",
        "checked": "/check?text=The+alliance+between+both+nations+is+ironclad",
        "timeline": "/timeline?wording=peace&wording=treaty",
        "split": "/timeline?wording=peace&split=issuer",
        "timeline-empty": "/timeline",
        "timeline-not-valid": "/timeline?wording=peace&interval=week",
        "variants": "/variants?statement=joint&paragraph=1",
        "variants-empty": "/variants",
        "compare": "/compare?left=communique&right=note",
        "compare-columns": "/compare?left=communique&right=note&columns=2",
        "compare-empty": "/compare",
        "quoted": "/statements/joint?quote=the+alliance+between+both+nations&q=years",
        "help": "/help",
        "errors": "/help/errors",
        "about": "/about",
        "docs": "/docs",
        "not-found": "/nowhere",
        "not-valid": "/statements/joint?from=0",
    }


def _long() -> dict[str, object]:
    texts = [f"Paragraph {n} says {'treaty' if n % 100 == 7 else 'nothing'} in a few words." for n in range(LONG)]
    return {"id": "long", "title": "A long statement", "date": "1960", "language": "en", "paragraphs": texts}


def _gone() -> dict[str, object]:
    return {"id": "gone", "title": "A statement that was withdrawn", "paragraphs": ["These words were withdrawn."]}
