"""Whoever can sign webhooks is reached under a name of this machine alone."""

import httpx
import pytest
from starlette.responses import PlainTextResponse

from bot.phone.demohost import DemoHost

HERE = DemoHost(PlainTextResponse("the phone"), {"web", ""})


async def asked(host: str, **headers: str) -> int:
    transport = httpx.ASGITransport(HERE)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        return (await http.get("/", headers={"host": host, **headers})).status_code


@pytest.mark.parametrize(
    "host",
    ["bot.example.com", "rebound.example:8000", "192.168.1.5", "127.0.0.1.evil.example", "notlocalhost", "[broken"],
)
async def test_another_name_is_refused(host: str) -> None:
    """Names that a stranger's page may lead here, too (DNS rebinding)."""
    assert await asked(host) == 404


@pytest.mark.parametrize(
    "name", ["x-forwarded-host", "X-Forwarded-For", "x-forwarded-proto", "forwarded", "via", "cf-connecting-ip"]
)
async def test_a_proxy_that_renames_the_host_is_seen_through(name: str) -> None:
    assert await asked("127.0.0.1:8000", **{name: "localhost"}) == 404


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "localhost", "LocalHost.", "[::1]:8000", "shop.localhost:8000", "web:8000"]
)
async def test_on_this_machine_it_answers(host: str) -> None:
    assert await asked(host) == 200
