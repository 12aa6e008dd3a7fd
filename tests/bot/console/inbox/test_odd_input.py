"""What nobody means is refused, never a fault of ours: ids that no database holds, NUL, digits of other scripts."""

import json
from typing import Any

import pytest

from bot.console.routes import Route, list_routes
from tests.bot.console.inbox.conftest import Desk

HUGE = 10**20
ODD = "\x00٣²%_\\'\"🙂" + "a" * 30
QUERIES = ("q", "view", "tag", "language", "team", "agent", "before", "after", "limit", "conversation")


def ours() -> list[Route]:
    """The routes of the inbox, but for the stream, which does not end."""
    return [
        each for each in list_routes() if each.handler.__module__.startswith("bot.console.inbox.") and each.is_api
    ]


@pytest.mark.parametrize("value", [ODD, "²", "9" * 30, "-1", "1.5", ""])
async def test_odd_queries_are_no_fault_of_ours(desk: Desk, value: str) -> None:
    """Every list of the inbox, asked with nonsense in every place."""
    await desk.has()
    for route in ours():
        if route.method != "GET" or route.path == "/api/events":
            continue
        for name in QUERIES:
            path = route.path.replace("{id:int}", "1").replace("{token}/{name}", "x/y")
            answer = await desk.browser.get(path, params={name: value})
            assert answer.status_code < 500, (path, name)


async def test_odd_bodies_are_no_fault_of_ours(desk: Desk) -> None:
    """Every act, with each field in turn huge, odd, empty, or of another kind."""
    await desk.has()
    for route in ours():
        if route.body is None:
            continue
        path = route.path.replace("{id:int}", "1").replace("{note:int}", "1").replace("{view:int}", "1")
        path = path.replace("{canned:int}", "1")
        for name in route.body.model_fields:
            for value in (HUGE, -1, 0, ODD, "", None, [], [ODD], {ODD: ODD}, "9999-12-31T23:59:59-12:00", True):
                body = {**_fitting(route), name: value}
                answer = await desk.browser.request(route.method, path, json=body)
                assert answer.status_code < 500, (path, json.dumps(body))


async def test_ids_that_no_database_holds_are_not_found(desk: Desk) -> None:
    """Not even looked for."""
    for path in (f"conversations/{HUGE}", f"conversations/{HUGE}/panel", f"conversations/{2**63}/items"):
        assert (await desk.browser.get(f"/api/{path}")).status_code == 404


def _fitting(route: Route) -> dict[str, Any]:
    """A body that could be meant, so that one odd field is the only odd thing."""
    known: dict[str, Any] = {
        "key": "a-key-of-mine", "text": "Hello", "id": "out:1", "ids": [1], "action": "tag", "tag": "vip",
        "name": "some-name", "until": "2026-11-23T09:00:00Z", "campaign": "welcome", "language": "en", "contact": 1,
        "merge": 1, "agent": 1, "resume": "ask", "purpose": "offers",
    }  # fmt: skip
    assert route.body is not None
    return {name: value for name, value in known.items() if name in route.body.model_fields}
