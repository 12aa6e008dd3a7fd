"""`[catalog.columns]` of shop.toml: a merchant's own table is read as the shop says (C1, issue "the catalog")."""

import asyncio
import json
from functools import partial
from pathlib import Path

import pytest
from rich.console import Console

from bot.actions.shopfile.shop import read_shop
from bot.desk import exported, sources
from bot.desk.catalog import search_catalog
from bot.desk.sources import NewSource, SyncFailed
from bot.errors import SettingsWrong
from bot.joining import join_parts
from bot.settings import Settings
from tests.catalog.sync.make import add_source, rows
from tests.databases import make_tables
from tests.stories.shop import shop_settings

SHOP = """
currency = "EUR"
languages = ["en", "ko"]
timezone = "Asia/Seoul"

[catalog.columns]
delimiter = ";"
decimal = ","

[catalog.columns.fields]
id = "Artikel"
title = "Name"
"title:ko" = "Name KO"
price = "Preis"
sale_price = "Aktion"
sale_from = "Aktion ab"
stock = "Bestand"

[catalog.columns.options]
Size = "Groesse"

[catalog.sources.till.columns.fields]
id = "plu"
title = "label"
price = "amount"
"""
TABLE = (
    "Artikel;Name;Name KO;Preis;Aktion;Aktion ab;Bestand;Groesse\n"
    "A-1;Mug;머그;12,90;9,90;2026-11-01 00:00;3;0,3 l\n"
    "A-2;Bowl;볼;19,50;;;7;1 l\n"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "shop.toml").write_text(SHOP, "utf-8")
    url = f"sqlite:///{tmp_path}/shop.db"
    asyncio.run(make_tables(url))
    return shop_settings(url, "", shop_file=str(tmp_path / "shop.toml"), media_dir=str(tmp_path / "media"))


def synced(settings: Settings, name: str, path: Path) -> None:
    asked = NewSource(name, "file", str(path), "", "", "6h", 30, {})
    asyncio.run(sources.add_source(settings, asked))
    asyncio.run(sources.sync_sources(settings, name=name, full=False))


def test_every_table_and_one_that_differs(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(TABLE, "utf-8")
    (tmp_path / "till.csv").write_text("plu,label,amount\n77,Gift card,25.00\n", "utf-8")
    synced(settings, "table", tmp_path / "table.csv")
    synced(settings, "till", tmp_path / "till.csv")
    asyncio.run(exported.export_catalog(settings, to=tmp_path / "all.jsonl", source=""))
    told = {one["id"]: one for one in map(json.loads, (tmp_path / "all.jsonl").read_text("utf-8").splitlines())}
    assert set(told) == {"A-1", "A-2", "77"}
    assert {code: words["title"] for code, words in told["A-1"]["texts"].items()} == {"en": "Mug", "ko": "머그"}
    mug = told["A-1"]["variants"][0]
    assert (mug["price"], mug["sale_price"], mug["stock"]) == ("12.90 EUR", "9.90 EUR", 3)
    assert mug["sale_from"].startswith("2026-10-31T15:00:00"), "the shop's own clock"
    assert list(mug["options"].values()) == ["0,3 l"]
    assert told["77"]["variants"][0]["price"] == "25.00 EUR"


def test_a_title_in_brackets_is_shown(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Texts of a store are no markup of ours."""
    (tmp_path / "till.csv").write_text("plu,label,amount\n77,[bold] Mug [blue],25.00\n", "utf-8")
    synced(settings, "till", tmp_path / "till.csv")
    capsys.readouterr()
    asyncio.run(search_catalog(settings, "mug", language="en", explain=False, as_json=False))
    assert "[bold] Mug [blue]" in capsys.readouterr().out


def test_an_amount_in_another_currency_is_named(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The terminal does not reckon with rates: it says what it left out, on the screen and as JSON."""
    (tmp_path / "till.csv").write_text("plu,label,amount\n77,Mug,25.00\n", "utf-8")
    synced(settings, "till", tmp_path / "till.csv")
    capsys.readouterr()
    asyncio.run(search_catalog(settings, "mug under $30", language="en", explain=True, as_json=False))
    assert "left out: “under $30”, in USD" in capsys.readouterr().out
    for words, left_out in (("mug under $30", "under $30"), ("mug under 30 €", None)):
        asyncio.run(search_catalog(settings, words, language="en", explain=False, as_json=True))
        assert json.loads(capsys.readouterr().out)["left_out"] == left_out


def test_what_stands_in_brackets_is_shown(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "Console", partial(Console, width=300))
    (tmp_path / "table.csv").write_text("a;b\n1;2\n", "utf-8")
    with pytest.raises(SyncFailed, match=r"\[catalog\.columns\]"):
        synced(settings, "table", tmp_path / "table.csv")
    capsys.readouterr()
    asyncio.run(sources.show_sources(settings))
    assert "table: [catalog.columns] names no column" in capsys.readouterr().out
    asyncio.run(sources.show_runs(settings, "table", limit=5, details=True))
    assert "[catalog.columns] names no column" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('[catalog.columns.fields]\ntitel = "x"', "catalog.columns.fields: .*'titel' is none of our fields"),
        ('[catalog.colums]\ndelimiter = ";"', "catalog.colums: Extra inputs"),
        ('[catalog.sources."a b".columns]\ndecimal = ","', "catalog.sources.a b"),
    ],
)
def test_a_slip_of_the_pen_is_named(line: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text(line, "utf-8")
    with pytest.raises(SettingsWrong, match=why):
        read_shop(tmp_path / "shop.toml")


async def test_the_running_shop_reads_them_so_too(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(TABLE, "utf-8")
    wiring = await join_parts(settings)
    try:
        facts = {"name": "table", "kind": "file", "address": str(tmp_path / "table.csv"), "currency": "EUR"}
        await add_source(wiring.database, **facts, every=3600, next_at=wiring.clock.now())
        assert await wiring.syncs.work_once() == 1
        assert await rows(wiring.database, "select price from offer order by price") == [(1290,), (1950,)]
    finally:
        await wiring.database.close()
