"""What programs look for at fixed addresses: OpenSearch description, sitemap, robots.txt, llms.txt, favicon."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, tag_of
from pincite.app.answering.links import Links
from pincite.app.answering.parameter_reader import ParameterReader
from pincite.app.answering.parameters import SITEMAP
from pincite.app.dependencies.serving import Asking, asking_of, links_of
from pincite.app.site import Site
from pincite.app.web.templating import STATIC
from pincite.index.query.query import FacetRequest, Filter, Group, Query, Sort
from pincite.index.values.heading import Heading

router = APIRouter(include_in_schema=False)
_XML = "application/xml; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_MOST_URLS = 50_000
"""How many a sitemap may have."""
_AT_ONCE = 1_000
_MOST_YEARS = 10_000
_SHORT_NAME = 16


@router.get("/opensearch.xml")
def opensearch(request: Request) -> Response:
    """The description by which browsers offer the archive as a search engine."""
    links = links_of(request)
    site: Site = request.app.state.site

    icon = links.absolute(links.at("/touch-icon.png"))

    def url(media_type: str, path: str) -> str:
        template = quoteattr(f"{links.absolute(links.at(path))}?q={{searchTerms}}")
        return f'<Url type="{media_type}" template={template}/>'

    body = (
        f'{_HEAD}<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(site.name[:_SHORT_NAME])}</ShortName>\n"
        f"<Description>{escape(f'{site.name}: {site.tagline}'[:1024])}</Description>\n"
        f"{url('text/html', '/')}\n{url('application/atom+xml', '/feed.atom')}\n"
        f'<Image height="180" width="180" type="image/png">{escape(icon)}</Image>\n'
        "<InputEncoding>UTF-8</InputEncoding>\n</OpenSearchDescription>\n"
    ).encode()
    return answer(request, body, "application/opensearchdescription+xml; charset=utf-8", tag=tag_of(body))


@router.get("/robots.txt")
def robots(request: Request) -> Response:
    """Crawlers may read statements; they stay out of query pages, lists, files and the API."""
    links = links_of(request)
    kept_out = ("/?", "/facets/", "/feed.", "/v1/", "/statements/*?*q=", "/statements/*?*cite=", "/ask", "/compare?")
    lines = ["User-agent: *", *(f"Disallow: {links.prefix}{path}" for path in kept_out)]
    body = "\n".join([*lines, "", f"Sitemap: {links.absolute(links.at('/sitemap.xml'))}", ""]).encode()
    return answer(request, body, _TEXT, tag=tag_of(body))


@router.get("/llms.txt")
def llms(request: Request) -> Response:
    """What the archive is and how programs ask it, for those that read before they ask."""
    links = links_of(request)
    site: Site = request.app.state.site

    def at(path: str) -> str:
        return links.absolute(links.at(path))

    body = (
        f"# {site.name}\n\n> {site.tagline}\n\n"
        "Official statements word for word. Every count is exact. Each paragraph has a permanent address: cite it. "
        "An archive holds only what it holds: not found is not never said.\n\n"
        f"- [Search]({at('/v1/search')}): JSON; `q` is a query, each field a filter\n"
        f"- [OpenAPI]({at('/openapi.json')}): every resource and parameter\n"
        f"- [Query language]({at('/help')}): quotes match exactly, words match their variants\n"
        f"- [Tools for agents]({at('/mcp')}): Model Context Protocol, streamable HTTP, read-only, without a session\n"
        f"- [Check quotations]({at('/v1/quotes/check')}): POST a text; each quotation gets a verdict\n"
        f"- [Wordings over time]({at('/v1/timeline')}), [forms of a passage]({at('/v1/variants')}), "
        f"[two texts side by side]({at('/v1/compare')}): JSON\n"
        "- Statements as text: ask for the address of a statement with `Accept: text/markdown`\n"
        f"- [Sitemap]({at('/sitemap.xml')}): all statements by year\n"
    ).encode()
    return answer(request, body, _TEXT, tag=tag_of(body))


@router.get("/favicon.ico")
@router.get("/touch-icon.png")
def touch_icon(request: Request) -> Response:
    """The icon as a picture, for what reads no SVG."""
    body = (STATIC / "touch-icon.png").read_bytes()
    found = answer(request, body, "image/png", tag=tag_of(body))
    found.headers["Cache-Control"] = "max-age=86400"
    return found


@router.get("/sitemap.xml")
def sitemap(request: Request) -> Response:
    """The list of sitemaps by year, or with ``year`` the statements of one (``unknown``: those without a year)."""
    reader = ParameterReader([pair for pair in request.query_params.multi_items() if pair[0] == "year"], SITEMAP)
    year = reader.text("year")
    reader.finish()
    asking, links = asking_of(request), links_of(request)
    body = "".join(_of_year(asking, year, links) if year else _of_years(asking, links)).encode("utf-8", "replace")
    return answer(request, body, _XML, tag=tag_of(body))


def _of_years(asking: Asking, links: Links) -> Iterator[str]:
    page = asking.search(Query(facets=(FacetRequest("year", _MOST_YEARS),), limit=0))
    counts = page.facets["year"]
    years = sorted(bucket.value for bucket in counts.buckets)
    yield f'{_HEAD}<sitemapindex xmlns="{_SITEMAPS}">\n'
    for year in [*years, *(["unknown"] if counts.missing.statements else [])]:
        yield f"<sitemap><loc>{escape(links.absolute(links.at('/sitemap.xml', [('year', year)])))}</loc></sitemap>\n"
    yield "</sitemapindex>\n"


def _of_year(asking: Asking, year: str, links: Links) -> Iterator[str]:
    yield f'{_HEAD}<urlset xmlns="{_SITEMAPS}">\n'
    for count, heading in enumerate(_headings(asking, year)):
        if count == _MOST_URLS:
            break
        changed = heading.changed.time if heading.changed else None
        when = f"<lastmod>{changed}</lastmod>" if changed else ""
        yield f"<url><loc>{escape(links.absolute(links.statement(heading.id)))}</loc>{when}</url>\n"
    yield "</urlset>\n"


def _headings(asking: Asking, year: str) -> Iterator[Heading]:
    wanted = Filter("year", missing=True) if year == "unknown" else Filter("year", (year,))
    cursor: str | None = "*"
    while cursor:
        query = Query(filters=(wanted,), group=Group.STATEMENT, sort=Sort.TITLE, limit=_AT_ONCE, cursor=cursor)
        page = asking.archive.engine.search(query, asking.deadline)
        yield from (hit.heading for hit in page.hits)
        cursor = page.next_cursor
