"""Templates: submitted from the console, with what WhatsApp makes of each language."""

from httpx import AsyncClient

from tests.bot.console.merchant.house import House


async def test_templates_are_submitted_and_shown_with_their_states(house: House) -> None:
    """From “not submitted” to what the provider says, audited."""
    async with house.browser(await house.hires("Joon", "lead")) as browser:
        row = await _row(browser, "cart_left")
        assert {each["status"] for each in row["languages"]} == {"new"}
        answer = await browser.post("/api/wordings/submit", json={"names": ["cart_left"]})
        assert answer.status_code == 200, answer.text
        assert {each["name"] for each in answer.json()["told"]} == {"cart_left"}
        row = await _row(browser, "cart_left")
        assert {each["class"] for each in row["languages"]} <= {"good", "waiting"}
        assert (await browser.post("/api/wordings/sync", json={})).json()["looked_at"] >= 2
        assert (await browser.post("/api/wordings/submit", json={"names": ["nothing"]})).status_code == 404
    deeds = await house.shop.rows("select action, target from audit order by id")
    assert deeds == [("templates.submitted", "cart_left"), ("templates.synced", "all")]


async def test_a_template_is_shown_as_it_would_be_read(house: House) -> None:
    """With its samples, in the language asked for."""
    async with house.browser(await house.hires(role="viewer")) as browser:
        page = (await browser.get("/console/templates?texts=en")).text
        assert "You have left Calm Serum · 30 ml in your cart, $28.00 in all." in page
        assert "I have a question" in page
        assert 'data-deed="POST' not in page
        assert "장바구니" in (await browser.get("/console/templates?texts=ko")).text


async def _row(browser: AsyncClient, name: str) -> dict[str, list[dict[str, str]]]:
    rows = (await browser.get("/api/wordings")).json()["rows"]
    [row] = [each for each in rows if each["name"] == name]
    return row
