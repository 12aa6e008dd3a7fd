"""The description of the API says what the routes do."""

import pytest

from bot.console.routes import list_routes
from bot.console.staff.openapi import describe_api
from tests.bot.console.visits import Visits


def test_every_route_of_the_api_is_described() -> None:
    """With a sentence, its parameters and its body; every reference leads somewhere."""
    told = describe_api()
    described = {(method.upper(), path) for path, each in told["paths"].items() for method in each}
    assert len(described) == sum(route.is_api for route in list_routes())
    for operations in told["paths"].values():
        for operation in operations.values():
            assert len(operation["summary"]) > 5
    names = [operation["operationId"] for each in told["paths"].values() for operation in each.values()]
    assert len(names) == len(set(names))
    member = told["paths"]["/api/staff/{id}"]["patch"]
    assert member["parameters"] == [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}]
    assert "Role: admin." in member["description"]
    assert _references(told) <= _places(told)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_description_is_for_who_is_signed_in(visits: Visits) -> None:
    viewer = await visits.hires("Vi", "viewer")
    async with visits.browser() as client:
        assert (await client.get("/api/openapi.json")).status_code == 401
    async with visits.browser(viewer) as client:
        assert (await client.get("/api/openapi.json")).json()["openapi"] == "3.1.0"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_address_with_a_line_break_is_refused_like_any_other(visits: Visits) -> None:
    async with visits.browser(await visits.hires("Vi", "viewer")) as client:
        answer = await client.get("/api/no%0Asuch")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_what_comes_back_is_described() -> None:
    """As JSON, an object or a list; but for the stream."""
    paths = describe_api()["paths"]
    given = {
        path: paths[path]["get"]["responses"]["200"]["content"] for path in ("/api/me", "/api/tags", "/api/events")
    }
    assert given["/api/me"]["application/json"]["schema"]["type"] == "object"
    assert given["/api/tags"]["application/json"]["schema"]["type"] == "array"
    assert set(given["/api/events"]) == {"text/event-stream"}
    assert "multipart/form-data" in paths["/api/uploads"]["post"]["requestBody"]["content"]


def _references(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(_references, value.values()))
    return set().union(*map(_references, value)) if isinstance(value, list) else set()


def _places(told: dict[str, dict[str, dict[str, object]]]) -> set[str]:
    return {f"#/components/{kind}/{name}" for kind, each in told["components"].items() for name in each}
