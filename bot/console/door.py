"""The console as one ASGI application: every route of the table, guarded."""

from functools import partial
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route as Way
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.console.bodies import fits, read_body
from bot.console.cookies import give_cookie
from bot.console.demo import FirstVisit
from bot.console.desk import Desk
from bot.console.faults import Fault, NotAllowed, NotFound, NotSignedIn, is_told, say
from bot.console.headers import SAFE
from bot.console.pagecheck import check_page
from bot.console.routes import Route, list_routes
from bot.console.visitors import who_knocks
from bot.errors import BotError
from bot.log import get_log
from bot.staff.agents import NOBODY
from bot.staff.roles import may
from bot.staff.signins import csrf_for_page

log = get_log(__name__)

BIGGEST_ID = 2**63


def build_console(desk: Desk) -> ASGIApp:
    """Pages and JSON on the parts of a running shop."""
    routes = list_routes()
    desk.pages.roles = {route.path: route.role for route in routes if route.method == "GET"}
    ways = [Way(route.path, Guarded(desk, route), methods=[route.method]) for route in routes]
    faults: Any = {HTTPException: partial(_refuse, desk), Exception: partial(_fail, desk)}
    console = Starlette(routes=ways, exception_handlers=faults)
    is_filled = desk.settings.shows_demo and not desk.settings.is_real  # invented chats stay away from real ones
    return FirstVisit(console, desk) if is_filled else console


class Guarded:
    """A handler behind its guard: who knocks, may they, did a page of ours send it, is the body whole."""

    def __init__(self, desk: Desk, route: Route) -> None:
        self._desk, self._route = desk, route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        request.state.agent = NOBODY
        try:
            response = await self._answer(request)
        except BotError as error:
            if not is_told(error):
                raise
            response = show_fault(self._desk, request, error)
        await _safe(response)(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        desk, route = self._desk, self._route
        if any(isinstance(each, int) and each >= BIGGEST_ID for each in request.path_params.values()):
            raise NotFound  # of nothing that a database could hold
        visitor = await who_knocks(desk, request)
        request.state.agent, request.state.token = visitor.agent, visitor.token
        request.state.csrf = csrf_for_page(visitor.token) if visitor.token else ""
        if route.role != "public":
            _admit(visitor.agent.role, route)
        if not route.is_safe:
            check_page(desk, request, visitor, is_public=route.role == "public")
        if not fits([*request.path_params.values(), *request.query_params.values()]):
            raise NotFound
        if route.body is not None:
            request.state.body = await read_body(request, route.body)
        answer = await route.handler(desk, visitor.agent, request)
        response = answer if isinstance(answer, Response) else _json(answer)
        if visitor.is_new and "set-cookie" not in response.headers:
            give_cookie(desk, request, response, visitor.token)
        return response


def _admit(role: str, route: Route) -> None:
    if not role:
        raise NotSignedIn
    if not may(role, route.role):
        raise NotAllowed(needed=route.role)


def show_fault(desk: Desk, request: Request, error: Any) -> Response:
    """An error for whoever asked: as JSON, as a page, or as the way to the sign-in."""
    agent = getattr(request.state, "agent", NOBODY)
    if request.method in {"GET", "HEAD"} and request.url.path.startswith("/console"):
        if isinstance(error, NotSignedIn):
            root, asked = request.scope.get("root_path", ""), request.url.path
            asked += f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"{root}/console/login?next={quote(asked, safe='')}", 303)
        return desk.pages.show(desk, agent, request, "fault.html", status=error.status, code=error.code)
    said = say(error, desk.pages.language_of(request, agent))
    told = {"code": error.code, "message": said, **getattr(error, "more", {})}
    after = {"Retry-After": str(told["retry_after"])} if "retry_after" in told else None
    return _json({"error": told}, error.status, after)


def _json(answer: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse(answer, status, headers={"Cache-Control": "no-store", **(headers or {})})


def _safe(response: Response) -> Response:
    for name, value in SAFE.items():
        response.headers.setdefault(name, value)
    return response


async def _refuse(desk: Desk, request: Request, error: HTTPException) -> Response:
    """There is no such address, or not with this method."""
    fault = NotFound()
    fault.status = error.status_code
    return _safe(show_fault(desk, request, fault))


async def _fail(desk: Desk, request: Request, error: Exception) -> Response:
    """A mistake of ours: logged by whoever serves, told without a detail."""
    log.error("console.failed", error=type(error).__name__, exc_info=error)  # an address may hold a one-time link
    fault = Fault()
    fault.status, fault.code = 500, "failed"
    return _safe(show_fault(desk, request, fault))
