"""Files that agents send: taken in, known by their first bytes, kept in the folder of files, shown by signed links.

WhatsApp takes through Twilio: pictures and stickers, voice and sound, films, and documents. What it would refuse is
refused here, in words, before anybody presses “send”.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.types import Message, Receive

from bot.console.desk import Desk
from bot.console.faults import Conflict, Fault, NotFound, TooLarge, WrongInput, WrongKind
from bot.console.inbox.media import SUFFIXES
from bot.console.inbox.said import kind_of
from bot.console.routes import Route
from bot.console.staff.media import SHOWN
from bot.errors import TryAgain
from bot.media.folder import MediaFolder
from bot.media.kinds import MEBIBYTE, real_type
from bot.media.queries import ADD_GIVEN, GET_GIVEN, GIVE
from bot.media.voice import WEBM, to_ogg
from bot.orders.links import Pass, read, sign
from bot.staff.agents import Agent
from bot.storage.transactions import Tx

#: What WhatsApp shows, by kind, and how large it may be through Twilio.
LIMITS = {"image": 5 * MEBIBYTE, "audio": 16 * MEBIBYTE, "video": 16 * MEBIBYTE, "document": 16 * MEBIBYTE}
STICKER = 100 * 1024  # WebP is a sticker there
LARGEST = 16 * MEBIBYTE
MOST_DIGITS = 18  # of a length that is read at all
TAKEN = frozenset(
    {"image/jpeg", "image/png", "image/webp", "video/mp4", "video/3gpp", "audio/ogg", "audio/mpeg", "audio/mp4"}
    | {
        "audio/m4a",
        "audio/x-m4a",
        "audio/aac",
        "audio/amr",
        "audio/opus",
        "application/pdf",
        "text/plain",
        "text/csv",
    }
    | {"text/vcard", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"}
    | {
        f"application/vnd.openxmlformats-officedocument.{kind}"
        for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
    }
)
PUBLIC_FOR = timedelta(days=7)  # the provider fetches it when it is sent; until then it may wait
PURPOSE = "given"
OGG = b"OggS"
CHUNK = 256 * 1024
_UNSAFE = re.compile(r"[^\w. ()+-]+")
"""Letters that no name of a file needs."""


async def upload(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Take a file in (`multipart/form-data`, field `file`). Raises TooLarge, WrongKind, WrongInput."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal():
        raise Fault("Content-Length is a number")
    if len(announced) > MOST_DIGITS or int(announced) > LARGEST + CHUNK:
        raise _too_large()
    bounded = Request(request.scope, _bounded(request.receive))
    async with bounded.form(max_files=1, max_fields=4) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise WrongInput(fields={"file": "no file came along"})
        return await keep(desk, agent, file)


def _bounded(receive: Receive) -> Receive:
    """The same body; whoever does not say how long it is, is stopped as soon as it is too long. Raises TooLarge."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST + CHUNK:
            raise _too_large()
        return message

    return counted


async def keep(desk: Desk, agent: Agent, file: UploadFile) -> dict[str, Any]:
    """Put it into the folder and write it down. Raises TooLarge, WrongKind, Conflict."""
    folder: MediaFolder = desk.media.folder
    declared = file.content_type or ""
    async with folder.receive() as incoming:
        async for chunk in _chunks(file):
            await incoming.write(chunk)
            if incoming.size > LARGEST:
                raise _too_large()
        content_type = real_type(incoming.head, "" if incoming.head.startswith(OGG) else declared)
        _check(content_type, incoming.size)
        try:
            await desk.media.check(incoming.size)
        except TryAgain as full:
            raise Conflict(str(full)) from full
        sha256 = await incoming.settle()
        size = incoming.size
    desk.media.add(size)
    name = clean_name(file.filename or "", content_type)
    async with desk.database.write() as tx:
        row = await tx.row(ADD_GIVEN, agent.id, name, content_type, size, sha256, desk.now())
    assert row is not None  # noqa: S101 - `returning` always answers
    return {
        "id": int(row[0]),
        "url": address(desk, int(row[0]), name),
        "content_type": content_type,
        "kind": kind_of(content_type),
        "size": size,
        "name": name,
    }


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    """Its bytes; a voice note that a browser could only record as WebM, as the Ogg that WhatsApp plays."""
    first = await file.read(CHUNK)
    if first.startswith(WEBM):
        recorded = first + await file.read(LARGEST)
        spoken = await asyncio.to_thread(to_ogg, recorded)
        first = recorded if spoken is None else spoken
    while first:
        yield first
        first = await file.read(CHUNK)


