"""The body of a request, read up to a bound."""

from starlette.requests import Request

from pincite.app.errors import BodyTooLarge


async def read_body(request: Request, most: int) -> bytes:
    """Return the body. Raises BodyTooLarge as soon as it has more than ``most`` bytes."""
    said = request.headers.get("content-length", "")
    if said.isdigit() and len(said) < 20 and int(said) > most:
        raise BodyTooLarge(most)
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise BodyTooLarge(most)
        pieces.append(piece)
    return b"".join(pieces)
