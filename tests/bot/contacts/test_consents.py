"""The newest decision of a purpose holds; a first yes of two does not; migrated rows mean what they meant."""

import asyncio
import csv
import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.contacts.consents import FIRST, OFFERS, UPDATES, Evidence, add_consent, consents_of, may_receive, version_of
from bot.contacts.queries import add_contact, add_handle
from bot.desk.people import export_consent, show_consent
from bot.migrations.upgrade import downgrade, upgrade
from bot.settings import Settings, read_settings
from bot.storage.database import Database
from bot.storage.transactions import Tx

WORDING = 'May we send you offers? Write "STOP" any time,\nplease.'


async def meet(tx: Tx, clock: ManualClock) -> Evidence:
    contact_id = await add_contact(tx, name="=Amina", country="US", sender="+1", address="+2", now=clock.now())
    await add_handle(tx, "+14155550101", "phone", contact_id)
    return Evidence(contact_id, "US", "=Amina", "+14155550101", "SM1", 1_000_000)


async def test_the_newest_decision_of_a_purpose_holds(database: Database, clock: ManualClock) -> None:
    async with database.write() as tx:
        her = await meet(tx, clock)
        assert await consents_of(tx, her.contact_id) == {}
        assert not await may_receive(tx, her.contact_id, OFFERS)
        await add_consent(tx, her, OFFERS, granted=False, data={"stage": FIRST})
        assert await consents_of(tx, her.contact_id) == {}
        await add_consent(tx, her, OFFERS, granted=True, data={"wording": WORDING})
        await add_consent(tx, her, UPDATES, granted=True, data={})
        await add_consent(tx, her, UPDATES, granted=False, data={})
        assert await may_receive(tx, her.contact_id, OFFERS)
        assert not await may_receive(tx, her.contact_id, UPDATES)
        await add_consent(tx, her, OFFERS, granted=False, data={"stage": FIRST})
        assert await may_receive(tx, her.contact_id, OFFERS)
        await tx.run("update contact set opted_out_at = 1")
        assert not await may_receive(tx, her.contact_id, OFFERS)


def test_a_version_names_its_wording() -> None:
    assert version_of("") == ""
    assert version_of(WORDING) == version_of(WORDING) != version_of(f"{WORDING} ")


@pytest.fixture
def settings(database: Database) -> Settings:
    return read_settings(_env_file=None, database_url=database.url)


async def test_the_proof_is_exported(
    database: Database, clock: ManualClock, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """CSV with quotes and line breaks, JSON, and a table; what looks like a formula is defused."""
    async with database.write() as tx:
        her = await meet(tx, clock)
        await add_consent(tx, her, OFFERS, granted=True, data={"wording": WORDING, "language": "en", "words": "=1+1"})
    await export_consent(settings, tmp_path / "all.csv")
    [row] = csv.DictReader(io.StringIO((tmp_path / "all.csv").read_text("utf-8")))
    assert (row["wording"], row["words"], row["profile_name"]) == (WORDING, "'=1+1", "'=Amina")
    assert (row["address"], row["at"]) == ("+14155550101", "1970-01-01T00:00:01+00:00")
    capsys.readouterr()
    for style, told in (("csv", "+14155550101"), ("json", '"message_id": "SM1"'), ("table", "offers")):
        await show_consent(settings, "14155550101", style=style)
        assert told in capsys.readouterr().out


def test_old_rows_mean_what_they_meant(tmp_path: Path) -> None:
    """STOP had always withdrawn everything; START had brought updates back."""
    path = tmp_path / "old.db"
    url = f"sqlite:///{path}"
    upgrade(url, "2026_11_26_coupon_pools")
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("insert into contact (id, name, language, country, created_at) values (1, '', '', '', 0)")
        for granted, at in ((0, 1), (1, 2)):
            old.execute(
                "insert into consent (contact_id, granted, source, words, at) values (1, ?, 'keyword', 'x', ?)",
                (granted, at),
            )
    upgrade(url)

    async def standing() -> dict[str, bool]:
        opened = Database(url)
        async with opened.read() as tx:
            found = await consents_of(tx, 1)
        await opened.close()
        return {purpose: one.granted for purpose, one in found.items()}

    assert asyncio.run(standing()) == {UPDATES: True, OFFERS: False}
    downgrade(url, "2026_11_26_coupon_pools")
    with closing(sqlite3.connect(path)) as old, old:
        assert old.execute("select granted, at from consent order by at").fetchall() == [(0, 1), (1, 2)]
