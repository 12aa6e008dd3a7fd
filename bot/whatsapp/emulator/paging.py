"""Twilio's pages: `PageSize` (50, at most 1,000) and `Page`."""

from collections.abc import Sequence
from typing import TypeVar

from starlette.requests import Request

from bot.whatsapp.emulator.errors import ApiError

USUAL_SIZE = 50
MOST = 1000

Row = TypeVar("Row")


def page_of(rows: Sequence[Row], request: Request) -> tuple[Sequence[Row], tuple[int, int, int]]:
    """The rows of the page that was asked for, and (page, size, how many in all). Raises ApiError."""
    size = min(_number(request, "PageSize", USUAL_SIZE) or USUAL_SIZE, MOST)
    page = _number(request, "Page", 0)
    return rows[page * size : (page + 1) * size], (page, size, len(rows))


def _number(request: Request, name: str, usual: int) -> int:
    text = request.query_params.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise ApiError(400, 20001, f"{name} is not valid")
    return int(text)