async def give(tx: Tx, desk: Desk, file_id: int, agent: Agent, contact_id: int) -> str:
    """The public address of an upload of this agent, which is this contact's from now on. Raises NotFound."""
    row = await tx.row(GET_GIVEN, file_id)
    if row is None or row[4] != agent.id or not await tx.run(GIVE, file_id, contact_id):
        raise NotFound("there is no such file, or it was given to somebody else: upload it again")
    return f"{desk.settings.base_url}{address(desk, file_id, str(row[0]))}"


async def show(desk: Desk, agent: Agent, request: Request) -> FileResponse:  # noqa: ARG001
    """The file, for whoever has the link: the provider fetches it so. Raises NotFound."""
    granted = read(request.path_params["token"], PURPOSE, desk.keys)
    if granted is None or granted.is_over(desk.machine.now()):
        raise NotFound("this link is not good any more")
    async with desk.database.read() as tx:
        row = await tx.row(GET_GIVEN, granted.thing)
    path = desk.media.folder.path_of(str(row[3])) if row else None
    if row is None or path is None or not path.is_file():
        raise NotFound("this file is not there any more")
    content_type = str(row[1]).partition(";")[0]
    way = "inline" if SHOWN.fullmatch(content_type) else "attachment"
    headers = {
        "Content-Disposition": f"{way}; filename*=UTF-8''{quote(str(row[0]), safe='')}",
        "Cache-Control": "private, max-age=3600",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return FileResponse(path, headers=headers, media_type=content_type)


def address(desk: Desk, file_id: int, name: str) -> str:
    """Where it is, below the console's own address; the same for an hour, so that browsers keep what they have."""
    until = desk.machine.now().replace(minute=0, second=0, microsecond=0) + PUBLIC_FOR
    token = sign(Pass(PURPOSE, file_id, 0, until), desk.keys[0])
    return f"/media/agent/{token}/{quote(name, safe='')}"


def clean_name(told: str, content_type: str) -> str:
    """A harmless name that ends as its real type does: by it WhatsApp tells a document from a picture."""
    plain = content_type.partition(";")[0]
    stem, _, ending = told.replace("\\", "/").rpartition("/")[2].rpartition(".")
    stem = _UNSAFE.sub("_", stem or ending).strip("._ ")[:80] or kind_of(content_type)
    suffix = SUFFIXES.get(plain) or (ending.lower() if ending.isalnum() and len(ending) <= 5 else "bin")
    return f"{stem}.{suffix}"


def _too_large() -> TooLarge:
    return TooLarge("a file may have 16 MB at most", limit=LARGEST)


def _check(content_type: str, size: int) -> None:
    plain = content_type.partition(";")[0]
    if size == 0:
        raise WrongInput(fields={"file": "the file is empty"})
    if plain not in TAKEN:
        raise WrongKind(f"WhatsApp does not take files of this kind ({plain})", content_type=plain)
    limit = STICKER if plain == "image/webp" else LIMITS[kind_of(plain)]
    if size > limit:
        most = f"{limit // MEBIBYTE} MB" if limit >= MEBIBYTE else f"{limit // 1024} kB"
        raise TooLarge(f"WhatsApp takes at most {most} of this kind", limit=limit, content_type=plain)


FORM = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["file"],
            "properties": {"file": {"type": "string", "format": "binary"}},
        }
    }
}
ROUTES = [
    Route("POST", "/api/uploads", "agent", upload, takes=FORM),
    Route("GET", "/media/agent/{token}/{name}", "public", show),
]
