"""Files that agents send: checked by their first bytes, kept, fetched by the provider, forgotten with the contact."""

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.console.inbox.uploads import CHUNK, LARGEST, clean_name
from bot.media.away import take_away
from tests.bot.console.inbox.conftest import Desk
from tests.bot.media.made import PNG, webm_of

OGG = b"OggS" + bytes(200)
PDF = b"%PDF-1.7\n" + b"an invoice " * 100


async def uploads(desk: Desk, name: str, data: bytes, content_type: str) -> Any:
    answer = await desk.browser.post("/api/uploads", files={"file": (name, data, content_type)})
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("name", "data", "declared", "kind"),
    [
        ("a photo.png", PNG, "image/png", "image"),
        ("voice.oga", OGG, "audio/ogg", "audio"),
        ("Rechnung März.pdf", PDF, "application/pdf", "document"),
    ],
)
async def test_a_file_reaches_the_shopper(desk: Desk, name: str, data: bytes, declared: str, kind: str) -> None:
    """30: a picture, a voice note, a document; WhatsApp fetches it without signing in, and gets these bytes."""
    contact_id = await desk.has()
    status, file = await uploads(desk, name, data, declared)
    assert (status, file["kind"], file["size"]) == (200, kind, len(data))
    said = {"key": "a-file-11", "text": "here you are", "media_id": file["id"], "undo": False}
    await desk.post(f"conversations/{contact_id}/send", **said)
    await desk.shop.passes(seconds=6)
    bubbles = [bubble.shown for bubble in desk.shop.bubbles(desk.shop.phone())]
    (media,) = [shown.media for shown in bubbles if shown.media]
    fetched = await desk.shop.fetches(media["url"])
    assert (fetched.status_code, fetched.content) == (200, data)
    assert any(shown.text == "here you are" for shown in bubbles)
    shown = [item for item in await desk.items(contact_id) if item.get("media")]
    assert (shown[0]["kind"], shown[0]["media"]["content_type"].partition("/")[0]) == (
        kind,
        file["content_type"].partition("/")[0],
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_recording_becomes_what_whatsapp_plays(desk: Desk) -> None:
    """30: some browsers record WebM only; WhatsApp gets the same sound as Ogg. A film stays what it is: refused."""
    status, file = await uploads(desk, "voice note.webm", webm_of([b"\xf8abc"] * 5), "audio/webm;codecs=opus")
    assert (status, file["content_type"], file["name"]) == (200, "audio/ogg", "voice note.ogg")
    assert (await desk.browser.get(file["url"])).content.startswith(b"OggS")
    status, told = await uploads(desk, "film.webm", webm_of([b"\xf8abc"], codec=b"V_VP9"), "video/webm")
    assert (status, told["error"]["code"]) == (415, "kind")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_whatsapp_would_refuse_is_refused_in_words(desk: Desk) -> None:
    """A program that calls itself a picture, a picture that is too large, an empty file, none at all."""
    for name, data, declared, code in (
        ("cat.png", b"MZ" + bytes(100), "image/png", 415),
        ("page.png", b"<!doctype html><script>alert(1)</script>", "image/png", 415),
        ("big.png", PNG + bytes(5 * 1024 * 1024), "image/png", 413),
        ("huge.mp4", b"\x00\x00\x00\x20ftypisom" + bytes(LARGEST), "video/mp4", 413),
        ("empty.png", b"", "image/png", 422),
    ):
        status, told = await uploads(desk, name, data, declared)
        assert (status, bool(told["error"]["message"])) == (code, True), name
    answer = await desk.browser.post("/api/uploads", files={"other": ("a.png", PNG, "image/png")})
    assert answer.status_code == 422
    assert await desk.shop.rows("select count(*) from agent_file") == [(0,)]


async def test_a_file_is_given_to_one_contact_by_who_uploaded_it(desk: Desk) -> None:
    """Nobody sends what is not theirs, nor somebody else's invoice to another."""
    amina, noor = await desk.has(), await desk.has(address="+14155550102", name="Noor")
    _, file = await uploads(desk, "invoice.pdf", PDF, "application/pdf")
    await desk.post(f"conversations/{amina}/send", key="a-file-11", media_id=file["id"])
    assert (await desk.refused(f"conversations/{noor}/send", key="a-file-12", media_id=file["id"]))[0] == 404
    joon = await desk.visits.hires("Joon")
    _, other = await uploads(desk, "b.pdf", PDF, "application/pdf")
    async with desk.visits.browser(joon) as his:
        await his.post(f"/api/conversations/{noor}/take", json={"force": True})
        sent = await his.post(f"/api/conversations/{noor}/send", json={"key": "a-file-13", "media_id": other["id"]})
        assert sent.status_code == 404


async def test_a_link_is_good_for_its_file_alone(desk: Desk) -> None:
    """A changed one is none; a week later it is over."""
    _, file = await uploads(desk, "a.png", PNG, "image/png")
    assert (await desk.browser.get(file["url"])).status_code == 200
    assert (await desk.browser.get(file["url"].replace("/1.", "/2.", 1))).status_code == 404
    await desk.shop.passes_alone(days=8)
    assert (await desk.shop.fetches(f"https://bot.example.com{file['url']}")).status_code == 404


async def test_what_was_given_is_forgotten_with_the_contact(desk: Desk) -> None:
    """F10: the row is blank, and the file leaves the disk."""
    contact_id = await desk.has()
    _, file = await uploads(desk, "invoice.pdf", PDF, "application/pdf")
    await desk.post(f"conversations/{contact_id}/send", key="a-file-11", media_id=file["id"])
    await desk.post(f"conversations/{contact_id}/erase")
    assert (await desk.browser.get(file["url"])).status_code == 404
    [(name, status, sha256)] = await desk.shop.rows("select name, status, sha256 from agent_file")
    assert (name, status) == ("", "erased")
    folder = desk.shop.wiring.fetcher.folder
    os.utime(folder.path_of(sha256), (1, 1))
    assert await take_away(desk.shop.wiring.database, folder) == 1
    assert not folder.path_of(sha256).exists()
    assert await desk.shop.rows("select sha256 from agent_file") == [("",)]


def test_names_of_files_are_harmless() -> None:
    """They end as the real type does: by that WhatsApp tells a document from a picture."""
    assert clean_name("../../etc/passwd", "image/png") == "passwd.png"
    assert clean_name("C:\\temp\\Bild.JPG", "image/jpeg") == "Bild.jpg"
    assert clean_name("<b>.exe", "application/pdf") == "b.pdf"
    assert clean_name("", "audio/ogg") == "audio.ogg"
    assert clean_name("report.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document") == (
        "report.docx"
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_body_of_unknown_length_is_stopped_while_it_streams(desk: Desk) -> None:
    """Cost: whoever says no length, or none that is a number, fills no disk."""
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
        while sent < 4 * LARGEST:
            sent += CHUNK
            yield bytes(CHUNK)
        yield b"\r\n--x--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await desk.browser.post("/api/uploads", content=body(), headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert sent <= LARGEST + 3 * CHUNK
    for length, status in (("\u00b2", 400), ("-1", 400), ("9" * 30, 413)):
        told = {**headers, "Content-Length": length.encode("latin-1")}
        answer = await desk.browser.post("/api/uploads", content=b"", headers=told)
        assert answer.status_code == status, length
