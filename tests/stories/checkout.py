"""A shopper before the checkout page: opens the link from the chat, reads the page, presses its button."""

import re
from collections.abc import Sequence
from html import unescape
from urllib.parse import urljoin

import httpx

from bot.whatsapp.emulator.handset import Handset
from tests.stories.shop import Shop

LINK = re.compile(r"https://\S+/l/k\.\S+")
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


async def link_to_pay(shop: Shop, phone: Handset) -> str:
    """The page that the link leads to with which “check out” answers."""
    return await page_of_link(shop, await shop.hears(phone, "check out"))


async def page_of_link(shop: Shop, answers: Sequence[str]) -> str:
    """Where the checkout link among these answers leads."""
    found = LINK.search("\n".join(answers))
    assert found, answers
    answer = await opens(shop, found[0])
    assert answer.status_code == 302, answer.text
    return urljoin(found[0], answer.headers["location"])


def browser(shop: Shop) -> httpx.AsyncClient:
    """A browser somewhere in the world."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(shop.door))


async def opens(shop: Shop, url: str) -> httpx.Response:
    async with browser(shop) as client:
        return await client.get(url)


def fields_of(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of the form that orders."""
    form = page.text[page.text.index('<form class="card" method="post"') :]
    return {name: unescape(value) for name, value in FIELD.findall(form)}


async def places(shop: Shop, url: str, **fields: str) -> httpx.Response:
    """Press the button with these fields; follows to the page that comes then."""
    async with browser(shop) as client:
        answer = await client.post(url, data=fields)
        return await client.get(urljoin(url, answer.headers["location"])) if answer.is_redirect else answer


async def buys(shop: Shop, url: str) -> httpx.Response:
    """Open the page and order what it shows."""
    return await places(shop, url, **fields_of(await opens(shop, url)))
