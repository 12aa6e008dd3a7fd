"""Files of conversations, by links that are good for a short while: what came in, and what agents upload."""

import re
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from bot.console.desk import Desk
from bot.console.faults import NotFound
from bot.console.routes import Route
from bot.console.seals import seal, unseal
from bot.staff.agents import Agent

PURPOSE = "media"
LASTS = 3600  # seconds that a link is good
#: What a browser may show in its place; anything else it saves.
SHOWN = re.compile(r"(image/(jpeg|png|gif|webp|avif)|audio/[\w.+-]+|video/(mp4|3gpp|webm|ogg)|application/pdf)")
_HASH = re.compile(r"[0-9a-f]{64}")


def media_url(desk: Desk, file: str, content_type: str, name: str = "", lasts: int = LASTS) -> str:
    """The address of a kept file (`file` is its SHA-256), good for so many seconds, without a host before it.

    The same one for a quarter of its time, so that browsers may keep what they have.
    """
    quarter = lasts * 1_000_000 // 4
    until = (desk.real_now() // quarter + 4) * quarter
    values = {"f": file, "t": content_type, "n": name[:100]}
    return f"/media/agent/{seal(desk.keys, PURPOSE, values, until)}"


async def show_media(desk: Desk, agent: Agent, request: Request) -> Response:  # noqa: ARG001
    """The file of a signed link. Its permission is the signature."""
    values = unseal(desk.keys, PURPOSE, request.path_params["signed"], desk.real_now())
    file = str(values["f"]) if values else ""
    path = desk.media.folder.path_of(file) if _HASH.fullmatch(file) else None
    if values is None or path is None or not path.is_file():
        raise NotFound
    shown = bool(SHOWN.fullmatch(values["t"]))
    name = quote(values["n"] or "file", safe="")
    headers = {
        "Content-Disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{name}",
        "Cache-Control": f"private, max-age={LASTS // 4}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return FileResponse(path, headers=headers, media_type=values["t"] if shown else "application/octet-stream")


ROUTES = [Route("GET", "/media/agent/{signed}", "public", show_media)]
