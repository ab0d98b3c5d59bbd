"""Values as people read them: a language by its name, a slug in words. What is searched and linked stays the value."""

import re

LANGUAGES = dict(
    one.split(" ", 1)
    for one in """
ar Arabic|az Azeri|be Belarusian|bg Bulgarian|bn Bengali|bs Bosnian|ca Catalan|cs Czech|cy Welsh|da Danish|de German
el Greek|en English|eo Esperanto|es Spanish|et Estonian|eu Basque|fa Persian|fi Finnish|fr French|ga Irish|gl Galician
he Hebrew|hi Hindi|hr Croatian|hu Hungarian|hy Armenian|id Indonesian|is Icelandic|it Italian|ja Japanese|ka Georgian
kk Kazakh|km Khmer|ko Korean|ky Kyrgyz|la Latin|lo Lao|lt Lithuanian|lv Latvian|mk Macedonian|mn Mongolian|ms Malay
my Burmese|nb Norwegian Bokmål|ne Nepali|nl Dutch|nn Norwegian Nynorsk|no Norwegian|pl Polish|ps Pashto|pt Portuguese
ro Romanian|ru Russian|sk Slovak|sl Slovene|so Somali|sq Albanian|sr Serbian|st Sotho|sv Swedish|sw Swahili|ta Tamil
te Telugu|tg Tajik|th Thai|tk Turkmen|tr Turkish|uk Ukrainian|ur Urdu|uz Uzbek|vi Vietnamese|yi Yiddish|zh Chinese
""".strip()
    .replace("\n", "|")
    .split("|")
)
"""Names of languages in English, by the shortest code."""
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_SLUGGED = ("series", "kind", "source")


def label_of(field: str, value: str) -> str:
    """Return how people read ``value`` of the facet ``field``."""
    if field == "language":
        first, _, rest = value.partition("-")
        name = LANGUAGES.get(first)
        return value if name is None else f"{name} ({rest})" if rest else name
    if field in _SLUGGED and _SLUG.fullmatch(value):
        return value.replace("-", " ").capitalize()
    return value
