"""`shopclerk handoff`: take, assign, release and list from a terminal."""

import pytest

from bot.desk.events import NotFound
from bot.desk.handoffs import assign_contact, release_contact, show_handoffs, show_stranded, take_contact
from bot.handoff.refusals import AlreadyTaken
from bot.settings import Settings, read_settings
from bot.storage.database import Database
from tests.bot.handoff.make import PHONE, add_agent, add_contact


@pytest.fixture
def settings(database_url: str) -> Settings:
    return read_settings(_env_file=None, database_url=database_url)


async def owner(database: Database) -> str:
    async with database.read() as tx:
        row = await tx.row("select owner from conversation")
    return str(row[0]) if row else ""


async def test_from_a_terminal(database: Database, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """F1: what the console does, for who has no browser at hand."""
    contact_id = await add_contact(database)
    joon, mina = await add_agent(database, "Joon"), await add_agent(database, "Mina")
    await take_contact(settings, str(contact_id), "JOON@mallo.example", force=False)
    assert await owner(database) == joon.owns_as
    with pytest.raises(AlreadyTaken, match="Joon"):
        await take_contact(settings, str(contact_id), "mina@mallo.example", force=False)
    await take_contact(settings, str(contact_id), "mina@mallo.example", force=True)
    assert await owner(database) == mina.owns_as
    await assign_contact(settings, str(contact_id), "joon@mallo.example", "")
    capsys.readouterr()
    await show_handoffs(settings)
    told = capsys.readouterr().out
    assert "Joon" in told
    assert "Amina" in told
    await show_stranded(settings)
    assert "Nothing." in capsys.readouterr().out
    await release_contact(settings, str(contact_id))
    assert "again" in capsys.readouterr().out
    await release_contact(settings, str(contact_id))
    assert "already" in capsys.readouterr().out


async def test_who_is_not_there_is_said_so(database: Database, settings: Settings) -> None:
    """A slip of the pen changes nothing."""
    contact_id = await add_contact(database)
    with pytest.raises(NotFound, match=PHONE.removeprefix("+")):
        await release_contact(settings, PHONE)
    with pytest.raises(NotFound, match="no agent"):
        await take_contact(settings, str(contact_id), "joon@mallo.example", force=False)
    with pytest.raises(NotFound, match="no team"):
        await assign_contact(settings, str(contact_id), "", "Returns")
