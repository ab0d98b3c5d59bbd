"""Style sheet and icon, with their caching headers."""

import os

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

_A_YEAR = "public, max-age=31536000, immutable"


class KeptFiles(StaticFiles):
    """Files whose address has their version may be cached for a year. Others must be revalidated.

    They are small, so a request for a part of one gets all of it.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = [header for header in scope["headers"] if header[0] != b"range"]
        await super().__call__({**scope, "headers": headers}, receive, send)

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return the file, or that it has not changed."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Accept-Ranges"] = "none"
        response.headers["Cache-Control"] = _A_YEAR if scope["query_string"].startswith(b"v=") else "no-cache"
        return response
