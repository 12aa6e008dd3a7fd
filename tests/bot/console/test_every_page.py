"""Every page of the console is looked at by axe: a new one fails here until some list of pages has it."""

import re

from bot.console.routes import Route, list_routes
from tests.bot.console import test_pages as signing_in
from tests.bot.console.browser.seat import INBOX
from tests.bot.console.merchant import test_in_a_browser as merchants

#: What lies below /console and is no page, and why.
NO_PAGES = {
    "/console": "leads on to the inbox",
    "/console/settings": "leads on to the first page that one may see",
    "/console/static/{path:path}": "scripts and styles",
    "/console/login/oidc": "leads on to the identity provider",
    "/console/login/oidc/back": "leads on to the inbox",
}


def test_axe_looks_at_every_page() -> None:
    """The lists of pages that the tests with a browser go through, put together, are the pages of the route table."""
    routes = [route for route in list_routes() if route.is_safe and route.path.startswith("/console")]
    looked_at = {*signing_in.LOOKED_AT, *merchants.PAGES, INBOX}
    found = {_route_of(f"/console/{page.partition('?')[0]}", routes) for page in looked_at}
    assert found == {route.path for route in routes} - set(NO_PAGES)
    assert set(NO_PAGES) <= {route.path for route in routes}


def _route_of(page: str, routes: list[Route]) -> str:
    """The route that answers a page: the first that fits, as when somebody asks; the page itself when none does."""
    return next((each.path for each in routes if re.fullmatch(_shape(each), page)), page)


def _shape(route: Route) -> str:
    """`/console/flows/{id}` as a pattern."""
    parts = re.split(r"\{\w+(?::(\w+))?\}", route.path)
    return "".join(re.escape(part or "") if place % 2 == 0 else _place(part) for place, part in enumerate(parts))


def _place(kind: str | None) -> str:
    return {"path": ".+", "int": "[0-9]+"}.get(kind or "", "[^/]+")
