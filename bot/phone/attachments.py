"""What a line in the terminal can send besides words: a file of this machine, a place."""

import base64
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.errors import BotError

LARGEST_FILE = 5 * 1024 * 1024  # bytes, as the emulator takes them


class NotSent(BotError):
    """This line could not be sent; the conversation goes on."""


def read_file(path: str) -> dict[str, Any]:
    """A file on this machine → a message. Raises NotSent."""
    try:
        data = Path(path).expanduser().read_bytes()
    except OSError as error:
        raise NotSent(f"{path or 'no file'}: {error.strerror}") from error
    if len(data) > LARGEST_FILE:
        raise NotSent(f"{path} is larger than 5 MB")
    content_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    family = content_type.partition("/")[0]
    kind = family if family in {"image", "audio", "video"} else "document"
    text = Path(path).name if kind == "document" else ""
    media = {"content_type": content_type, "data": base64.b64encode(data).decode()}
    return {"kind": kind, "text": text, "media": media}


def read_location(rest: str) -> dict[str, Any]:
    """`LAT LON [label]` → a message. Raises NotSent."""
    parts = rest.split(maxsplit=2)
    try:
        latitude, longitude = float(parts[0]), float(parts[1])
    except (IndexError, ValueError):
        raise NotSent("a place is two numbers: /location 37.5446 127.0559") from None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise NotSent("latitude goes from -90 to 90, longitude from -180 to 180")
    label = parts[2] if len(parts) > 2 else ""
    return {"kind": "location", "latitude": latitude, "longitude": longitude, "label": label, "address": ""}


COMMANDS: dict[str, Callable[[str], dict[str, Any]]] = {"/file": read_file, "/location": read_location}
