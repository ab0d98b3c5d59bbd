"""Render templates as HTML. Everything is escaped unless ``pincite.app.answering.markup`` made it."""

import datetime
import hashlib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pincite.app.answering.links import PART, Links
from pincite.app.answering.parameters import MOST_QUOTED
from pincite.app.site import Site, paragraphs_of
from pincite.index.query.limits import CHARACTERS
from pincite.index.values.signs import without_turning

HERE = Path(__file__).parent
STATIC = HERE / "static"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["without_turning"] = without_turning
    environment.filters["paragraphs"] = paragraphs_of
    environment.globals["max_query_length"] = CHARACTERS.value
    environment.globals["most_quoted"] = MOST_QUOTED
    environment.globals["part_size"] = PART
    environment.globals["version_of"] = _version_of
    return environment


@cache
def _version_of(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def render_template(name: str, links: Links, *, site: Site | None = None, **values: Any) -> bytes:
    """Render the template ``name`` with ``values``, in UTF-8."""
    template = _environment().get_template(name)
    return template.render(links=links, site=site or Site(), **values).encode("utf-8", "replace")


def today_date() -> datetime.date:
    """Return the date on which a page is made (UTC)."""
    return datetime.datetime.now(datetime.UTC).date()


def today() -> str:
    """Return the same date as text. A printed page names it."""
    return today_date().isoformat()
