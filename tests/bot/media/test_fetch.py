"""Files are fetched until they are here or cannot be had, each once in effect, by however many processes."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import GiveUp, TryAgain
from bot.media.fetch import LEASE, back_off
from bot.media.files import FileStatus
from bot.media.kinds import MEBIBYTE
from bot.media.queries import RETRY, list_unkept
from bot.media.source import Gone
from bot.storage.columns import to_micros
from tests.bot.media.made import JPEG, MP4, PNG, House


async def test_a_file_is_on_disk_with_its_real_type(house: House) -> None:
    """P28: the same bytes under their hash, and nothing half written beside it."""
    message_id = await house.gets(1, PNG, "image/jpeg")
    assert (await house.file(message_id)).status is FileStatus.WAITING
    assert await house.fetcher.fetch_due() == 1
    file = await house.file(message_id)
    assert (file.status, file.content_type, file.size, file.reason) == (FileStatus.KEPT, "image/png", len(PNG), "")
    assert house.bytes_of(file) == PNG
    assert len(house.on_disk()) == 1
    assert await house.fetcher.fetch_due() == 0


async def test_the_same_content_is_stored_once(house: House) -> None:
    first, second = await house.gets(1, PNG), await house.gets(2, PNG)
    await house.fetcher.fetch_due()
    assert (await house.file(first)).sha256 == (await house.file(second)).sha256
    assert len(house.on_disk()) == 1


async def test_a_message_that_comes_twice_is_fetched_once(house: House) -> None:
    """P1: by the webhook and by the list."""
    message_id = await house.gets(1, PNG)
    await house.gets(1, PNG)
    await house.fetcher.fetch_due()
    await house.file(message_id)
    assert len(house.provider.asked) == 1


async def test_a_busy_provider_is_asked_again_later_and_later(house: House) -> None:
    """P28: 1 s, 4 s, 16 s …; what it says itself counts when it is longer."""
    busy = TryAgain("busy")
    message_id = await house.gets(1, [busy, busy, TryAgain("busy", timedelta(minutes=2)), PNG])
    for wait in (1, 4, 120):
        assert await house.fetcher.fetch_due() == 1
        file = await house.file(message_id)
        assert (file.status, file.reason) == (FileStatus.WAITING, "busy")
        assert file.due_at == house.clock.now() + timedelta(seconds=wait)
        house.clock.set(file.due_at - timedelta(seconds=0.5))
        assert await house.fetcher.fetch_due() == 0
        house.clock.set(file.due_at)
    await house.fetcher.fetch_due()
    assert (await house.file(message_id)).status is FileStatus.KEPT


async def test_after_a_day_it_is_given_up_with_a_reason_and_can_be_asked_for_again(house: House) -> None:
    """P28: never in silence."""
    message_id = await house.gets(1, [TryAgain("the provider answered 503")] * 50 + [PNG])
    started = house.clock.now()
    for _ in range(50):
        await house.fetcher.fetch_due()
        file = await house.file(message_id)
        if file.status is FileStatus.FAILED:
            break
        house.clock.set(file.due_at)
    assert file.reason == "given up after 1 day: the provider answered 503"
    assert house.clock.now() - started == timedelta(days=1)
    assert file.attempts < 20
    async with house.database.read() as tx:
        assert [each.id for each in await list_unkept(tx, FileStatus.FAILED, 10)] == [file.id]
    house.provider.has["https://api.twilio.com/1"] = PNG
    async with house.database.write() as tx:
        assert await tx.run(RETRY, file.id, to_micros(house.clock.now())) == 1
    await house.fetcher.fetch_due()
    assert (await house.file(message_id)).status is FileStatus.KEPT
    async with house.database.write() as tx:
        assert await tx.run(RETRY, file.id, to_micros(house.clock.now())) == 0


async def test_what_the_provider_does_not_have_is_given_up_once_it_had_time_to_appear(house: House) -> None:
    message_id = await house.gets(1, [Gone(), Gone()])
    await house.fetcher.fetch_due()
    assert (await house.file(message_id)).status is FileStatus.WAITING
    house.clock.set(house.clock.now() + timedelta(minutes=1))
    await house.fetcher.fetch_due()
    file = await house.file(message_id)
    assert (file.status, file.reason) == (FileStatus.FAILED, "the provider does not have the file")


@pytest.mark.parametrize("announces", [True, False])
async def test_what_is_too_large_for_its_real_kind_is_refused(house: House, announces: bool) -> None:
    """Also when its length is not announced: it stops there; a document may be larger than a picture."""
    house.provider._announces, house.provider._chunk = announces, MEBIBYTE
    picture = await house.gets(1, PNG + bytes(16 * MEBIBYTE), "application/pdf")
    paper = await house.gets(2, b"%PDF-1.7" + bytes(17 * MEBIBYTE), "image/png")
    await house.fetcher.fetch_due()
    file = await house.file(picture)
    assert (file.status, file.reason) == (
        FileStatus.FAILED,
        "the file is larger than 16 MB, which is the most for its kind",
    )
    assert (await house.file(paper)).status is FileStatus.KEPT
    assert len(house.on_disk()) == 1


async def test_an_empty_file_is_no_file(house: House) -> None:
    message_id = await house.gets(1, [b"", PNG])
    await house.fetcher.fetch_due()
    assert (await house.file(message_id)).reason == "the file is empty"


async def test_a_full_folder_keeps_files_waiting(house: House) -> None:
    """And says so."""
    house.most_gb = (len(PNG) + 10) / 1024**3
    fetcher = house.opens()
    first = await house.gets(1, PNG)
    await fetcher.fetch_due()
    second = await house.gets(2, JPEG)
    await fetcher.fetch_due()
    assert (await house.file(first)).status is FileStatus.KEPT
    file = await house.file(second)
    assert file.status is FileStatus.WAITING
    assert "SHOPCLERK_MEDIA_MAX_GB" in file.reason


async def test_a_disk_that_takes_nothing_loses_nothing(house: House) -> None:
    house.folder.path.write_bytes(b"a file where the folder should be")
    message_id = await house.gets(1, PNG)
    await house.fetcher.fetch_due()
    file = await house.file(message_id)
    assert (file.status, file.reason[:30]) == (FileStatus.WAITING, "the file cannot be written: No")
    house.folder.path.unlink()
    house.clock.set(file.due_at)
    await house.fetcher.fetch_due()
    assert (await house.file(message_id)).status is FileStatus.KEPT


async def test_an_error_of_ours_harms_no_other_file(house: House) -> None:
    broken, whole = await house.gets(1, [ValueError("oh")]), await house.gets(2, MP4, "video/mp4")
    await house.fetcher.fetch_due()
    assert (await house.file(broken)).reason == "an error of ours: ValueError"
    assert (await house.file(whole)).status is FileStatus.KEPT


async def test_several_workers_share_the_files(house: House) -> None:
    """P4: each file is asked for once."""
    for number in range(40):
        await house.gets(number, JPEG + bytes([number]))
    await asyncio.gather(*(house.opens().fetch_due() for _ in range(3)))
    assert sorted(house.provider.asked) == sorted(set(house.provider.asked))
    assert len(house.on_disk()) == 40


async def test_a_worker_that_dies_leaves_its_file_to_others_when_its_lease_ends(house: House) -> None:
    """P28: and what it left half written is swept away."""
    message_id = await house.gets(1, PNG)
    stuck = asyncio.Event()

    async def stops() -> None:
        stuck.set()
        await asyncio.Event().wait()

    house.provider.before = stops
    dying = asyncio.create_task(house.opens().fetch_due())
    await stuck.wait()
    house.provider.before = None
    other = house.opens()
    assert await other.fetch_due() == 0
    house.clock.set(house.clock.now() + LEASE)
    assert await other.fetch_due() == 1
    assert house.bytes_of(await house.file(message_id)) == PNG
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)


async def test_one_who_comes_too_late_changes_nothing(house: House) -> None:
    """A process that slept beyond its lease does not undo what another one did meanwhile."""
    message_id = await house.gets(1, [PNG, PNG])
    asleep, awake = asyncio.Event(), asyncio.Event()

    async def sleeps() -> None:
        house.provider.before = None
        asleep.set()
        await awake.wait()
        raise GiveUp("it is nothing")

    house.provider.before = sleeps
    late = asyncio.create_task(house.opens().fetch_due())
    await asleep.wait()
    house.clock.set(house.clock.now() + LEASE)
    await house.opens().fetch_due()
    awake.set()
    await late
    assert (await house.file(message_id)).status is FileStatus.KEPT


async def test_a_polite_stop_gives_files_back_at_once(house: House) -> None:
    message_id = await house.gets(1, PNG)
    begun = asyncio.Event()

    async def stops() -> None:
        begun.set()
        await asyncio.Event().wait()

    house.provider.before = stops
    running = asyncio.create_task(house.fetcher.run())
    await begun.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    house.provider.before = None
    assert house.on_disk() == []
    assert await house.opens().fetch_due() == 1
    assert (await house.file(message_id)).attempts == 1


async def test_the_loop_fetches_what_comes_while_a_slow_file_is_under_way(house: House) -> None:
    """P28: nobody waits for somebody else's film."""
    slow = asyncio.Event()

    async def waits() -> None:
        house.provider.before = None
        await slow.wait()

    house.provider.before = waits
    film = await house.gets(1, MP4, "video/mp4")
    running = asyncio.create_task(house.fetcher.run())
    async with asyncio.timeout(5):
        while house.provider.before:
            await asyncio.sleep(0.01)
        photo = await house.gets(2, PNG)
        while (await house.file(photo)).status is not FileStatus.KEPT:
            await asyncio.sleep(0.01)
        assert (await house.file(film)).status is FileStatus.WAITING
        slow.set()
        while (await house.file(film)).status is not FileStatus.KEPT:
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def test_what_was_left_half_written_is_swept_only_when_it_is_old(tmp_path: Path) -> None:
    import os

    from bot.media.folder import FORSAKEN, INCOMING, MediaFolder

    incoming = tmp_path / INCOMING
    incoming.mkdir()
    old, new = incoming / "old", incoming / "new"
    for path in (old, new):
        path.write_bytes(b"half")
    before = new.stat().st_mtime - FORSAKEN - 1
    os.utime(old, (before, before))
    assert MediaFolder(tmp_path).sweep() == 1
    assert list(incoming.iterdir()) == [new]


def test_waits_grow_to_some_hours() -> None:
    assert [back_off(attempt).total_seconds() for attempt in (1, 2, 3, 8, 9, 1000)] == [1, 4, 16, 14400, 14400, 14400]
