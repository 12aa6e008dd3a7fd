"""What was begun and not sent does not outlive who wrote it, nor whom it was for."""

import pytest
from playwright.async_api import Page, Route, expect

from tests.bot.console.browser.running import Running
from tests.bot.console.browser.seat import Seat, comes_true, writing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ERASE = (
    "async (id) => (await fetch(`/api/conversations/${id}/erase`, {method: 'POST', body: '{}', headers: "
    "{'Content-Type': 'application/json', 'X-CSRF': "
    "JSON.parse(document.getElementById('settings').textContent).csrf}})).ok"
)


async def drafts(page: Page) -> list[str]:
    found: list[str] = await page.evaluate(
        "() => Object.keys(localStorage).filter((each) => each.startsWith('draft ')).sort()"
    )
    return found


async def begins(page: Page, text: str) -> None:
    """Writes something, and lets the page keep it."""
    await writing(page).fill(text)
    await comes_true(page, "Object.keys(localStorage).some((each) => each.startsWith('draft '))")


async def test_a_draft_goes_with_whom_it_was_for(site: Running, joon: Seat) -> None:
    """Privacy: erasing reaches what was being written; other drafts stay."""
    robin, kim = await site.person(), await site.person(name="Kim Lee")
    page = await joon.opens(kim)
    await begins(page, "to Kim")
    other = await joon.opens(robin)
    await begins(other, "Robin's ring")
    assert await other.evaluate(ERASE, robin.id)
    await expect(other.locator(".thread-head h2")).to_be_hidden()
    await other.close()
    assert await drafts(page) == [f"draft reply {kim.id}"]


async def test_drafts_go_with_a_sign_out(site: Running, joon: Seat) -> None:
    """Whoever sits here next does not read them."""
    page = await joon.opens(await site.person())
    await begins(page, "my words")
    await page.goto(f"{site.url}/console/account")
    assert len(await drafts(page)) == 1
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await page.wait_for_url("**/console/login*")
    assert await drafts(page) == []


async def test_drafts_go_when_a_sign_in_ends_elsewhere(site: Running, joon: Seat) -> None:
    """The stream says `bye`: what is in the field is not kept on the way out either."""
    page = await joon.opens(await site.person())
    await begins(page, "my words")

    async def bye(route: Route) -> None:
        await route.fulfill(content_type="text/event-stream", body="event: bye\ndata: {}\n\n")

    await joon.context.route("**/api/events*", bye, times=1)
    await page.reload()
    await expect(page.locator(".light-on")).to_be_attached()  # the demo signs them in again
    await expect(writing(page)).to_have_value("")
    await comes_true(page, "!Object.keys(localStorage).some((each) => each.startsWith('draft '))")
