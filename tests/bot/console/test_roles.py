"""Every route of the console, tried by everybody."""

import pytest

from bot.console.routes import Route, list_routes
from bot.staff.agents import Agent
from bot.staff.queries import add_agent, find_agent
from bot.staff.roles import ROLES, may
from bot.staff.signins import sign_out_everywhere
from tests.bot.console.visits import Visits

REFUSED = (401, 403)
#: What stays open to everybody, and why; a route that is not here needs somebody signed in.
PUBLIC = {
    "/console/static/{path:path}": "scripts and styles hold nothing of the shop",
    "/console/login": "the form",
    "/console/login/code": "the form",
    "/console/login/oidc": "the way to the identity provider",
    "/console/login/oidc/back": "the way back, with its seal",
    "/console/first/{token}": "the token is the permission",
    "/console/invite/{token}": "the token is the permission",
    "/api/login": "throttled",
    "/api/login/code": "throttled, and only after the password",
    "/api/join": "the token is the permission",
    "/media/agent/{signed}": "the signature is the permission",
    "/media/agent/{token}/{name}": "the signature is the permission: the provider fetches what agents send",
}


def test_every_route_says_who_may() -> None:
    """A route without a role cannot be declared; what is public is on a list of its own."""
    routes = list_routes()
    assert len(routes) > 25
    assert [route.path for route in routes if route.role not in (*ROLES, "public")] == []
    assert {route.path for route in routes if route.role == "public"} == set(PUBLIC)
    assert [route.path for route in routes if not route.is_safe and not route.is_api] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_each_role_gets_what_it_may_and_nothing_else(visits: Visits) -> None:
    """Role by route: 401 without anybody, 403 below the role, anything else at or above it. Bodies are empty and ids
    nobody's, so what is let through fails later, with another answer."""
    wrong = []
    people: list[Agent | None] = [None, *[await visits.hires(role, role) for role in ROLES]]
    await visits.hires("Second", "admin")
    for agent in people:
        for route in list_routes():
            if route.role == "public" or route.path in {"/api/events"}:
                continue
            status = await _knock(visits, agent, route)
            expected = _expected(agent, route)
            if status != expected if expected else status in REFUSED:
                wrong.append((agent.role if agent else "nobody", route.method, route.path, status))
    assert wrong == []


def _expected(agent: Agent | None, route: Route) -> int:
    """0: let through."""
    if agent is None:
        return 303 if route.is_safe and route.path.startswith("/console") else 401
    return 0 if may(agent.role, route.role) else 403


async def _knock(visits: Visits, agent: Agent | None, route: Route) -> int:
    path = route.path.replace(":int", "").replace(":path", "")
    while "{" in path:
        path = path[: path.index("{")] + "999999" + path[path.index("}") + 1 :]
    async with visits.browser(agent) as client:
        json = {} if route.body or not route.is_safe else None
        return (await client.request(route.method, path, json=json)).status_code


async def test_a_role_that_is_taken_away_is_gone_at_once(visits: Visits) -> None:
    """The sign-in goes on, with what its owner may now."""
    lead = await visits.hires("Lee", "lead")
    async with visits.browser(lead) as client:
        assert (await client.get("/api/staff")).status_code == 200
        async with visits.shop.wiring.database.write() as tx:
            await tx.run("update agent set role = 'agent' where id = $1", lead.id)
        assert (await client.get("/api/staff")).status_code == 403
        async with visits.shop.wiring.database.write() as tx:
            assert await sign_out_everywhere(tx, lead.id, visits.now) == 1
        assert (await client.get("/api/me")).status_code == 401


async def test_nobody_is_made_without_a_role(visits: Visits) -> None:
    """An agent whose role is none of ours may nothing."""
    async with visits.shop.wiring.database.write() as tx:
        made = await add_agent(tx, "odd@example.com", "Odd", "owner", visits.now)
        assert made
        odd = await find_agent(tx, made)
    async with visits.browser(odd) as client:
        assert (await client.get("/api/me")).status_code == 403
