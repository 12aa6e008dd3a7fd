"""Webhooks and people's data in the console: what is told, what is refused, what is written down."""

import pytest

from catalog.items import SourceFailed
from tests.bot.console.visits import Visits


@pytest.fixture(autouse=True)
def _names_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if example.com were looked up."""

    async def found(url: str, *, own_network: bool = False) -> str:
        if "example.com" not in url:
            raise SourceFailed("the host lies in a private network: it is not fetched from")
        return "93.184.215.14"

    monkeypatch.setattr("bot.hooks.keeping.safe_address", found)


async def test_an_admin_adds_and_removes_a_webhook_whose_secret_is_told_once(visits: Visits) -> None:
    """F2: every change is in the audit log."""
    given = {"url": "https://example.com/hook?key=geheim", "events": ["handoff.opened", "message.received"]}
    async with visits.browser(await visits.hires("Ada", "admin")) as client:
        made = (await client.post("/api/webhooks", json=given)).json()
        assert made["secret"].startswith("whsec_")
        [hook] = (await client.get("/api/webhooks")).json()
        assert (hook["url"], hook["events"]) == (given["url"], given["events"])
        assert "secret" not in hook
        page = await client.get("/console/settings/webhooks")
        assert given["url"] in page.text
        assert made["secret"] not in page.text
        assert (await client.post("/api/webhooks", json=given)).status_code == 422
        log = (await client.get(f"/api/webhooks/{made['id']}/deliveries")).json()
        assert log == {"deliveries": [], "next": None}
        assert (await client.delete(f"/api/webhooks/{made['id']}")).status_code == 200
        assert (await client.delete(f"/api/webhooks/{made['id']}")).status_code == 404
        deeds = (await client.get("/api/audit")).json()["deeds"]
        assert [(deed["action"], deed["target"]) for deed in deeds[:2]] == [
            ("webhook.removed", "https://example.com/hook"),
            ("webhook.added", "https://example.com/hook"),
        ]


@pytest.mark.parametrize(
    ("url", "events"),
    [
        ("http://example.com/hook", ["handoff.opened"]),
        ("https://127.0.0.1/hook", ["handoff.opened"]),
        ("https://example.com/hook", ["no.such"]),
        ("https://example.com/hook", []),
    ],
)
async def test_what_cannot_be_told_is_refused_in_words(visits: Visits, url: str, events: list[str]) -> None:
    async with visits.browser(await visits.hires("Ada", "admin")) as client:
        answer = await client.post("/api/webhooks", json={"url": url, "events": events})
        assert answer.status_code == 422
        assert answer.json()["error"]["message"]


async def test_a_person_is_handed_out_and_forgotten_from_their_conversation(visits: Visits) -> None:
    """Privacy: each is a line of the audit log."""
    await visits.shop.hears(visits.shop.phone(), "hi")
    async with visits.browser(await visits.hires("Ada", "admin")) as client:
        told = (await client.get("/api/conversations/1/export")).json()
        assert told["contact"][0]["name"] == "Amina"
        assert {"notes", "waited", "tags", "happened", "told_to_others"} <= set(told)
        assert (await client.get("/api/conversations/1/consents")).json() == []
        assert (await client.post("/api/conversations/1/erase")).status_code == 200
        deeds = (await client.get("/api/audit")).json()["deeds"]
        assert [deed["action"] for deed in deeds[:2]] == ["contact.erased", "contact.exported"]
