"""Downloads: only public addresses, only what changed, within limits (stores.md 12.13)."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from catalog.feeds import addresses
from catalog.feeds.download import Fetched, Limits, download
from catalog.items import SourceFailed

HERE = Limits(own_network=True, seconds=5)
Answer = Callable[[str, dict[str, str]], bytes]


@asynccontextmanager
async def server(answer: Answer, *, drips: bool = False) -> AsyncIterator[str]:
    """Answers each request (path, headers) with these bytes and hangs up, or keeps the line open when it drips."""
    served: set[asyncio.Task[None]] = set()
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        writer.write(answer(head[0].split()[1], headers))
        await writer.drain()
        if drips:
            await ended.wait()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.add(asyncio.get_running_loop().create_task(serve(reader, writer)))

    running = await asyncio.start_server(begin, "127.0.0.1", 0)
    try:
        yield f"http://localhost:{running.sockets[0].getsockname()[1]}"
    finally:
        ended.set()
        running.close()
        await asyncio.gather(*served, return_exceptions=True)


def ok(body: bytes, **headers: str) -> bytes:
    told = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 200 OK\r\n{told}Content-Length: {len(body)}\r\n\r\n".encode() + body


def onward(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


async def fetch(url: str, to: Path, seen: Fetched | None = None, limits: Limits = HERE) -> Fetched:
    async with httpx.AsyncClient() as client:
        return await download(client, url, to, seen, limits)


async def test_a_file_comes_whole_and_only_once(tmp_path: Path) -> None:
    seen: list[dict[str, str]] = []

    def answer(path: str, headers: dict[str, str]) -> bytes:
        seen.append(headers)
        if headers.get("if-none-match") == '"v1"':
            return b"HTTP/1.1 304 Not Modified\r\n\r\n"
        return ok(b"id,title\n", ETag='"v1"', Last_Modified="Tue, 24 Nov 2026 12:00:00 GMT")

    async with server(answer) as url:
        first = await fetch(f"{url}/a/feed.csv?k=1", tmp_path / "feed")
        again = await fetch(f"{url}/a/feed.csv?k=1", tmp_path / "feed", first)
    assert first == Fetched(True, '"v1"', "Tue, 24 Nov 2026 12:00:00 GMT", 9, "feed.csv")
    assert again == Fetched(False, '"v1"', "Tue, 24 Nov 2026 12:00:00 GMT", 0, "feed.csv")
    assert (tmp_path / "feed").read_bytes() == b"id,title\n"
    assert seen[0]["host"] == url.removeprefix("http://")
    assert seen[1]["if-modified-since"].startswith("Tue")
    assert [each.name for each in tmp_path.iterdir()] == ["feed"]


async def test_a_password_goes_only_to_its_own_host(tmp_path: Path) -> None:
    heard: dict[str, str] = {}

    def answer(path: str, headers: dict[str, str]) -> bytes:
        heard[path] = headers.get("authorization", "")
        return onward(f"http://127.0.0.1:{headers['host'].partition(':')[2]}/b") if path == "/a" else ok(b"x")

    async with server(answer) as url:
        await fetch(url.replace("//", "//me:p%40ss@") + "/a", tmp_path / "feed")
    assert heard == {"/a": "Basic bWU6cEBzcw==", "/b": ""}


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1/feed", "private"),
        ("http://[::1]/feed", "private"),
        ("http://[::ffff:10.0.0.1]/feed", "private"),
        ("http://169.254.169.254/latest/meta-data/", "private"),
        ("http://0.0.0.0/", "private"),
        ("http://2130706433/", "private"),
        ("file:///etc/passwd", "no http"),
        ("ftp://shop.example/feed", "no http"),
        ("http:///feed", "no http"),
        ("http://shop.example:99999/", "no http"),
    ],
)
async def test_nothing_is_fetched_from_within(url: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(SourceFailed, match=why):
        await fetch(url, tmp_path / "feed", limits=Limits())


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True), ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False), ("100.64.0.1", False), ("169.254.169.254", False), ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("fd00:ec2::254", False), ("fe80::1%eth0", False), ("64:ff9b::a00:1", False), ("2002:7f00:1::", False),
        ("::ffff:93.184.216.34", True), ("192.0.2.1", False), ("nonsense", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert addresses.is_public(address) is public


async def test_a_redirect_to_a_private_address_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of the first address is public, that of the second is not."""
    async with server(lambda path, headers: onward("http://inner.example/x")) as url:
        port = int(url.rpartition(":")[2])
        monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
        loop = asyncio.get_running_loop()

        async def resolve(host: str, number: int, **kwargs: Any) -> list[Any]:
            inner = "10.0.0.7" if host == "inner.example" else "127.0.0.1"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (inner, number))]

        async with httpx.AsyncClient() as client:
            monkeypatch.setattr(loop, "getaddrinfo", resolve)
            with pytest.raises(SourceFailed, match=r"inner\.example lies in a private network"):
                await download(client, f"http://outer.example:{port}/", tmp_path / "feed", limits=Limits(seconds=5))


async def test_one_private_address_of_several_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(host: str, number: int, **kwargs: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, number)) for each in ("93.184.216.34", "10.0.0.7")]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    with pytest.raises(SourceFailed, match="private"):
        await addresses.safe_address("https://shop.example/")


@pytest.mark.parametrize(
    ("answer", "why", "may_pass"),
    [
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "503", True),
        (b"HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n", "429", True),
        (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "404", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort", "failed", True),
        (b"nonsense\r\n\r\n", "failed", True),
        (ok(b"x", Content_Encoding="br"), "packs with br", False),
        (ok(b"x" * 5000), "larger", False),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5000, "larger", False),
        (onward("/again"), "more than 5 times", False),
        (onward("file:///etc/passwd"), "no http", False),
    ],
)
async def test_failures_say_whether_later_may_help(answer: bytes, why: str, may_pass: bool, tmp_path: Path) -> None:
    (tmp_path / "feed").write_bytes(b"before")
    async with server(lambda path, headers: answer) as url:
        with pytest.raises(SourceFailed, match=why) as failed:
            await fetch(url, tmp_path / "feed", limits=Limits(1000, 5, own_network=True))
    assert failed.value.may_pass is may_pass
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"before"]


async def test_a_server_that_drips_is_left(tmp_path: Path) -> None:
    async with server(lambda path, headers: b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", drips=True) as url:
        with pytest.raises(SourceFailed, match="longer than"):
            await fetch(url, tmp_path / "feed", limits=Limits(1000, 0.2, own_network=True))


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
