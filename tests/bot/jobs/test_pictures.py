"""Pictures that WhatsApp cannot show are replaced or left out, each with its reason (C2, rule 6 of sources)."""

import io
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.clock import ManualClock
from bot.coordination.open import open_coordinator
from bot.jobs.making import LARGEST, judge
from bot.jobs.pictures import PictureClerk
from bot.storage.database import Database
from catalog.items import Picture
from tests.catalog.sync.make import add_source, hear, item, rows, variant


def drawn(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(file, kind)
    return file.getvalue()


class Server:
    """Pictures by path: bytes, content type, status. `asked` are the paths that were fetched."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[bytes, str, int]] = {}
        self.asked: list[str] = []
        outer = self

        class Pictures(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                body, kind, status = outer.files.get(self.path, (b"", "text/html", 404))
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                return

        self.http = HTTPServer(("127.0.0.1", 0), Pictures)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def has(self, path: str, body: bytes, kind: str, status: int = 200) -> Picture:
        self.files[path] = (body, kind, status)
        return Picture(f"http://127.0.0.1:{self.http.server_port}{path}")


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture
def clerk(database: Database, clock: ManualClock, tmp_path: Path) -> PictureClerk:
    made = PictureClerk(database, open_coordinator(""), clock, tmp_path / "pictures")
    made.own_network = True
    return made


async def media(database: Database) -> list[str]:
    import json

    [(told,)] = await rows(database, "select media from product")
    return list(json.loads(told) if isinstance(told, str) else told)


async def test_good_ones_stay_others_are_made_or_left_out(
    database: Database, clerk: PictureClerk, server: Server
) -> None:
    await add_source(database)
    good = server.has("/good.jpg", drawn("JPEG"), "image/jpeg")
    webp = server.has("/new.webp", drawn("WEBP"), "image/webp")
    lie = server.has("/lie.jpg", drawn("PNG"), "image/webp")
    page = server.has("/page.jpg", b"<html>gone</html>", "image/jpeg")
    away = server.has("/away.jpg", b"", "text/html", 404)
    busy = server.has("/busy.jpg", b"", "text/html", 503)
    await hear(database, item("1", variant("a", pictures=(page,)), pictures=(good, webp, lie, page, away, busy)))
    assert await clerk.work_once() == 1
    shown = await media(database)
    assert (shown[0], shown[-1], len(shown)) == (good.url, busy.url, 4)
    for path in shown[1:3]:
        assert path.startswith("/media/pictures/")
        with Image.open(clerk.folder / path.rpartition("/")[2]) as copy:
            assert copy.format == "JPEG"
    told = dict(await rows(database, "select url, why from catalog_picture where status = 'refused'"))
    assert told == {page.url: "it is no picture (image/jpeg)", away.url: "the server refuses with HTTP 404"}
    assert await rows(database, "select cast(media as text) from variant") == [("[]",)]


async def test_a_picture_is_fetched_once(database: Database, clerk: PictureClerk, server: Server) -> None:
    await add_source(database)
    good = server.has("/good.jpg", drawn("JPEG"), "image/jpeg")
    webp = server.has("/new.webp", drawn("WEBP"), "image/webp")
    await hear(database, item("1", pictures=(good, webp), told=1))
    while await clerk.work_once():
        pass
    await hear(database, item("1", title="Changed", pictures=(good, webp), told=2))
    while await clerk.work_once():
        pass
    assert sorted(server.asked) == ["/good.jpg", "/new.webp"]
    assert (await media(database))[1].startswith("/media/pictures/")


async def test_nothing_is_fetched_from_the_own_network(
    database: Database, clerk: PictureClerk, server: Server
) -> None:
    clerk.own_network = False
    await add_source(database)
    await hear(database, item("1", pictures=(server.has("/good.jpg", drawn("JPEG"), "image/jpeg"),)))
    await clerk.work_once()
    assert server.asked == []
    assert await media(database) == []
    [(why,)] = await rows(database, "select why from catalog_picture")
    assert "private network" in why


async def test_a_shop_without_sources_is_not_looked_at(clerk: PictureClerk) -> None:
    assert await clerk.work_once() == 0


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (drawn("GIF"), "image/gif", "made"),
        (drawn("AVIF"), "image/avif", "made"),
        (drawn("JPEG", mode="CMYK"), "image/jpeg", "made"),
        (drawn("PNG", mode="RGBA"), "image/png", "good"),
        (drawn("PNG")[:60], "image/png", "refused"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "refused"),
        (b"", "image/jpeg", "refused"),
    ],
)
def test_the_bytes_decide(tmp_path: Path, body: bytes, kind: str, status: str) -> None:
    file = tmp_path / "it"
    file.write_bytes(body)
    assert judge(file, kind, tmp_path / "made").status == status


def test_a_picture_that_is_too_heavy_is_made_lighter(tmp_path: Path) -> None:
    import random

    noise = Image.frombytes("RGB", (1800, 1200), random.Random(1).randbytes(1800 * 1200 * 3))
    noise.save(tmp_path / "it", "PNG")
    assert (tmp_path / "it").stat().st_size > LARGEST
    verdict = judge(tmp_path / "it", "image/png", tmp_path / "made")
    assert verdict.status == "made"
    assert (tmp_path / "made" / verdict.shown.rpartition("/")[2]).stat().st_size <= LARGEST


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A PNG of 100,000 × 100,000 pixels in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = (100_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    (tmp_path / "it").write_bytes(bomb)
    verdict = judge(tmp_path / "it", "image/png", tmp_path / "made")
    assert (verdict.status, "pixels" in verdict.why) == ("refused", True)
