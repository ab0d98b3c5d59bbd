"""``/feed.atom`` and ``/feed.json``: a feed for every search; ``/changes.atom``: the latest changes."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, page_tag, tag_of
from pincite.app.answering.answered import Answered
from pincite.app.answering.changes import parse_changes
from pincite.app.answering.paged import given_pairs
from pincite.app.answering.parameter_reader import known_pairs
from pincite.app.answering.parameters import CHANGES_FEED, SEARCH
from pincite.app.answering.request import parse_search
from pincite.app.dependencies.serving import asking_of, links_of
from pincite.app.feeds import atom, json_feed
from pincite.app.feeds.change_entries import build_changes_feed
from pincite.app.feeds.entries import IGNORED, Feed, build_feed, feed_query
from pincite.app.site import Site

router = APIRouter(include_in_schema=False)


@router.get("/feed.atom")
def feed_atom(request: Request) -> Response:
    """The statements that a search finds, those added last first, as Atom."""
    site: Site = request.app.state.site
    return _answer(request, "/feed.atom", atom.MEDIA_TYPE, lambda feed, url: atom.render_atom(feed, url, site.name))


@router.get("/feed.json")
def feed_json(request: Request) -> Response:
    """The same as JSON Feed."""
    return _answer(request, "/feed.json", json_feed.MEDIA_TYPE, json_feed.render_json_feed)


@router.get("/changes.atom")
def changes_atom(request: Request) -> Response:
    """The latest changes as Atom. It takes ``changed_since``."""
    asked = parse_changes(known_pairs(request.query_params.multi_items(), CHANGES_FEED), CHANGES_FEED)
    asking, links = asking_of(request), links_of(request)
    site: Site = request.app.state.site
    page = asking.changes(asked)
    feed = build_changes_feed(page.changes, asking.archive.record.identity(), links)
    body = atom.render_atom(feed, links.absolute(links.at("/changes.atom", asked.pairs)), site.name)
    is_whole = all(change.alignment is not None for change in page.changes)
    return answer(request, body, atom.MEDIA_TYPE, tag=tag_of(body) if is_whole else None)


def _answer(request: Request, path: str, media_type: str, render: Callable[[Feed, str], bytes]) -> Response:
    asking, links = asking_of(request), links_of(request)
    site: Site = request.app.state.site
    pairs = given_pairs(known_pairs(request.query_params.multi_items(), SEARCH))
    asked = parse_search([pair for pair in pairs if pair[0] not in IGNORED])
    answered = Answered(asked, asking.search(feed_query(asked)))
    url = links.absolute(links.at(path, pairs))
    body = render(build_feed(answered, pairs, links, site.name), url)
    tag = page_tag(answered.page, request.scope["query_string"], path, site.name)
    return answer(request, body, media_type, tag=tag)
