"""DOCX files by hand: the XML is written out, so that a test says what is in the file."""

from xml.sax.saxutils import escape

from tests.reading.zips import pack

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def run(text: str, properties: str = "") -> str:
    """Return a run of ``text`` with the XML of its properties."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


class Docx:
    """A file that grows by its parts."""

    def __init__(self, strict: bool = False) -> None:
        self._word = STRICT if strict else TRANSITIONAL
        self._office = _STRICT_OFFICE if strict else _OFFICE
        self._body: list[str] = []
        self._parts: dict[str, tuple[str, str]] = {}
        self._core = ""

    def raw(self, xml: str) -> "Docx":
        """Add ``xml`` to the body."""
        self._body.append(xml)
        return self

    def paragraph(self, text: str, style: str = "", properties: str = "") -> "Docx":
        """Add a paragraph."""
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        return self.raw(f"<w:p><w:pPr>{named}{properties}</w:pPr>{run(text)}</w:p>")

    def table(self, rows: list[list[str]]) -> "Docx":
        """Add a table."""
        cells = ["".join(f"<w:tc><w:p>{run(cell)}</w:p></w:tc>" for cell in row) for row in rows]
        return self.raw("<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>")

    def part(self, name: str, xml: str) -> "Docx":
        """Add a part: ``styles``, ``numbering``, ``footnotes``, ``endnotes``, ``header`` or ``footer``."""
        roots = {"header": "hdr", "footer": "ftr"}
        root = roots.get(name, name)
        self._parts[name] = (f"word/{name}1.xml", f'<w:{root} xmlns:w="{self._word}">{xml}</w:{root}>')
        return self

    def core(self, title: str) -> "Docx":
        """Set the title in the properties of the file."""
        self._core = f'<p xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></p>'
        return self

    def build(self, prolog: str = "", main: str = "word/document.xml") -> bytes:
        """Return the file."""
        body = "".join(self._body)
        names = f'xmlns:w="{self._word}" xmlns:mc="{_MC}" xmlns:v="urn:schemas-microsoft-com:vml"'
        folder, _, file = main.rpartition("/")
        members = [
            ("[Content_Types].xml", "<Types/>"),
            ("_rels/.rels", self._relations([("officeDocument", main)])),
            (main, f"{prolog}<w:document {names}><w:body>{body}</w:body></w:document>"),
            (f"{folder}/_rels/{file}.rels", self._relations([(k, f"/{path}") for k, (path, _) in self._parts.items()])),
            *self._parts.values(),
        ]
        if self._core:
            members.append(("docProps/core.xml", self._core))
        return pack([(name, xml.encode()) for name, xml in members])

    def _relations(self, targets: list[tuple[str, str]]) -> str:
        lines = (
            f'<Relationship Id="r{n}" Type="{self._office}/{k}" Target="{t}"/>' for n, (k, t) in enumerate(targets)
        )
        return f'<Relationships xmlns="{_PACKAGE}">{"".join(lines)}</Relationships>'
