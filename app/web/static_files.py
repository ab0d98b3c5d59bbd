"""Style sheet and icon, with their caching headers."""

import os

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_A_YEAR = "public, max-age=31536000, immutable"


class KeptFiles(StaticFiles):
    """Files whose address has their version may be cached for a year. Others must be revalidated."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return the file, or that it has not changed."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = _A_YEAR if scope["query_string"].startswith(b"v=") else "no-cache"
        return response
