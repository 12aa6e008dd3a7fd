"""What the shop's file does not say is promised to nobody: no answer, no checkout page and no order claims it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.actions.promises import render_promises
from bot.actions.shopfile.shop import Shop as ShopFile
from bot.clock import ManualClock
from tests.stories.checkout import buys, link_to_pay, opens
from tests.stories.shop import Shop, open_shop

SILENT = 'name = "Nook"\ncurrency = "USD"\nlanguages = ["en", "ko", "es", "pt", "hi", "ar"]\n'
CLAIMS = ("true to size", "working day", "way back", "Returns are free", "30 days", "5 days", "replace")


@pytest.fixture
async def shop(database_url: str, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Shop]:
    (tmp_path / "shop.toml").write_text(SILENT, "utf-8")
    async with open_shop(database_url, clock, shop_file=str(tmp_path / "shop.toml")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how long does delivery take", "A colleague can tell you"),
        ("return policy", "A colleague can tell you"),
        ("I want to return something", "A colleague can tell you"),
        ("are your clothes true to size", "on its card"),
        ("something arrived damaged", "a colleague will look into it"),
    ],
)
async def test_an_answer_claims_nothing_that_nobody_said(shop: Shop, question: str, answer: str) -> None:
    """B4: “I don't know, ask a person” instead of a promise that was made for another shop."""
    amina = shop.phone()
    told = (await shop.walks(amina, "hi", question))[-1]
    assert answer in told
    assert [claim for claim in CLAIMS if claim in told] == []


async def test_an_order_is_confirmed_without_a_day_that_nobody_promised(shop: Shop) -> None:
    """B9, E1: neither the page nor the confirmation names a day or terms of return."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "home", "candle", "calm", "no limit")
    await shop.taps(amina, "🛒 Add to cart")
    link = await link_to_pay(shop, amina)
    page = await opens(shop, link)
    assert [claim for claim in CLAIMS if claim in page.text] == []
    await buys(shop, link)
    await shop.settles()
    told = amina.hears[-1]
    assert "I'll keep you posted" in told
    assert "should be with you" not in told


@pytest.mark.parametrize("terms", [{"free_returns": True}, {"free_returns": False}, {"refund_days": 7}])
def test_what_is_said_about_returns_is_told_in_every_language(terms: dict[str, int]) -> None:
    """E7: each language has its own sentence, none is left in English."""
    file = ShopFile.model_validate({"policies": {"return_days": 14, **terms}})
    told = [str(render_promises(file, code)["return_terms"]) for code in ("en", "ko", "es", "pt", "hi", "ar")]
    assert all(told)
    assert len(set(told)) == len(told)
