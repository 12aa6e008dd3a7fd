"""Every route of the API, asked oddly: nothing breaks, and viewers never see a number."""

from urllib.parse import quote

import pytest

from bot.console.routes import Route, list_routes
from tests.bot.console.visits import Visits

ODD = ["", "²", "٣", "x", "-1", "0", "9" * 30, "1.5", "a\x00b", "🙂", "'; drop table agent; --", "%", "null"]
BODIES = [b"", b"null", b"[]", b"7", b'"text"', b'{"id": null}', b"{", b"\xff", b"[" * 5_000]
STREAMS = {"/api/events"}
PHONE = "+14155550101"


def filled(route: Route, value: str) -> str:
    """The route's address with this in its places; a number where only numbers fit."""
    path = route.path
    while "{" in path:
        place = path[path.index("{") : path.index("}") + 1]
        path = path.replace(
            place, value if ":int" not in place else value if value.isascii() and value.isdigit() else "1"
        )
    return path


async def test_odd_values_are_refused_and_break_nothing(visits: Visits) -> None:
    """A mistake of ours comes out of the application."""
    await visits.shop.hears(visits.shop.phone(PHONE), "hi")
    admin, broken = await visits.hires("Ada", "admin"), []
    async with visits.browser(admin) as client:
        client.headers["Content-Type"] = "application/json"
        for route in list_routes():
            if route.path in STREAMS or not route.is_api or route.path == "/api/logout":
                continue
            asked = [(odd, {name: odd}, b"{}") for odd in ODD for name in route.query or ("unknown",)]
            asked += [("1", {}, body) for body in BODIES if route.body]
            for odd, params, body in asked:
                path, content = filled(route, quote(odd, safe="") or "1"), None if route.is_safe else body
                try:
                    answer = await client.request(route.method, path, params=params, content=content)
                    assert answer.status_code < 500
                except Exception as error:  # noqa: BLE001 - all of them are told at once
                    broken.append((route.method, path, params, body[:20], repr(error)[:90]))
    assert broken == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_viewers_never_see_a_number(visits: Visits) -> None:
    """In no answer that they may have, of whatever route: only who may write to somebody sees where."""
    amina = visits.shop.phone(PHONE, "Amina")
    await visits.shop.hears(amina, "hi")
    await visits.shop.hears(amina, "i want to talk to a person")
    [(contact,)] = await visits.shop.rows("select contact_id from handle where value = $1", PHONE)
    people = {role: await visits.hires(role, role) for role in ("viewer", "agent")}
    seen: dict[str, set[str]] = {}
    for role, agent in people.items():
        async with visits.browser(agent) as client:
            for route in list_routes():
                if not route.is_safe or route.path in STREAMS or route.role not in {"viewer", "agent"}:
                    continue
                for query in ("", f"?q={PHONE[1:]}&view=all&conversation={contact}"):
                    answer = await client.get(filled(route, str(contact)) + query)
                    if PHONE[2:] in answer.text.replace(PHONE[1:] + "&view", ""):
                        seen.setdefault(role, set()).add(route.path)
    assert seen.get("viewer", set()) == set()
    assert "/api/conversations" in seen["agent"]
