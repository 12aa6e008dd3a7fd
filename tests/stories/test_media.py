"""What shoppers send is kept: the words are answered at once, the file is fetched until it is here."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.events import NotFound, show_media
from bot.media.files import File, FileStatus
from bot.media.queries import list_files
from bot.whatsapp.emulator.handset import Handset
from bot.whatsapp.emulator.server import serve_app
from tests.bot.media.made import JPEG, MP4, PNG
from tests.stories.shop import Shop, on_both_databases


async def file_of(shop: Shop, message_id: str) -> File:
    async with shop.wiring.database.read() as tx:
        [file] = await list_files(tx, message_id)
    return file


def bytes_of(shop: Shop, file: File) -> bytes:
    return shop.wiring.fetcher.folder.path_of(file.sha256).read_bytes()


async def sends_a_photo(shop: Shop, amina: Handset, data: bytes = JPEG, declared: str = "image/jpeg") -> str:
    """Her photo with a question, answered at once; the message's id."""
    before = len(amina.hears)
    message_id = await amina.shares("image", data, declared, text="how much is shipping?")
    await shop.settles()
    assert any("$4" in text for text in amina.hears[before:])
    return message_id


async def opens_with_room(shop: Shop, folder: Path) -> None:
    await shop.opens(media_dir=str(folder / "media"))


@on_both_databases
async def test_a_photo_outlives_a_provider_in_trouble(shop: Shop, tmp_path: Path) -> None:
    """P28: down, then slow, then broken off in the middle, then there: the words never wait, the bytes are hers."""
    await opens_with_room(shop, tmp_path)
    shop.emulator.faults.refuse_media(503, times=1, retry_after=30)
    message_id = await sends_a_photo(shop, shop.phone())
    await shop.wiring.fetcher.fetch_due()
    file = await file_of(shop, message_id)
    assert (file.status, file.reason) == (FileStatus.WAITING, "the provider answered 503")
    await shop.passes(seconds=29)
    assert await shop.wiring.fetcher.fetch_due() == 0
    await shop.passes(seconds=1)
    shop.emulator.faults.cut_media()
    await shop.wiring.fetcher.fetch_due()
    assert "broke off" in (await file_of(shop, message_id)).reason
    await shop.passes(seconds=10)
    shop.emulator.faults.slow_media(0.5)
    fetching = asyncio.create_task(shop.wiring.fetcher.fetch_due())
    bo = shop.phone("+14155550102", "Bo")
    assert "$4" in (await shop.hears(bo, "how much is shipping?"))[-1]
    assert not fetching.done()
    await fetching
    file = await file_of(shop, message_id)
    assert (file.status, file.content_type, file.size) == (FileStatus.KEPT, "image/jpeg", len(JPEG))
    assert bytes_of(shop, file) == JPEG


@on_both_databases
async def test_a_process_that_dies_is_followed_by_one_that_fetches(shop: Shop, tmp_path: Path) -> None:
    """P28: the row is written with the message, so a new process knows."""
    await opens_with_room(shop, tmp_path)
    message_id = await shop.phone().shares("image", PNG, "image/png")
    await opens_with_room(shop, tmp_path)
    assert await shop.wiring.fetcher.fetch_due() == 1
    assert bytes_of(shop, await file_of(shop, message_id)) == PNG


async def test_a_lying_type_is_found_out(shop: Shop, tmp_path: Path) -> None:
    """P28: a page that calls itself a picture will not be shown as one."""
    await opens_with_room(shop, tmp_path)
    amina = shop.phone()
    page = await sends_a_photo(shop, amina, b"<!doctype html><script>alert(1)</script>")
    film = await sends_a_photo(shop, amina, MP4)
    await shop.wiring.fetcher.fetch_due()
    assert (await file_of(shop, page)).content_type == "text/html"
    assert (await file_of(shop, film)).content_type == "video/mp4"
    assert (await file_of(shop, film)).declared_type == "image/jpeg"


async def test_what_cannot_be_had_says_why(shop: Shop, tmp_path: Path) -> None:
    """P28: deleted at the provider, or too large; the text is kept and answered all the same."""
    await opens_with_room(shop, tmp_path)
    amina = shop.phone()
    gone, large = await sends_a_photo(shop, amina), await sends_a_photo(shop, amina, PNG, "image/png")
    media = shop.emulator.store.media
    [gone_sid, large_sid] = [sid for sid, kept in media.items() if kept.message_sid in {gone, large}]
    shop.emulator.store.drop_media(gone_sid)
    media[large_sid] = replace(media[large_sid], data=PNG + bytes(16 * 1024 * 1024))
    await shop.passes(minutes=2)
    await shop.wiring.fetcher.fetch_due()
    assert (await file_of(shop, gone)).reason == "the provider does not have the file"
    assert "larger than 16 MB" in (await file_of(shop, large)).reason
    assert {(await file_of(shop, each)).status for each in (gone, large)} == {FileStatus.FAILED}


