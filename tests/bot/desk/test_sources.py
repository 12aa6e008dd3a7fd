"""`shopclerk catalog add|sync|status|runs|remove|export|signals` on a shop's database (B2, D15)."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.desk import exported, signals, sources
from bot.desk.sources import NewSource, NoSuchSource, SyncFailed
from bot.errors import SettingsWrong
from bot.migrations.demo import stock_demo
from bot.settings import Settings
from bot.storage.database import Database
from tests.databases import make_tables
from tests.stories.shop import shop_settings

Does = Callable[..., str]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "shop.toml").write_text('currency = "USD"\nlanguages = ["en"]\n')
    url = f"sqlite:///{tmp_path}/shop.db"
    asyncio.run(make_tables(url))
    return shop_settings(url, "", shop_file=str(tmp_path / "shop.toml"), media_dir=str(tmp_path / "media"))


@pytest.fixture
def does(settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Does:
    """Run a command; answers what it prints."""
    for module in (sources, signals):
        monkeypatch.setattr(module.console, "_width", 250)
        monkeypatch.setattr(module, "Console", partial(Console, width=250))

    def run(command: Callable[..., Coroutine[Any, Any, None]], **given: Any) -> str:
        capsys.readouterr()
        asyncio.run(command(settings, **given))
        return capsys.readouterr().out

    return run


def feed(path: Path, stock: dict[str, int], broken: int = 0) -> Path:
    lines = [
        {
            "id": name,
            "title": f"The {name}",
            "paths": ["Kitchen > Mugs & Cups"],
            "variants": [
                {"id": f"v-{name}", "sku": name, "options": {"Color": "Navy Blue"}, "price": "10 USD", "stock": n}
            ],
        }
        for name, n in stock.items()
    ]
    told = [json.dumps(line) for line in lines] + ["{broken"] * broken
    path.write_text("\n".join(told) + "\n", "utf-8")
    return path


def new(path: Path, **more: Any) -> NewSource:
    facts = {"language": "", "currency": "", "every": "6h", "share": 30, "levels": {"low_stock": 5, "surplus": 100}}
    return NewSource(**{"name": "spring", "kind": "json_lines", "address": str(path)} | facts | more)


def test_a_source_is_added_read_and_shown_with_what_was_refused(does: Does, tmp_path: Path) -> None:
    path = feed(tmp_path / "feed.jsonl", {"mug": 9, "cup": 9}, broken=1)
    assert "catalog sync spring" in does(sources.add_source, new=new(path))
    told = does(sources.sync_sources, name="", full=False)
    assert "spring: done. 2 added, 1 refused" in told
    assert "line 3: is no JSON" in told
    shown = does(sources.show_sources)
    assert "2 added, 1 refused" in shown
    assert "line 3: is no JSON" in shown
    assert "line 3" in does(sources.show_runs, name="spring", limit=5, details=True)


def test_a_loss_is_held_until_it_is_confirmed(does: Does, tmp_path: Path) -> None:
    path = feed(tmp_path / "feed.jsonl", {"mug": 9, "cup": 9, "jug": 9})
    does(sources.add_source, new=new(path))
    does(sources.sync_sources, name="spring", full=False)
    feed(path, {"mug": 9})
    with pytest.raises(SyncFailed, match="2 of 3 products are missing"):
        does(sources.sync_sources, name="spring", full=False)
    assert "2 products of spring are sold no more" in does(sources.confirm_source, name="spring")
    with pytest.raises(SyncFailed, match="waits to be confirmed"):
        does(sources.confirm_source, name="spring")


def test_what_is_exported_is_read_back_as_the_same(does: Does, tmp_path: Path) -> None:
    does(sources.add_source, new=new(feed(tmp_path / "feed.jsonl", {"mug": 9, "cup": 0})))
    does(sources.sync_sources, name="spring", full=False)
    does(exported.export_catalog, to=tmp_path / "one.jsonl", source="")
    does(sources.remove_source, name="spring")
    does(sources.add_source, new=new(tmp_path / "one.jsonl"))
    does(sources.sync_sources, name="spring", full=False)
    does(exported.export_catalog, to=tmp_path / "two.jsonl", source="spring")
    told = [
        [json.loads(line) for line in (tmp_path / name).read_text("utf-8").splitlines()]
        for name in ("one.jsonl", "two.jsonl")
    ]
    for product in (*told[0], *told[1]):
        product.pop("updated_at")
    assert told[0] == told[1]
    assert told[0][0]["paths"] == ["Kitchen > Mugs & Cups"]
    assert told[0][0]["variants"][0]["options"] == {"colour": "Navy Blue"}


def test_stock_signals_propose_and_go_when_they_hold_no_more(does: Does, tmp_path: Path) -> None:
    """D15: what runs short may cost more, what piles up may be promoted."""
    path = feed(tmp_path / "feed.jsonl", {"mug": 50, "cup": 50})
    does(sources.add_source, new=new(path))
    for stock in ({"mug": 50, "cup": 50}, {"mug": 4, "cup": 400}):
        feed(path, stock)
        does(sources.sync_sources, name="spring", full=False)
    told = [json.loads(line) for line in does(signals.show_signals, since="1d", as_json=True).splitlines()]
    assert {(each["sku"], each["signal"]) for each in told} == {
        ("mug", "product.low_stock"),
        ("cup", "product.surplus"),
    }
    feed(path, {"mug": 40, "cup": 90})
    does(sources.sync_sources, name="spring", full=False)
    assert "Nothing to propose" in does(signals.show_signals, since="1d", as_json=False)


def test_mistakes_are_told_in_a_line(does: Does, tmp_path: Path) -> None:
    path = feed(tmp_path / "feed.jsonl", {"mug": 1})
    with pytest.raises(NoSuchSource, match="no source has been added"):
        does(sources.sync_sources, name="", full=False)
    for wrong, why in (
        ({"name": "a b"}, "cannot be a source's name"),
        ({"kind": "fax"}, "there is no kind fax"),
        ({"currency": "XX1"}, "no currency"),
        ({"every": "often"}, "no length of time"),
        ({"address": "nowhere.csv"}, "there is no file"),
        ({"kind": "shopify", "address": "not an address"}, "no store's address"),
        ({"kind": "woocommerce", "address": "http://shop.example.com"}, "no store's address"),
    ):
        with pytest.raises(SettingsWrong, match=why):
            does(sources.add_source, new=new(path, **wrong))


def test_the_products_that_the_program_brings_along_can_be_taken_out(does: Does, tmp_path: Path) -> None:
    """A merchant who tries their own goods wants no others beside them."""
    does(sources.add_source, new=new(feed(tmp_path / "feed.jsonl", {"mug": 9})))
    does(sources.sync_sources, name="spring", full=False)
    does(_bring_demo)
    assert "200 products are sold no more" in does(sources.remove_source, name="demo")
    does(_bring_demo)  # the next start brings none back
    does(exported.export_catalog, to=tmp_path / "left.jsonl", source="")
    assert len((tmp_path / "left.jsonl").read_text("utf-8").splitlines()) == 1


def test_who_wants_none_of_them_from_the_first_is_heard(does: Does, tmp_path: Path) -> None:
    """Taken out before the first start has brought them."""
    does(sources.add_source, new=new(feed(tmp_path / "feed.jsonl", {"mug": 9})))
    does(sources.sync_sources, name="spring", full=False)
    does(sources.remove_source, name="demo")
    does(_bring_demo)
    does(exported.export_catalog, to=tmp_path / "left.jsonl", source="")
    assert len((tmp_path / "left.jsonl").read_text("utf-8").splitlines()) == 1


async def _bring_demo(settings: Settings) -> None:
    database = Database(settings.database_url)
    try:
        await stock_demo(database)
    finally:
        await database.close()
