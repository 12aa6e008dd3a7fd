"""`shopclerk doors` as a merchant types it."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.actions.shopfile.shop import read_shop
from bot.cli import cli
from bot.doors.visits import choose_language, page_of
from bot.errors import SettingsWrong
from bot.migrations.empty import make_newest

runner = CliRunner()


@pytest.fixture
def shop_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "shop.toml"
    path.write_text('name = "Mallo"\n\n[[doors]]\nid = "bubble"\nkind = "bubble"\n')
    url = f"sqlite:///{tmp_path}/x.db"
    asyncio.run(make_newest(url))
    monkeypatch.setenv("SHOPCLERK_SHOP_FILE", str(path))
    monkeypatch.setenv("SHOPCLERK_DATABASE_URL", url)
    return path


def test_a_door_is_added_listed_and_drawn(shop_file: Path, tmp_path: Path) -> None:
    """A11: one command for a new door; the file stays readable by people."""
    text = 'en=Hi! I read your "newsletter".'
    added = runner.invoke(cli, ["doors", "add", "news", "--kind", "link", "--text", text])
    assert added.exit_code == 0
    assert read_shop(shop_file).doors[1].text == {"en": 'Hi! I read your "newsletter".'}
    assert "news" in runner.invoke(cli, ["doors", "list"]).output
    assert "bubble" in runner.invoke(cli, ["doors", "links"]).output
    drawn = tmp_path / "news.png"
    assert runner.invoke(cli, ["doors", "qr", "news", str(drawn)]).exit_code == 0
    assert drawn.read_bytes().startswith(b"\x89PNG")


def test_what_cannot_be_is_said(shop_file: Path, tmp_path: Path) -> None:
    """A11: twice the same door, a text nobody could recognise, no such door, a length that is none."""
    before = shop_file.read_text()
    for wrong in (
        ["add", "bubble"],
        ["add", "x", "--text", "en=Hi"],
        ["add", "Not A Name"],
        ["add", "x", "--kind", "y"],
    ):
        assert isinstance(runner.invoke(cli, ["doors", *wrong]).exception, SettingsWrong)
    assert shop_file.read_text() == before
    assert "no door" in str(runner.invoke(cli, ["doors", "qr", "nope", str(tmp_path / "x.svg")]).exception)
    assert "write 24h" in str(runner.invoke(cli, ["doors", "--since", "ever"]).exception)


def test_the_report_is_a_table_or_csv(shop_file: Path) -> None:
    told = runner.invoke(cli, ["doors", "--since", "30d", "--csv"]).output.splitlines()
    assert told[0].startswith("kind,door or ad,clicks,chats")
    assert told[1] == "bubble,bubble,0,0,0,0,0,"


@pytest.mark.parametrize(
    ("given", "page"),
    [
        ("/p/1?x=1#y", "/p/1"),
        ("https://shop.example/p/1?x=1", "/p/1"),
        ("", ""),
        ("http://[", ""),
        ("/a\x00b", "/ab"),
        ("/" + "x" * 900, "/" + "x" * 199),
        ("/\ud800", "/"),
    ],
)
def test_only_the_path_of_a_page_is_kept(given: str, page: str) -> None:
    assert page_of(given) == page


def test_the_first_language_that_is_spoken_here_wins() -> None:
    assert choose_language("", "fr;q=0.9,ko;q=0.2,*;q=0.1", ("en", "ko")) == "ko"
    assert choose_language("ko-KR", "en", ("en", "ko")) == "ko"
    assert choose_language("x", "garbage;;q=zz,,", ("en", "ko")) == "en"
