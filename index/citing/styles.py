"""The table of citation styles and formats, by their names in URLs."""

from collections.abc import Callable
from dataclasses import dataclass

from pincite.index.citing.bibtex import render_bibtex
from pincite.index.citing.csl_json import render_csl_json
from pincite.index.citing.prose import render_apa, render_chicago, render_mla
from pincite.index.citing.ris import render_ris
from pincite.index.citing.work import Work


@dataclass(frozen=True, slots=True)
class CitationStyle:
    """One style: its name in URLs, its name for people, its media type, the ending of a file, and its function."""

    name: str
    label: str
    media_type: str
    ending: str
    render: Callable[[Work], str]

    @property
    def is_prose(self) -> bool:
        """Whether it is a sentence for people."""
        return self.media_type == "text/plain"


STYLES: tuple[CitationStyle, ...] = (
    CitationStyle("chicago", "Chicago (notes)", "text/plain", "txt", render_chicago),
    CitationStyle("apa", "APA 7", "text/plain", "txt", render_apa),
    CitationStyle("mla", "MLA 9", "text/plain", "txt", render_mla),
    CitationStyle("bibtex", "BibTeX", "application/x-bibtex", "bib", render_bibtex),
    CitationStyle("ris", "RIS", "application/x-research-info-systems", "ris", render_ris),
    CitationStyle("csl-json", "CSL-JSON", "application/vnd.citationstyles.csl+json", "json", render_csl_json),
)
STYLE_NAMES = tuple(style.name for style in STYLES)


def style_of(name: str) -> CitationStyle:
    """Return the style called ``name``; KeyError when there is none."""
    return _BY_NAME[name]


_BY_NAME = {style.name: style for style in STYLES}
