"""The start of the console, its files, and who one is."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.desk import Desk
from bot.console.pages import describe
from bot.console.pictures import POLICY, policy_of_inbox
from bot.console.routes import Route
from bot.staff.agents import Agent


async def show_start(desk: Desk, agent: Agent, request: Request) -> Response:  # noqa: ARG001
    """The console begins with the inbox."""
    return RedirectResponse(f"{request.scope.get('root_path', '')}/console/inbox", 303)


async def show_settings(desk: Desk, agent: Agent, request: Request) -> Response:
    """The first page of the settings that one may see, or one's own account."""
    names = desk.pages.settings_for(agent)
    page = f"/console/settings/{names[0]}" if names else "/console/account"
    return RedirectResponse(f"{request.scope.get('root_path', '')}{page}", 303)


async def show_file(desk: Desk, agent: Agent, request: Request) -> Response:  # noqa: ARG001
    """A script, a style or a drawing."""
    return desk.pages.file(request.path_params["path"], request)


async def show_inbox(desk: Desk, agent: Agent, request: Request) -> Response:
    """The page of conversations; on it one sees the products that are talked about."""
    page = desk.pages.show(desk, agent, request, "inbox.html", words=("inbox.",))
    page.headers[POLICY] = policy_of_inbox(desk)
    return page


async def tell_me(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:  # noqa: ARG001
    """Who is signed in, and the token that changes need (empty for API tokens)."""
    return describe(agent) | {"csrf": request.state.csrf}


ROUTES = [
    Route("GET", "/console", "viewer", show_start),
    Route("GET", "/console/static/{path:path}", "public", show_file),
    Route("GET", "/console/settings", "viewer", show_settings),
    Route("GET", "/console/inbox", "viewer", show_inbox),
    Route("GET", "/api/me", "viewer", tell_me),
]
