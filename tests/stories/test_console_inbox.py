"""The inbox as people and shoppers live through it: asked for a person, taken, answered, given back (F1, F2)."""

import pytest

from tests.bot.console.inbox.streams import listening
from tests.bot.console.visits import Visits
from tests.stories.shop import Shop, on_both_databases


@on_both_databases
async def test_from_asking_for_a_person_to_the_bot_again(shop: Shop) -> None:
    """P13, P16, P17: she waits, one agent has her, the other hears who; what is said arrives, and so do its ticks."""
    visits = Visits(shop)
    mina, joon = await visits.hires("Mina"), await visits.hires("Joon")
    amina = shop.phone()
    async with visits.browser(mina) as hers, visits.browser(joon) as his, listening(visits, joon) as stream:
        await shop.walks(amina, "hi", "agent")
        told = await stream.row(until="owner")
        assert told["row"]["owner"]["kind"] == "queue"
        waiting = (await hers.get("/api/conversations?view=waiting")).json()
        (row,) = waiting["rows"]
        assert (row["name"], waiting["counts"]["waiting"], row["waiting_since"] is not None) == ("Amina", 1, True)
        one = f"/api/conversations/{row['id']}"

        taken = await hers.post(f"{one}/take", json={"epoch": row["epoch"]})
        assert taken.json()["owner"] == {"kind": "agent", "id": mina.id, "name": "Mina"}
        late = await his.post(f"{one}/take", json={"epoch": row["epoch"]})
        assert late.status_code == 409
        assert {name: late.json()["error"][name] for name in ("code", "owner")} == {"code": "taken", "owner": "Mina"}
        refused = await his.post(f"{one}/send", json={"key": "his-words-1", "text": "Me too!"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_yours")

        said = {"key": "her-words-1", "text": "Hello Amina, Mina here."}
        sent = (await hers.post(f"{one}/send", json=said)).json()["item"]
        again = (await hers.post(f"{one}/send", json=said)).json()["item"]
        assert (sent["id"], sent["status"]) == (again["id"], "waiting")
        await shop.passes(seconds=6)
        assert amina.hears.count("Hello Amina, Mina here.") == 1
        await stream.row(until="status")
        items = (await his.get(one)).json()["items"]
        (bubble,) = [item for item in items if item["id"] == sent["id"]]
        assert (bubble["from"], bubble["who"], bubble["status"]) == ("agent", "Mina", "delivered")

        before = len(amina.hears)
        assert await shop.hears(amina, "is it vegan?") == []
        await hers.post(f"{one}/release", json={"resume": "skip"})
        assert (await stream.row(until="owner"))["row"]["owner"]["kind"] in {"agent", "bot"}
        await shop.settles()
        await shop.hears(amina, "menu")
        assert len(amina.hears) > before
        assert (await his.get("/api/conversations?view=bot")).json()["rows"][0]["id"] == row["id"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_closed_window_offers_a_template(shop: Shop) -> None:
    """P7: words are refused with the way on; they are not taken and lost."""
    visits = Visits(shop)
    mina = await visits.hires("Mina")
    amina = shop.phone()
    await shop.walks(amina, "hi", "agent")
    async with visits.browser(mina) as hers:
        await hers.post("/api/conversations/1/take", json={})
        await shop.passes_alone(hours=25)
        await hers.post("/api/conversations/1/take", json={"force": True})
        refused = await hers.post("/api/conversations/1/send", json={"key": "too-late-1", "text": "Still there?"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "window_closed")
        assert refused.json()["error"]["templates"] == "/api/templates"
        shown = (await hers.get("/api/conversations/1")).json()
        assert (shown["window"]["open"], shown["can"]["send"], shown["can"]["template"]) == (False, False, True)
