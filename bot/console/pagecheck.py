"""Whether a change comes from a page of ours: any site can make a browser send requests here, cookies and all."""

from urllib.parse import urlsplit

from starlette.requests import Request

from bot.console.desk import Desk
from bot.console.faults import NotOurPage
from bot.console.visitors import Visitor
from bot.staff.signins import is_csrf


def check_page(desk: Desk, request: Request, visitor: Visitor, *, is_public: bool) -> None:
    """Raises NotOurPage when a change does not come from a page of ours."""
    if visitor.by_bearer:
        return
    site = request.headers.get("sec-fetch-site")
    if site is None:
        origin = urlsplit(request.headers.get("origin", "")).netloc
        ours = {request.headers.get("host", ""), urlsplit(desk.settings.base_url).netloc}
        if not origin or origin not in ours:
            raise NotOurPage
    elif site != "same-origin":
        raise NotOurPage
    if is_public:
        return
    if not visitor.token or not is_csrf(visitor.token, request.headers.get("x-csrf", "")):
        raise NotOurPage
