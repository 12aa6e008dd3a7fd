"""`shopclerk staff …`: links, lists, shutting out."""

from pathlib import Path

import pytest

from bot.desk.staff import disable_member, invite_by_link, print_reset_link, show_staff
from bot.errors import BotError
from bot.handoff.ownership import take
from bot.settings import Settings, read_settings
from bot.staff.invitations import Joining, join
from bot.staff.signins import find_signed_in, sign_in
from bot.storage.columns import to_micros
from bot.storage.database import Database
from tests.bot.handoff.make import NOW, add_agent, add_contact, rows
from tests.databases import make_tables


@pytest.fixture
async def settings(database_url: str, tmp_path: Path) -> Settings:
    await make_tables(database_url)
    return read_settings(_env_file=None, database_url=database_url)


async def test_staff_from_a_terminal(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Invited, joined, listed, reset, disabled with every sign-in, and let in again; each is in the audit log."""
    from bot.clock import SystemClock

    now = to_micros(SystemClock().now())
    await show_staff(settings)
    assert "Nobody yet" in capsys.readouterr().out
    for email, role in (("ada@example.com", "admin"), ("Bo@example.com", "lead")):
        await invite_by_link(settings, email, role)
        token = capsys.readouterr().out.strip().rpartition("/console/invite/")[2]
        database = Database(settings.database_url)
        async with database.write() as tx:
            joined = await join(tx, token, Joining("", role, "a hash", "en"), now)
            signed_in = await sign_in(tx, joined, "", now)
        await database.close()
    await show_staff(settings)
    assert capsys.readouterr().out.split()[:3] == ["admin", "ada@example.com", "admin"]
    await print_reset_link(settings, "bo@example.com")
    assert "/console/invite/" in capsys.readouterr().out
    await disable_member(settings, "BO@example.com", True)
    assert "may not sign in" in capsys.readouterr().out
    database = Database(settings.database_url)
    async with database.read() as tx:
        assert await find_signed_in(tx, signed_in, now) is None
        told = [tuple(row) for row in await tx.rows("select actor, action from audit order by id")]
    await database.close()
    assert told[-2:] == [("terminal", "agent.reset_link"), ("terminal", "agent.changed")]
    for wrong in (
        disable_member(settings, "ada@example.com", True),
        disable_member(settings, "eve@example.com", True),
        print_reset_link(settings, "bo@example.com"),
        invite_by_link(settings, "ada@example.com", "agent"),
        invite_by_link(settings, "new@example.com", "owner"),
        invite_by_link(settings, "nowhere", "agent"),
    ):
        with pytest.raises(BotError):
            await wrong
    await disable_member(settings, "bo@example.com", False)
    assert "may sign in" in capsys.readouterr().out


async def test_who_is_disabled_from_a_terminal_gives_all_back(settings: Settings) -> None:
    """P17: the conversations wait for somebody else."""
    database = Database(settings.database_url)
    try:
        joon, amina = await add_agent(database, "Joon"), await add_contact(database)
        async with database.write() as tx:
            await take(tx, amina, joon, NOW)
        await disable_member(settings, "joon@mallo.example", True)
        assert await rows(database, "select owner from conversation") == [("queue",)]
    finally:
        await database.close()