async def test_a_redirect_to_a_foreign_host_gets_no_credentials(shop: Shop, tmp_path: Path) -> None:
    """P28: Twilio answers with where the file is stored; whoever that is learns nothing of the account."""
    asked: list[dict[str, str]] = []

    async def elsewhere(request: Request) -> Response:
        asked.append(dict(request.headers))
        return Response(JPEG)

    await opens_with_room(shop, tmp_path)
    async with serve_app(Starlette(routes=[Route("/{sid}", elsewhere)])) as url:
        shop.emulator.faults.media_elsewhere = url
        message_id = await sends_a_photo(shop, shop.phone())
        await shop.wiring.fetcher.fetch_due()
    assert bytes_of(shop, await file_of(shop, message_id)) == JPEG
    [headers] = asked
    assert "authorization" not in headers


async def test_without_the_accounts_credentials_no_file_is_handed_out(shop: Shop, tmp_path: Path) -> None:
    """P28: as at Twilio; with a wrong token the file waits and says why."""
    await opens_with_room(shop, tmp_path)
    message_id = await sends_a_photo(shop, shop.phone())
    await shop.opens(media_dir=str(tmp_path / "media"), twilio_auth_token="another")
    await shop.wiring.fetcher.fetch_due()
    assert (await file_of(shop, message_id)).reason == "the provider answered 401"


@on_both_databases
async def test_a_missed_message_has_its_file_though_the_files_cannot_be_listed(shop: Shop, tmp_path: Path) -> None:
    """P28: found in the list after an outage, while the provider's files are still away: the words go first."""
    await opens_with_room(shop, tmp_path)
    amina = shop.phone()
    await shop.wiring.catch_up.look()
    shop.emulator.faults.lose_inbound = 1
    message_id = await amina.shares("image", JPEG, "image/jpeg", text="how much is shipping?")
    shop.emulator.faults.refuse_media(times=2)
    await shop.passes(minutes=2)
    await shop.wiring.catch_up.look()
    await shop.settles()
    assert "$4" in amina.hears[-1]
    await shop.wiring.fetcher.fetch_due()
    assert (await file_of(shop, message_id)).reason == "the provider answered 503"
    await shop.passes(seconds=1)
    await shop.wiring.fetcher.fetch_due()
    assert bytes_of(shop, await file_of(shop, message_id)) == JPEG


async def test_the_terminal_lists_what_is_not_here_and_asks_again(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """P28: `shopclerk media`, `--failed`, `--retry`."""
    monkeypatch.setenv("COLUMNS", "200")
    await opens_with_room(shop, tmp_path)
    amina = shop.phone()
    settings = shop.wiring.settings
    waiting, gone = await sends_a_photo(shop, amina), await sends_a_photo(shop, amina)
    media = shop.emulator.store.media
    [sid] = [sid for sid, kept in media.items() if kept.message_sid == gone]
    was = media.pop(sid)
    shop.emulator.faults.refuse_media(503)
    await shop.passes(minutes=2)
    await shop.wiring.fetcher.fetch_due()
    await show_media(settings, failed=False, retry=None, limit=9)
    assert "the provider answered 503" in capsys.readouterr().out
    await show_media(settings, failed=True, retry=None, limit=9)
    assert "the provider does not have the file" in capsys.readouterr().out
    file = await file_of(shop, gone)
    media[sid] = was
    await show_media(settings, failed=False, retry=file.id, limit=9)
    shop.clock.set(max(datetime.now(UTC), shop.clock.now() + timedelta(hours=1)))  # the terminal has the machine's
    assert await shop.wiring.fetcher.fetch_due() == 2
    for message_id in (waiting, gone):
        assert bytes_of(shop, await file_of(shop, message_id)) == JPEG
    await show_media(settings, failed=True, retry=None, limit=9)
    assert "Nothing" in capsys.readouterr().out
    with pytest.raises(NotFound):
        await show_media(settings, failed=False, retry=file.id, limit=9)


async def test_missed_words_do_not_wait_for_a_list_of_files_that_does_not_come(shop: Shop) -> None:
    """P28: many photos, and a provider that is silent about files: seconds, not minutes."""
    amina = shop.phone()
    await shop.wiring.catch_up.look()
    shop.emulator.faults.lose_inbound = 10
    for number in range(10):
        await amina.shares("image", JPEG, "image/jpeg", text=f"photo {number}")
    shop.emulator.faults.slow_media(60, times=10)
    async with asyncio.timeout(5):
        await shop.wiring.catch_up.look()
    assert len(await shop.rows("select id from inbound_media where url like '%/Media.json'")) == 10
