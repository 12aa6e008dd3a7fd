"""Signing in with an identity provider: a real one of our own, with everything that can be wrong about its word."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from joserfc.jwk import ECKey

from bot.clock import ManualClock
from tests.bot.console.provider import CLIENT, SECRET, Provider
from tests.bot.console.visits import Visits
from tests.stories.shop import open_shop


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    made = Provider()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(made.app, port=port, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    made.issuer = f"http://127.0.0.1:{port}"
    yield made
    server.should_exit = True
    await task


@pytest.fixture
async def visits(provider: Provider, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Visits]:
    given = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, **given) as shop:
        yield Visits(shop)


@asynccontextmanager
async def coming_back(visits: Visits, provider: Provider, **claims: Any) -> AsyncIterator[tuple[Any, str]]:
    """A browser that was sent to the provider, and the address to which that sends it back."""
    now = visits.now // 1_000_000
    provider.claims = {"email": "mina@example.com", "email_verified": True, "iat": now, "exp": now + 300, **claims}
    async with visits.browser() as client:
        sent = await client.get("/console/login/oidc?next=/console/account")
        async with httpx.AsyncClient() as outside:
            there = await outside.get(sent.headers["location"])
        yield client, there.headers["location"]


async def test_who_has_an_account_and_the_providers_word_is_in(visits: Visits, provider: Provider) -> None:
    await visits.hires("Mina")
    async with coming_back(visits, provider) as (client, back):
        assert "/console/login/oidc?next=" in (await client.get("/console/login")).text
        answer = await client.get(back)
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/account")
        assert (await client.get("/api/me")).json()["name"] == "Mina"
        async with visits.browser() as thief:
            assert (await thief.get(back)).status_code == 403
    assert await visits.shop.rows("select detail from audit where action = 'signed_in'") == [('{"how": "oidc"}',)]


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "eve@example.com"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"exp": 1},
        {"nonce": "another"},
    ],
    ids=lambda claims: next(iter(claims)),
)
async def test_what_the_provider_does_not_vouch_for_is_refused(
    visits: Visits, provider: Provider, claims: dict[str, Any]
) -> None:
    await visits.hires("Mina")
    async with coming_back(visits, provider, **claims) as (client, back):
        assert (await client.get(back)).status_code == 403
        assert (await client.get("/api/me")).status_code == 401


async def test_a_forged_token_and_a_foreign_state_are_refused(visits: Visits, provider: Provider) -> None:
    await visits.hires("Mina")
    provider.signs_with = ECKey.generate_key("P-256", {"kid": "1"})
    async with coming_back(visits, provider) as (client, back):
        assert (await client.get(back)).status_code == 403
    provider.signs_with = provider.key
    async with coming_back(visits, provider) as (client, back):
        assert (await client.get(back.replace("state=", "state=x"))).status_code == 403
        assert (await client.get("/api/me")).status_code == 401


async def test_a_provider_that_does_not_answer_is_said(visits: Visits, provider: Provider) -> None:
    gone = visits.shop.wiring.settings.model_copy(update={"oidc_issuer": "http://127.0.0.1:9"})
    visits.shop.wiring.settings = gone
    async with visits.browser() as client:
        answer = await client.get("/console/login/oidc")
        assert answer.status_code == 403
        assert "identity provider" in answer.text
