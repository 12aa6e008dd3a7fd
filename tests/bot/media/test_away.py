"""Files of contacts who are forgotten leave the disk, and nobody else's do."""

import os
from datetime import timedelta

from bot.media.queries import ADD_GIVEN, GIVE
from bot.storage.columns import to_micros
from bot.turns.forget import forget
from tests.bot.media.made import JPEG, PNG, House


def aged(house: House, seconds: float) -> None:
    """The files on disk came so long ago."""
    for path in house.on_disk():
        moment = path.stat().st_mtime - seconds
        os.utime(path, (moment, moment))


async def forgets(house: House, message_id: str) -> None:
    """The contact of this message is erased."""
    async with house.database.write() as tx:
        await forget(tx, (await house.file(message_id)).contact_id, to_micros(house.clock.now()))


async def test_a_file_of_somebody_erased_is_taken_away_once_nobody_else_has_it(house: House) -> None:
    """Privacy: after the commit, however often that is tried; the same picture of somebody else stays."""
    first, other = await house.gets(1, PNG), await house.gets(2, PNG)
    await house.fetcher.fetch_due()
    aged(house, 600)
    await forgets(house, first)
    assert await house.fetcher.take_away() == 0
    assert house.bytes_of(await house.file(other)) == PNG
    assert (await house.file(first)).sha256 == ""
    await forgets(house, other)
    assert len(house.on_disk()) == 1  # committed, and the process died: the row still names it
    assert await house.opens().take_away() == 1
    assert house.on_disk() == []
    assert await house.fetcher.take_away() == 0


async def test_what_an_agent_took_up_and_never_sent_goes_after_a_day(house: House) -> None:
    """Privacy: no erasing would find whose picture it is. What was sent stays, until its contact is forgotten."""
    await house.gets(1, PNG)
    async with house.database.write() as tx:
        made_at = to_micros(house.clock.now())
        for name, contact_id in (("unsent.png", None), ("sent.png", 1)):
            row = await tx.row(ADD_GIVEN, 1, name, "image/png", 5, name[0] * 64, made_at)
            if contact_id and row:
                await tx.run(GIVE, row[0], contact_id)
    house.clock.set(house.clock.now() + timedelta(hours=23))
    await house.fetcher.sweep()
    assert await names(house) == [("sent.png", "kept"), ("unsent.png", "kept")]
    house.clock.set(house.clock.now() + timedelta(hours=2))
    await house.fetcher.sweep()
    assert await names(house) == [("", "erased"), ("sent.png", "kept")]
    async with house.database.write() as tx:
        assert await tx.run(GIVE, 1, 1) == 0


async def names(house: House) -> list[tuple[str, str]]:
    async with house.database.read() as tx:
        return [(row[0], row[1]) for row in await tx.rows("select name, status from agent_file order by name")]


async def test_a_file_that_was_just_fetched_is_left_until_its_row_is_marked(house: House) -> None:
    """Privacy: somebody may be about to mark a row of the same file."""
    message_id = await house.gets(1, PNG)
    await house.fetcher.fetch_due()
    await forgets(house, message_id)
    assert await house.fetcher.take_away() == 0
    aged(house, 600)
    assert await house.fetcher.take_away() == 1


async def test_a_file_whose_contact_was_erased_while_it_came_is_swept(house: House) -> None:
    """Privacy: no row names it; it is found on disk."""
    message_id = await house.gets(1, PNG)
    erased = False

    async def erase_once() -> None:
        nonlocal erased
        if not erased:
            erased = True
            await forgets(house, message_id)

    house.provider.before = erase_once
    await house.fetcher.fetch_due()
    kept = await house.gets(2, JPEG)
    await house.fetcher.fetch_due()
    assert len(house.on_disk()) == 2
    assert await house.fetcher.sweep() == 0
    aged(house, 7200)
    assert await house.fetcher.sweep() == 1
    assert house.bytes_of(await house.file(kept)) == JPEG
