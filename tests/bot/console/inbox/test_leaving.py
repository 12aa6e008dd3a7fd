"""Agents who may answer no more give back what they have; one who is back gets whoever waits."""

import pytest

from bot.actions.shopfile.handoff import Handoff
from bot.handoff.plan import keep_plan
from bot.handoff.stranded import list_stranded
from tests.bot.console.inbox.conftest import Desk


async def owner(desk: Desk) -> str:
    [(found,)] = await desk.shop.rows("select owner from conversation")
    return str(found)


@pytest.mark.parametrize("change", [{"role": "viewer"}, {"disabled": True}])
async def test_who_may_answer_no_more_gives_all_back(desk: Desk, change: dict[str, object]) -> None:
    """P17: shut out, or only looking from now on."""
    joon = await desk.visits.hires("Joon")
    contact_id = await desk.has()
    await desk.post(f"conversations/{contact_id}/assign", agent=joon.id)
    assert await owner(desk) == joon.owns_as
    assert (await desk.browser.patch(f"/api/staff/{joon.id}", json=change)).status_code == 200
    assert await owner(desk) == "queue"
    async with desk.shop.wiring.database.read() as tx:
        assert await list_stranded(tx) == []


async def test_who_is_back_gets_who_waits(desk: Desk) -> None:
    """Console 33: without waiting for somebody else to hand one back."""
    await keep_plan(desk.shop.wiring.database, Handoff(assign="least_load"))
    await desk.browser.patch("/api/me", json={"is_away": True})
    await desk.shop.walks(desk.shop.phone(), "hi", "agent")
    assert await owner(desk) == "queue"
    await desk.browser.patch("/api/me", json={"name": "Mina"})
    assert await owner(desk) == "queue"
    await desk.browser.patch("/api/me", json={"is_away": False})
    assert await owner(desk) == desk.mina.owns_as
