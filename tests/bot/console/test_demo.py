"""The console of a shop that has no account at all: the demo, as `make run` opens it."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import ManualClock
from tests.bot.console.visits import Visits
from tests.stories.shop import on_both_databases, open_shop

NO_ACCOUNT = {
    "twilio_account_sid": "",
    "twilio_auth_token": "",
    "twilio_api_url": "",
    "whatsapp_senders": "",
    "public_url": "",
}
HERE = "http://127.0.0.1:8000"


@pytest.fixture
async def fresh(database_url: str, clock: ManualClock) -> AsyncIterator[Visits]:
    async with open_shop(database_url, clock, **NO_ACCOUNT) as opened:
        yield Visits(opened)


@on_both_databases
async def test_the_first_visit_finds_an_inbox_with_conversations(fresh: Visits) -> None:
    """The made-up account is nobody's: nothing real is beside the invented chats, so they are there."""
    assert not fresh.shop.wiring.settings.is_real
    async with fresh.browser(base=HERE, address="127.0.0.1") as client:
        shown = (await client.get("/api/conversations?view=all")).json()
        people = {agent["name"] for agent in (await client.get("/api/agents")).json()}
    assert len(shown["rows"]) > 20, shown
    assert min(shown["counts"][view] for view in ("mine", "waiting", "bot")) > 0, shown["counts"]
    with_orders = 3  # customers who are there from the start
    assert await fresh.shop.rows("select count(*) from conversation") == [(61 + with_orders,)]
    assert people >= {"Joon", "Mina"}


async def test_people_of_the_demo_make_tokens_where_nothing_is_real(fresh: Visits) -> None:
    async with fresh.browser(base=HERE, address="127.0.0.1") as client:
        client.headers["X-CSRF"] = (await client.get("/api/me")).json()["csrf"]
        made = await client.post("/api/tokens", json={"name": "try", "role": "agent"})
        assert made.status_code == 200, made.text
