"""Every change that the console can make is found later: in the log, in the thread, or it says why nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pyotp
import pytest

from bot.console.routes import list_routes
from catalog.sync.tables import Run, Source
from tests.bot.console.visits import PASSWORD, Visits

NEW = "five green ladders"
LINES = "select l.what, a.name from thread_line l join agent a on a.id = l.agent_id where l.id > $1"


@dataclass(frozen=True)
class Found:
    """Where a deed is found: its action in the audit log, its line in the thread, or why in neither."""

    audit: str = ""
    line: str = ""
    why: str = ""


SAID = Found(why="the message stands in the thread, with who wrote it")
PASSING = Found(why="seen by colleagues while it lasts, kept nowhere")
_ONE = "/api/conversations/{id:int}"
#: By method and address. What the shop, its people or its data are after it, has an action or a line.
TABLE: Mapping[str, Found] = {
    "POST /api/login": Found("signed_in"),
    "POST /api/login/code": Found("signed_in"),
    "POST /api/logout": Found(why="ends one's own sign-in and nothing else"),
    "POST /api/join": Found("agent.joined"),
    "PATCH /api/me": Found("agent.renamed"),
    "POST /api/me/password": Found("password.changed"),
    "POST /api/me/sign-out-everywhere": Found("signed_out_everywhere"),
    "POST /api/me/second-factor": Found(why="counts only once a code of it was entered"),
    "POST /api/me/second-factor/on": Found("second_factor.on"),
    "POST /api/me/second-factor/off": Found("second_factor.off"),
    "POST /api/staff/invitations": Found("agent.invited"),
    "POST /api/staff/invitations/call-back": Found("invitation.called_back"),
    "POST /api/staff/teams": Found("team.added"),
    "DELETE /api/staff/teams/{id:int}": Found("team.dropped"),
    "PATCH /api/staff/{id:int}": Found("agent.changed"),
    "POST /api/staff/{id:int}/reset": Found("agent.reset_link"),
    "POST /api/tokens": Found("token.added"),
    "DELETE /api/tokens/{id:int}": Found("token.revoked"),
    "POST /api/webhooks": Found("webhook.added"),
    "POST /api/webhooks/{id:int}/enable": Found("webhook.enabled"),
    "DELETE /api/webhooks/{id:int}": Found("webhook.removed"),
    "POST /api/views": Found("view.added"),
    "PUT /api/views/{view:int}": Found("view.changed"),
    "DELETE /api/views/{view:int}": Found("view.dropped"),
    "POST /api/tags": Found("tag.kept"),
    "DELETE /api/tags/{name}": Found("tag.dropped"),
    "POST /api/canned": Found("canned.added"),
    "PUT /api/canned/{canned:int}": Found("canned.changed"),
    "DELETE /api/canned/{canned:int}": Found("canned.dropped"),
    "POST /api/uploads": Found(why="nobody's before it is sent, and then it stands in the thread"),
    "POST /api/bulk": Found(line="tagged"),
    f"POST {_ONE}/take": Found(line="taken"),
    f"POST {_ONE}/assign": Found(line="assigned"),
    f"POST {_ONE}/release": Found(line="released"),
    f"POST {_ONE}/resolve": Found(line="resolved"),
    f"POST {_ONE}/snooze": Found(line="snoozed"),
    f"POST {_ONE}/unsnooze": Found(line="unsnoozed"),
    f"POST {_ONE}/tags": Found(line="tagged"),
    f"POST {_ONE}/note": Found(why="the note stands in the thread, with who wrote it"),
    f"PUT {_ONE}/notes/{{note:int}}": Found(why="only by who wrote it, and the note says when"),
    f"POST {_ONE}/read": Found(why="how far an agent has read changes nothing for others"),
    f"POST {_ONE}/typing": PASSING,
    f"POST {_ONE}/viewing": PASSING,
    f"POST {_ONE}/send": SAID,
    f"POST {_ONE}/template": SAID,
    f"POST {_ONE}/retry": SAID,
    f"POST {_ONE}/cart-link": SAID,
    f"POST {_ONE}/undo": Found(why="only by who wrote it, and the message stays as taken back"),
    f"POST {_ONE}/coupon": Found("coupon.given"),
    f"POST {_ONE}/opt-out": Found("contact.opted_out", "opted_out"),
    f"POST {_ONE}/merge": Found("contact.merged", "merged"),
    f"POST {_ONE}/unmerge": Found("contact.unmerged", "unmerged"),
    f"POST {_ONE}/erase": Found("contact.erased"),
    "PUT /api/journeys/{id}": Found("journey.switched_off"),
    "PUT /api/settings/hours": Found("settings.changed"),
    "PUT /api/settings/limits": Found("settings.changed"),
    "PUT /api/settings/languages": Found("settings.changed"),
    "PUT /api/settings/privacy": Found("settings.changed"),
    "DELETE /api/settings/{part}": Found("settings.undone"),
    "POST /api/flows/publish": Found("flows.published"),
    "POST /api/faq/answers": Found("faq.answered"),
    "PUT /api/faq/answers/{id:int}": Found("faq.changed"),
    "DELETE /api/faq/answers/{id:int}": Found("faq.dropped"),
    "POST /api/faq/put-aside": Found("faq.put_aside"),
    "POST /api/catalog/{name}/sync": Found("catalog.sync"),
    "POST /api/catalog/{name}/confirm": Found("catalog.confirmed"),
    "POST /api/wordings/submit": Found("templates.submitted"),
    "POST /api/wordings/sync": Found("templates.synced"),
}


@dataclass
class Book:
    """Does things at the console, and looks after each where it is found. `done` are keys of TABLE."""

    visits: Visits
    client: httpx.AsyncClient
    done: set[str] = field(default_factory=set)

    async def does(self, key: str, given: Any = None, *, by: str = "Ada", **places: Any) -> Any:
        """One deed by one person; `places` are those of the address. Answers what is answered."""
        found, before = TABLE[key], await self._count()
        method, _, path = key.partition(" ")
        answer = await self.client.request(method, _filled(path, places), json=given)
        assert answer.status_code == 200, f"{key}: {answer.text}"
        rows = self.visits.shop.rows
        deeds = await rows("select action, actor from audit where id > $1", before[0])
        lines = await rows(LINES, before[1])
        assert not found.audit or (found.audit, by) in deeds, f"{key}: {deeds}"
        assert not found.line or (found.line, by) in lines, f"{key}: {lines}"
        self.done.add(key)
        return answer.json()

    async def _count(self) -> tuple[int, int]:
        [(deeds, lines)] = await self.visits.shop.rows(
            "select (select coalesce(max(id), 0) from audit), (select coalesce(max(id), 0) from thread_line)"
        )
        return int(deeds), int(lines)


def _filled(path: str, places: Mapping[str, Any]) -> str:
    for name, value in places.items():
        path = path.replace(f"{{{name}:int}}", str(value)).replace(f"{{{name}}}", str(value))
    return path


@pytest.fixture(autouse=True)
def _names_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the webhook's host were looked up."""

    async def found(url: str, *, own_network: bool = False) -> str:
        return "93.184.215.14"

    monkeypatch.setattr("bot.hooks.keeping.safe_address", found)


