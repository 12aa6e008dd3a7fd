"""Pages in a quarter of their bytes, for browsers that unpack them."""

import gzip

from starlette.requests import Request
from starlette.responses import Response

LEAST = 1_000  # bytes


def may_pack(request: Request) -> bool:
    """Whether this browser unpacks."""
    return "gzip" in request.headers.get("accept-encoding", "")


def pack(request: Request, response: Response) -> Response:
    """The same answer, packed where that helps. What is secret in it must look different each time (`csrf_for_page`):
    else its length would give it away, letter by letter, to whoever may put words of theirs beside it."""
    body = bytes(response.body)
    if not may_pack(request) or len(body) < LEAST:
        return response
    response.body = gzip.compress(body, 6, mtime=0)
    response.headers["Content-Length"] = str(len(response.body))
    response.headers["Content-Encoding"] = "gzip"
    return response
