"""Whoever can sign webhooks is never reached under the public address."""

import httpx
import pytest
from starlette.responses import PlainTextResponse

from bot.phone.demohost import DemoHost

HIDDEN = DemoHost(PlainTextResponse("the phone"), "https://Bot.example.com/shop")


async def asked(host: str, **headers: str) -> int:
    transport = httpx.ASGITransport(HIDDEN)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        return (await http.get("/", headers={"host": host, **headers})).status_code


@pytest.mark.parametrize(
    "host", ["bot.example.com", "BOT.example.com", "bot.example.com:443", "bot.example.com:8000", "bot.example.com."]
)
async def test_however_the_public_host_is_written(host: str) -> None:
    assert await asked(host) == 404


async def test_a_proxy_that_renames_the_host_is_seen_through() -> None:
    assert await asked("127.0.0.1:8000", **{"x-forwarded-host": "other, bot.example.com:443"}) == 404


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000", "[broken"])
async def test_on_this_machine_it_answers(host: str) -> None:
    assert await asked(host) == 200
