"""Style sheet and icon, with how long they may be kept."""

import os

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_A_YEAR = "public, max-age=31536000, immutable"


class KeptFiles(StaticFiles):
    """Files that are asked for under the version in their address stay for a year; others are asked about again."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return the file, or that it has not changed."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = _A_YEAR if scope["query_string"].startswith(b"v=") else "no-cache"
        return response
