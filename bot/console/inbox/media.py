"""Files of contacts as a thread shows them: by signed links below the console's own address."""

from collections.abc import Sequence
from typing import Any

from bot.console.desk import Desk
from bot.console.staff.media import media_url

SUFFIXES = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif", "video/mp4": "mp4",
    "video/3gpp": "3gp", "audio/ogg": "ogg", "audio/opus": "ogg", "audio/mpeg": "mp3", "audio/mp4": "m4a",
    "audio/m4a": "m4a", "audio/x-m4a": "m4a", "audio/aac": "aac", "audio/amr": "amr", "audio/wav": "wav",
    "application/pdf": "pdf", "text/vcard": "vcf", "text/plain": "txt", "text/csv": "csv", "application/zip": "zip",
}  # fmt: skip


def of_inbound(desk: Desk, file: Sequence[Any]) -> dict[str, Any]:
    """A contact's file as an item shows it: id, declared type, status, reason, real type, size, hash."""
    file_id, declared, status, reason, content_type, size, sha256 = file
    real = str(content_type or declared).partition(";")[0].strip()
    name = f"{real.partition('/')[0] or 'file'}-{file_id}.{SUFFIXES.get(real, 'bin')}"
    url = media_url(desk, str(sha256), real, name) if status == "kept" else ""
    told = {"url": url, "content_type": real, "name": name, "size": size or None, "status": status}
    return told | ({"reason": reason} if reason else {})
