"""`shopclerk coupons …` on a shop's database."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.desk import coupons as desk
from bot.desk.coupon_commands import coupons_cli
from bot.errors import BotError
from bot.rewards.issue import issue_coupon
from bot.settings import Settings
from bot.storage.columns import to_micros
from bot.storage.database import Database
from tests.bot.rewards.test_issue import NOW, WEEK
from tests.databases import make_tables
from tests.stories.shop import shop_settings

SHOP_FILE = """
[[coupons]]
id = "welcome"
percent = 10
budget = 500
[[coupons]]
id = "sun"
prefix = "SUN"
codes = "pool"
amount = 500
"""

Does = Callable[..., str]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "shop.toml").write_text(SHOP_FILE)
    url = f"sqlite:///{tmp_path}/shop.db"
    asyncio.run(make_tables(url))
    return shop_settings(url, "", shop_file=str(tmp_path / "shop.toml"))


@pytest.fixture
def does(settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Does:
    """Run a command; answers what it prints."""
    monkeypatch.setattr(desk.console, "_width", 200)

    def run(command: Callable[..., Coroutine[Any, Any, None]], **given: Any) -> str:
        asyncio.run(command(settings, **given))
        return capsys.readouterr().out

    return run


def give(settings: Settings, code: str) -> None:
    async def issue() -> None:
        database = Database(settings.database_url)
        data = {"campaign": "sun", "code": code, "codes": "pool", "expires_at": to_micros(NOW + 1000 * WEEK)}
        async with database.write() as tx:
            await issue_coupon(tx, data, 1, NOW)
        await database.close()

    asyncio.run(issue())


def test_an_imported_list_is_exported_again_with_what_became_of_it(
    does: Does, settings: Settings, tmp_path: Path
) -> None:
    """C4: free, held, used; the list is as the shop wrote it."""
    file = tmp_path / "codes.csv"
    file.write_text("code,note\nSun-1,\nSun-2,\nSun-3,\nsun 4,\n")
    told = does(desk.import_codes, campaign="sun", file=file)
    assert "codes.csv:5: sun 4 may hold letters" in told.replace("\n", "")
    assert "sun: 3 codes added, 1 lines refused" in told
    give(settings, "Sun-2")
    exported = does(desk.export_codes, campaign="sun").split()
    assert set(exported) == {"code,state", "Sun-1,free", "Sun-2,held", "Sun-3,free"}
    assert "is used for order 1001" in does(desk.redeem_code, code="SUN-2", order="1001")
    exported = does(desk.export_codes, campaign="sun")
    assert "Sun-2,used" in exported
    file.write_text(exported)
    assert "sun: 0 codes added, 3 there already" in does(desk.import_codes, campaign="sun", file=file)


def test_the_list_of_campaigns_adds_up(does: Does, settings: Settings) -> None:
    """C4: issued, redeemed, left; the pool is the budget where there is no other."""
    assert "sun: 20 codes added" in does(desk.generate_codes, campaign="sun", count=20)
    code = does(desk.export_codes, campaign="sun").split()[1].removesuffix(",free")
    assert code.startswith("SUN-")
    give(settings, code)
    does(desk.redeem_code, code=code, order="1001")
    table = does(desk.show_campaigns, campaign="", limit=50)
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in table.splitlines() if "│" in line]
    assert cells == [
        ["sun", "$5", "runs", "pool 20", "1", "1", "0", "19"],
        ["welcome", "10%", "runs", "500", "0", "0", "0", "500"],
    ]
    assert "1001" in does(desk.show_campaigns, campaign="sun", limit=50)
    assert "may be used again" in does(desk.release_order, order="1001")


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (partial(desk.generate_codes, campaign="welcome", count=1), "makes its codes itself"),
        (partial(desk.generate_codes, campaign="moon", count=1), "there are: welcome, sun"),
        (partial(desk.show_campaigns, campaign="moon", limit=1), "there are: sun, welcome"),
        (partial(desk.export_codes, campaign="moon"), "there is no campaign moon"),
        (partial(desk.redeem_code, code="SUN-1", order="1"), "has not been given to anybody"),
    ],
)
def test_what_cannot_be_done_says_why(does: Does, command: Any, told: str) -> None:
    with pytest.raises(BotError, match=told):
        does(command)


def test_a_code_is_not_redeemed_for_two_orders(does: Does, settings: Settings) -> None:
    does(desk.generate_codes, campaign="sun", count=1)
    code = does(desk.export_codes, campaign="sun").split()[1].removesuffix(",free")
    give(settings, code)
    does(desk.redeem_code, code=code, order="1001")
    with pytest.raises(BotError, match="was used for order 1001"):
        does(desk.redeem_code, code=code, order="1002")


def test_a_file_that_is_no_text_is_told(does: Does, tmp_path: Path) -> None:
    """Excel's Korean CSV: said how to save it."""
    file = tmp_path / "codes.csv"
    file.write_bytes("쿠폰,code\nx,SUN-1\n".encode("cp949"))
    with pytest.raises(BotError, match="CSV UTF-8"):
        does(desk.import_codes, campaign="sun", file=file)


def test_every_command_is_there() -> None:
    names = {command.name or command.callback.__name__ for command in coupons_cli.registered_commands}
    assert names == {"list", "import", "generate", "export", "redeem", "release"}
    assert all("Example: shopclerk coupons" in (c.callback.__doc__ or "") for c in coupons_cli.registered_commands)