def test_every_route_that_changes_something_says_where_that_is_found() -> None:
    """A new one fails here until it is in the table."""
    unsafe = {f"{route.method} {route.path}" for route in list_routes() if not route.is_safe}
    assert set(TABLE) == unsafe
    assert [key for key, found in TABLE.items() if bool(found.why) == bool(found.audit or found.line)] == []


async def test_every_change_is_in_the_log(visits: Visits) -> None:
    """Each deed of the table that has an action or a line is done once, and is found there with who did it."""
    ada, mina = await visits.hires("Ada", "admin"), await visits.hires("Mina")
    async with visits.browser(ada) as client:
        book = Book(visits, client)
        await _lists(book)
        await _inbox(book, mina.id)
        await _people(book)
        await _merchant(book)
        await _settings(book)
        await _staff(book, mina.id)
        await _own_account(book)
    assert book.done == {key for key, found in TABLE.items() if not found.why}


async def _lists(book: Book) -> None:
    given = {"name": "Late", "query": {"view": "all"}, "shared": True}
    view = (await book.does("POST /api/views", given))["id"]
    await book.does("PUT /api/views/{view:int}", given, view=view)
    await book.does("DELETE /api/views/{view:int}", view=view)
    await book.does("POST /api/tags", {"name": "sale", "colour": "#aa0000"})
    await book.does("DELETE /api/tags/{name}", name="sale")
    words = {"name": "hello", "text": "Hello!"}
    canned = (await book.does("POST /api/canned", words))["id"]
    await book.does("PUT /api/canned/{canned:int}", words, canned=canned)
    await book.does("DELETE /api/canned/{canned:int}", canned=canned)


async def _inbox(book: Book, mina: int) -> None:
    shop = book.visits.shop
    await shop.walks(shop.phone(), "hi", "agent")
    until = (shop.clock.now() + timedelta(days=1)).isoformat()
    await book.does(f"POST {_ONE}/take", {"force": True}, id=1)
    await book.does(f"POST {_ONE}/assign", {"agent": mina}, id=1)
    await book.does(f"POST {_ONE}/release", {}, id=1)
    await book.does(f"POST {_ONE}/take", {"force": True}, id=1)
    await book.does(f"POST {_ONE}/coupon", {"key": "a-coupon-1", "campaign": "welcome"}, id=1)
    await book.does(f"POST {_ONE}/snooze", {"until": until}, id=1)
    await book.does(f"POST {_ONE}/unsnooze", id=1)
    await book.does(f"POST {_ONE}/tags", {"add": ["vip"]}, id=1)
    await book.does("POST /api/bulk", {"ids": [1], "action": "tag", "tag": "big"})
    await book.does(f"POST {_ONE}/resolve", {}, id=1)


