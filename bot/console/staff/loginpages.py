"""The pages where one signs in."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.cookies import give_cookie
from bot.console.desk import Desk
from bot.console.routes import Route
from bot.console.staff.entering import safe_next
from bot.console.visitors import demo_visitor, is_demo_guest
from bot.staff.agents import Agent
from bot.staff.demo import PEOPLE


async def show_login(desk: Desk, agent: Agent, request: Request) -> Response:
    """The form; in the demo `?as=mina` signs in as one of its people."""
    guest = is_demo_guest(desk, request)
    name = request.query_params.get("as", "")
    if guest and name in PEOPLE:
        visitor = await demo_visitor(desk, request, name)
        response = RedirectResponse(f"{request.scope.get('root_path', '')}/console/inbox", 303)
        give_cookie(desk, request, response, visitor.token)
        return response
    then = safe_next(request.query_params.get("next", ""))
    people = [(key, person[1]) for key, person in PEOPLE.items()] if guest else []
    oidc = bool(desk.settings.oidc_issuer)
    return desk.pages.show(desk, agent, request, "login.html", then=then, people=people, oidc=oidc)


async def show_code(desk: Desk, agent: Agent, request: Request) -> Response:
    """The form for the code."""
    then = safe_next(request.query_params.get("next", ""))
    return desk.pages.show(desk, agent, request, "code.html", then=then)


ROUTES = [
    Route("GET", "/console/login", "public", show_login),
    Route("GET", "/console/login/code", "public", show_code),
]
