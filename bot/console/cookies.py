"""The cookie of a sign-in."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.console.desk import Desk
from bot.phone.demohost import hosts_of
from bot.staff.signins import LONGEST


def cookie_name(desk: Desk, request: Request) -> str:
    """`__Host-` keeps a cookie from everybody but this very host; browsers take it only over https."""
    return "__Host-shopclerk" if is_https(desk, request) else "shopclerk"


def is_https(desk: Desk, request: Request) -> bool:
    """Whether the browser came by https: itself, or to the public address, which a proxy serves."""
    public = urlsplit(desk.settings.base_url)
    return request.url.scheme == "https" or (public.scheme == "https" and public.hostname in hosts_of(request.scope))


def give_cookie(desk: Desk, request: Request, response: Response, token: str) -> None:
    """Let the browser keep a sign-in; an empty token takes it away."""
    secure = is_https(desk, request)
    name = cookie_name(desk, request)
    age = LONGEST // 1_000_000 if token else 0
    response.set_cookie(name, token, max_age=age, path="/", secure=secure, httponly=True, samesite="lax")
