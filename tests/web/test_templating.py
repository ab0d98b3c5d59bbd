"""How templates become text: a line that holds only tags leaves nothing behind."""

from tests.conftest import Client


def test_lines_that_hold_only_tags_leave_none_in_the_page(client: Client) -> None:
    """A page of results has fifty of them: without trimming, who reads its source would see as many empty lines."""
    for path in ("/?q=treaty", "/about", "/compare"):
        head, body = client.get(path).text.split("</head>")
        assert not [line for line in head.splitlines() if not line.strip()]
        assert '<main id="main" class="wrap" tabindex="-1">\n<' in body