async def _people(book: Book) -> None:
    async with book.visits.shop.wiring.database.write() as tx:
        await tx.run("insert into contact (id, name, language, country, created_at) values (90, 'A.', '', '', 1)")
        await tx.run(
            "insert into conversation (contact_id, version, epoch, owner, state, sender, address, windows) "
            "values (90, 0, 0, 'bot', '{}', '', '', '{}')"
        )
    await book.does(f"POST {_ONE}/merge", {"contact": 90}, id=1)
    [(merge,)] = await book.visits.shop.rows("select id from contact_merge")
    await book.does(f"POST {_ONE}/unmerge", {"merge": merge}, id=1)
    await book.does(f"POST {_ONE}/opt-out", {"purpose": "all"}, id=1)
    await book.does(f"POST {_ONE}/erase", id=1)


async def _merchant(book: Book) -> None:
    wiring, now = book.visits.shop.wiring, book.visits.shop.clock.now()
    async with wiring.database.session() as session:
        source = {"address": "https://shop.example/feed.tsv", "currency": "USD", "added_at": now}
        session.add(Source(name="feed", kind="google_table", **source))
        await session.flush()
        session.add(Run(source="feed", is_full=True, state="held", started_at=now))
    await book.does("POST /api/catalog/{name}/confirm", {}, name="feed")
    await book.does("POST /api/catalog/{name}/sync", {"what": "full"}, name="feed")
    await book.does("PUT /api/journeys/{id}", {"on": False}, id="cart_recovery")
    answer = {"texts": {"en": "He plays the saxophone."}, "asked": {"en": ["does your ceo like jazz"]}}
    made = (await book.does("POST /api/faq/answers", answer))["id"]
    await book.does("PUT /api/faq/answers/{id:int}", answer, id=made)
    await book.does("DELETE /api/faq/answers/{id:int}", id=made)
    await book.does("POST /api/faq/put-aside", {"ids": [1]})
    version = (await book.client.get("/api/flows/changes")).json()["version"]
    await book.does("POST /api/flows/publish", {"version": version})
    await book.does("POST /api/wordings/submit", {"names": ["cart_left"]})
    await book.does("POST /api/wordings/sync", {})


async def _settings(book: Book) -> None:
    hours = {"always": True, "answer_minutes": 9, "idle_hours": 4, "assign": "off"}
    days = {f"keep_{kind}_days": 500 for kind in ("messages", "media", "events", "notes", "audit")}
    limit = {"quiet": "own", "capped": "set", "caps": ["1 per 24h"]}
    await book.does("PUT /api/settings/hours", hours)
    await book.does("PUT /api/settings/limits", {"marketing": limit, "utility": {"quiet": "own", "capped": "own"}})
    await book.does("PUT /api/settings/languages", {"languages": {"ar": False}})
    await book.does("PUT /api/settings/privacy", days)
    await book.does("DELETE /api/settings/{part}", part="hours")


async def _staff(book: Book, mina: int) -> None:
    team = (await book.does("POST /api/staff/teams", {"name": "Returns"}))["id"]
    await book.does("DELETE /api/staff/teams/{id:int}", id=team)
    await book.does("PATCH /api/staff/{id:int}", {"skills": ["returns"]}, id=mina)
    await book.does("POST /api/staff/{id:int}/reset", id=mina)
    await book.does("POST /api/staff/invitations", {"email": "cy@example.com"})
    await book.does("POST /api/staff/invitations/call-back", {"email": "cy@example.com"})
    token = (await book.does("POST /api/tokens", {"name": "sync"}))["id"]
    await book.does("DELETE /api/tokens/{id:int}", id=token)
    hook = {"url": "https://example.com/hook", "events": ["handoff.opened"]}
    added = (await book.does("POST /api/webhooks", hook))["id"]
    await book.does("POST /api/webhooks/{id:int}/enable", id=added)
    await book.does("DELETE /api/webhooks/{id:int}", id=added)
    link = (await book.does("POST /api/staff/invitations", {"email": "bo@example.com"}))["link"]
    async with book.visits.browser() as fresh:
        joining = Book(book.visits, fresh, book.done)
        given = {"token": link.rpartition("/")[2], "name": "Bo", "password": NEW}
        await joining.does("POST /api/join", given, by="Bo")


async def _own_account(book: Book) -> None:
    """The password alone, then with a code; the name last."""
    visits, given = book.visits, {"email": "ada@example.com", "password": PASSWORD}
    begun = (await book.client.post("/api/me/second-factor", json={"password": PASSWORD})).json()
    app = pyotp.TOTP(begun["secret"])
    async with visits.browser() as fresh:
        await Book(visits, fresh, book.done).does("POST /api/login", given)
    await book.does("POST /api/me/second-factor/on", {"code": app.at(visits.shop.clock.now())})
    await visits.shop.passes_alone(seconds=30)
    async with visits.browser() as fresh:
        await fresh.post("/api/login", json=given)
        entered = {"code": app.at(visits.shop.clock.now())}
        await Book(visits, fresh, book.done).does("POST /api/login/code", entered)
    await book.does("POST /api/me/second-factor/off", {"password": PASSWORD})
    await book.does("POST /api/me/password", {"current": PASSWORD, "password": NEW})
    await book.does("POST /api/me/sign-out-everywhere")
    await book.does("PATCH /api/me", {"name": "Ada L"})
