"""Files in the console: shown below its own address by signed links that are good for hours, never by a folder's path.

What a browser could run (HTML, SVG, XML, a program) is only ever handed out as a download.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse

from bot.console.desk import Desk
from bot.console.faults import NotFound
from bot.console.routes import Answer, Route
from bot.orders.links import Pass, read, sign
from bot.staff.agents import Agent

GOOD_FOR = timedelta(hours=12)
#: Shown in the page; of everything else the browser is told to keep it as a file.
SHOWN = frozenset(
    {"image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4", "video/3gpp", "audio/ogg", "audio/opus"}
    | {
        "audio/mpeg",
        "audio/mp4",
        "audio/m4a",
        "audio/x-m4a",
        "audio/aac",
        "audio/amr",
        "audio/wav",
        "application/pdf",
    }
)
SUFFIXES = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif", "video/mp4": "mp4",
    "video/3gpp": "3gp", "audio/ogg": "ogg", "audio/opus": "ogg", "audio/mpeg": "mp3", "audio/mp4": "m4a",
    "audio/aac": "aac", "audio/amr": "amr", "audio/wav": "wav", "application/pdf": "pdf", "text/vcard": "vcf",
    "text/plain": "txt", "text/csv": "csv", "application/zip": "zip",
}  # fmt: skip
GET_INBOUND = "select content_type, size, sha256 from inbound_media where id = $1 and status = 'kept'"


def of_inbound(desk: Desk, file: Sequence[Any]) -> dict[str, Any]:
    """A contact's file as an item shows it: id, declared type, status, reason, real type, size, hash."""
    file_id, declared, status, reason, content_type, size, _ = file
    real = content_type or declared
    name = f"{real.partition('/')[0] or 'file'}-{file_id}.{SUFFIXES.get(real.partition(';')[0], 'bin')}"
    url = f"/api/media/{sign_file(desk, 'inbound', int(file_id))}/{name}" if status == "kept" else ""
    told = {"url": url, "content_type": real, "name": name, "size": size or None, "status": status}
    return told | ({"reason": reason} if reason else {})


def sign_file(desk: Desk, purpose: str, file_id: int, good_for: timedelta = GOOD_FOR) -> str:
    """The token of a link to a file. The same for an hour, so that browsers may keep what they have."""
    now = desk.machine.now()
    until = now.replace(minute=0, second=0, microsecond=0) + good_for
    return sign(Pass(purpose, file_id, 0, until), desk.keys[0])


async def show_inbound(desk: Desk, agent: Agent, request: Request) -> Answer:  # noqa: ARG001
    """A file that a contact sent. Raises NotFound for a link that is forged, over, or whose file is gone."""
    file_id = read_file_pass(desk, request.path_params["token"], "inbound")
    async with desk.database.read() as tx:
        row = await tx.row(GET_INBOUND, file_id)
    if row is None:
        raise NotFound("this file is not there any more")
    return hand_out(desk, str(row[2]), str(row[0]), request.path_params["name"])


def read_file_pass(desk: Desk, token: str, purpose: str) -> int:
    """The id of the file that this token is good for. Raises NotFound."""
    granted = read(token, purpose, desk.keys)
    if granted is None or granted.is_over(desk.machine.now()):
        raise NotFound("this link is not good any more")
    return granted.thing


def hand_out(desk: Desk, sha256: str, content_type: str, name: str) -> FileResponse:
    """The file of this hash, with what keeps a browser from running it. Raises NotFound."""
    path = desk.media.folder.path_of(sha256)
    if not path.exists():
        raise NotFound("this file is not there any more")
    plain = content_type.partition(";")[0]
    way = "inline" if plain in SHOWN else "attachment"
    headers = {
        "Content-Disposition": f"{way}; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'" + ("" if plain == "application/pdf" else "; sandbox"),
        "Cache-Control": "private, max-age=3600",
    }
    return FileResponse(path, media_type=plain if plain in SHOWN else "application/octet-stream", headers=headers)


ROUTES = [Route("GET", "/api/media/{token}/{name}", "viewer", show_inbound)]
