"""A feed as JSON Feed 1.1."""

import json
from typing import Any

from pincite.app.feeds.entries import Feed, FeedEntry

MEDIA_TYPE = "application/feed+json; charset=utf-8"


def render_json_feed(feed: Feed, url: str) -> bytes:
    """Return the feed; ``url`` is its own address."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": feed.home,
        "feed_url": url,
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")


def _item(entry: FeedEntry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": entry.added,
        "date_modified": entry.changed,
        "authors": [{"name": name} for name in entry.authors],
        "language": entry.language,
    }
    return {name: value for name, value in item.items() if value}
