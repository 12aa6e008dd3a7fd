"""Settings: what holds, and the line of the shop's file where it is changed."""

from pathlib import Path

from bot.console.merchant.shopfile import find_line, place_of
from tests.bot.console.merchant.house import House


async def test_every_page_of_settings_is_there_for_everybody(house: House) -> None:
    """Viewers read; what may be changed has a form only for those who may."""
    async with house.browser(await house.hires(role="viewer")) as browser:
        for name in ("hours", "canned", "tags", "privacy"):
            page = await browser.get(f"/console/settings/{name}")
            assert page.status_code == 200, name
            assert "data-api=" not in page.text
        told = (await browser.get("/api/settings/hours")).json()
        assert told["people"]["answer_minutes"] == 5
        assert told["people"]["place"]["line"] > 1
        caps = next(each["caps"] for each in told["journeys"] if each["id"] == "cart_recovery")
        assert caps == [{"most": 1, "hours": 12}, {"most": 3, "hours": 168}]
        assert set((await browser.get("/api/settings/privacy")).json()["days"].values()) == {0}


async def test_saved_replies_and_tags_are_kept_with_their_forms(house: House) -> None:
    """What the forms send is what the API takes."""
    async with house.browser(await house.hires(role="lead")) as browser:
        await browser.post("/api/canned", json={"name": "ship", "text": "On its way, {name}!", "language": ""})
        await browser.post("/api/tags", json={"name": "refund & more", "colour": "#0b6e4f"})
        assert "On its way, {name}!" in (await browser.get("/console/settings/canned")).text
        page = (await browser.get("/console/settings/tags")).text
        assert "DELETE /api/tags/refund%20%26%20more" in page
        assert (await browser.delete("/api/tags/refund%20%26%20more")).status_code == 200
        assert "refund" not in (await browser.get("/console/settings/tags")).text


def test_a_setting_is_found_by_table_or_key(tmp_path: Path) -> None:
    """Also by a dotted key; what is not there has no line."""
    text = 'name = "A"\nlanguages = ["en"]\n[handoff]\n[[stores]]\n'
    assert [find_line(text, name) for name in ("languages", "handoff", "stores", "privacy")] == [2, 3, 4, 0]
    assert find_line("journeys.cart_recovery.on = false", "journeys") == 1
    assert place_of(tmp_path / "shop.toml", "handoff") == {"file": "shop.toml", "line": 0, "name": "handoff"}
