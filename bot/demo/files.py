"""Pictures and papers that contacts of the demo have sent: its own drawings, put where fetched files are kept."""

from pathlib import Path

import catalog.demo
from bot.demo.chats import Chat
from bot.demo.said import TYPES
from bot.media.folder import MediaFolder
from bot.media.queries import ADD_FILES
from bot.storage.transactions import Row, Tx

DRAWINGS = Path(catalog.demo.__file__).parent / "images"
PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R>>endobj\n"
    b"4 0 obj<</Length 61>>stream\n0.8 0.45 0.2 rg 60 60 80 80 re f "
    b"0.2 0.35 0.3 rg 160 60 80 80 re f\nendstream endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


async def keep_files(folder: MediaFolder, chats: list[Chat]) -> dict[str, tuple[str, int]]:
    """Every file of these chats on disk: name → hash and bytes. Raises OSError."""
    names = {item["file"] for chat in chats for item in chat.items if "file" in item}
    return {name: await _keep(folder, name) for name in sorted(names)}


async def _keep(folder: MediaFolder, name: str) -> tuple[str, int]:
    body = PAPER if name.endswith(".pdf") else (DRAWINGS / name).read_bytes()
    async with folder.receive() as file:
        await file.write(body)
        return await file.settle(), len(body)


async def add_files(tx: Tx, chat: Chat, contact_id: int, kept: dict[str, tuple[str, int]]) -> None:
    """A row for each file of a chat: it has been fetched."""
    rows: list[Row] = []
    for place, item in enumerate(chat.items):
        if "file" in item:
            at, kind = chat.at(item["t"]), TYPES[item["file"].rpartition(".")[2]]
            digest, size = kept[item["file"]]
            rows.append((chat.sid(place), 0, contact_id, "", kind, "kept", at, at, 1, "", kind, size, digest))
    await tx.insert(ADD_FILES, rows)
