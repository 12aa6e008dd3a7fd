"""Signing in with a real browser: by keyboard, accessible, in both languages and colours, under the strict CSP."""

from pathlib import Path
from typing import Any

import pytest

from bot.clock import ManualClock
from tests.bot.console.visits import first_link_of
from tests.bot.storefront.test_page import faults_of, served
from tests.chromium import open_chromium
from tests.stories.shop import open_shop

pytestmark = pytest.mark.browser
PASSWORD = "seven blue lanterns"
FIRST, INVITE, LOGIN, CODE = "first/{token}", "invite/{token}", "login", "login/code"
PAGES = ["inbox", "account", "settings/team", "settings/tokens", "settings/webhooks", "settings/audit"]
LOOKED_AT = (FIRST, INVITE, LOGIN, CODE, *PAGES)


async def types(page: Any, *texts: str) -> None:
    """Into one field after the other, then Enter."""
    for place, text in enumerate(texts):
        if place:
            await page.keyboard.press("Tab")
        await page.keyboard.type(text)
    await page.keyboard.press("Enter")


async def looks_right(page: Any, width: int) -> None:
    assert await faults_of(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_the_first_admin_joins_works_and_signs_in_again(clock: ManualClock, tmp_path: Path) -> None:
    """From the printed link to the inbox, out, and in again with a wrong and the right password, keyboard only."""
    async with (
        open_shop(f"sqlite:///{tmp_path}/shop.db", clock, local_url="http://127.0.0.1") as shop,
        served(shop) as base,
        open_chromium() as browser,
    ):
        token = (await first_link_of(shop)).rpartition("/")[2]
        context = await browser.new_context(locale="en-GB", viewport={"width": 1100, "height": 800})
        page = await context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        await page.goto(f"{base}/console/{FIRST.format(token=token)}")
        await looks_right(page, 1100)
        await page.focus("input[name=email]")
        await types(page, "ada@example.com", "Ada", "short")
        assert await page.evaluate("location.pathname") == f"/console/first/{token}"
        await page.focus("input[name=password]")
        await page.fill("input[name=password]", "aaaaaaaaaaaa")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("input[name=password][aria-invalid=true]")
        assert "less plain" in await page.inner_text(".told")
        await looks_right(page, 1100)
        await page.fill("input[name=password]", PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/console/inbox")
        await page.goto(f"{base}/console/account")
        await page.get_by_role("button", name="Sign out", exact=True).focus()
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/console/login")
        await looks_right(page, 1100)
        await page.goto(f"{base}/console/{CODE}")
        await looks_right(page, 1100)
        await page.goto(f"{base}/console/{LOGIN}")
        await page.focus("input[name=email]")
        await types(page, "ada@example.com", "wrong one here")
        await page.wait_for_selector(".told:not(:empty)")
        await looks_right(page, 1100)
        await page.fill("input[name=password]", PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/console/inbox")
        for scheme, width in (("light", 1100), ("dark", 360)):
            await page.emulate_media(color_scheme=scheme)
            await page.set_viewport_size({"width": width, "height": 800})
            for name in PAGES:
                answer = await page.goto(f"{base}/console/{name}")
                assert answer is not None
                assert answer.status == 200, name
                await looks_right(page, width)
        link = await _invites_in_korean(page, base)
        await page.goto(f"{base}/console/{INVITE.format(token=link.rpartition('/')[2])}")
        await page.wait_for_selector("input[name=password]")
        await looks_right(page, 360)
        assert not [text for text in said if "Content Security Policy" in text]


async def _invites_in_korean(page: Any, base: str) -> str:
    """One's own language and theme last; a link is shown and reachable."""
    await page.goto(f"{base}/console/account")
    await page.select_option("select[name=language]", "ko")
    await page.get_by_role("button", name="Save").click()
    await page.wait_for_selector("html[lang=ko]")
    await page.goto(f"{base}/console/settings/team")
    await page.fill("input[name=email]", "bo@example.com")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#link:not([hidden])")
    link: str = (await page.inner_text("#link")).strip()
    assert "/console/invite/" in link
    await page.click("summary")
    await looks_right(page, 360)
    await page.click("[data-theme-button]")
    assert await page.evaluate("document.documentElement.dataset.theme") == "light"
    return link


async def test_the_demo_is_open_at_once_and_says_so(clock: ManualClock, tmp_path: Path) -> None:
    async with (
        open_shop(f"sqlite:///{tmp_path}/shop.db", clock, demo=True, public_url="http://127.0.0.1:8000") as shop,
        served(shop) as base,
        open_chromium() as browser,
    ):
        page = await browser.new_page(viewport={"width": 1100, "height": 800})
        await page.goto(f"{base}/console")
        await page.wait_for_url("**/console/inbox")
        assert "demo" in await page.inner_text(".banner")
        await page.goto(f"{base}/console/login")
        await looks_right(page, 1100)
        await page.get_by_role("link", name="Mina").click()
        await page.wait_for_url("**/console/inbox")
        assert await page.evaluate("JSON.parse(document.getElementById('settings').textContent).me.name") == "Mina"
        weight = await page.evaluate(
            "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
            ".reduce((sum, each) => sum + each.encodedBodySize, 0)"
        )
        assert weight <= 100_000
