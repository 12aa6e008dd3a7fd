"""`/v1/Content…`, approvals, and the lists of `/v1` and `/v2` (Twilio docs, "Content API resources").

An approval request is granted at once, unless the name says otherwise with one of the words `rejected`, `pending`,
`paused` or `disabled`.
"""

import json
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.errors import invalid, not_found
from bot.whatsapp.emulator.gate import provider
from bot.whatsapp.emulator.limits import check_content
from bot.whatsapp.emulator.paging import page_of
from bot.whatsapp.emulator.records import ContentResource, Json, make_sid
from bot.whatsapp.emulator.rendering import NEVER_APPROVED
from bot.whatsapp.emulator.resources import (
    approval_json,
    content_and_approval_json,
    content_json,
    meta_page_json,
)

HOST = "https://content.twilio.com"
CATEGORIES = {"UTILITY", "MARKETING", "AUTHENTICATION"}
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_VERDICTS = {"rejected": "rejected", "pending": "pending", "paused": "paused", "disabled": "disabled"}


def content_routes(emulator: Emulator) -> list[Route]:
    """All endpoints of the Content API that a shop needs."""
    api = ContentsApi(emulator)
    paths = [
        ("/v1/Content", "POST", api.create),
        ("/v1/Content", "GET", api.list_contents),
        ("/v2/Content", "GET", api.list_contents),
        ("/v1/ContentAndApprovals", "GET", api.list_approvals),
        ("/v2/ContentAndApprovals", "GET", api.list_approvals),
        ("/v1/Content/{sid}", "GET", api.fetch),
        ("/v1/Content/{sid}", "PUT", api.update),
        ("/v1/Content/{sid}", "DELETE", api.delete),
        ("/v1/Content/{sid}/ApprovalRequests", "GET", api.fetch_approval),
        ("/v1/Content/{sid}/ApprovalRequests/whatsapp", "POST", api.ask_approval),
    ]
    return [Route(path, provider(emulator, handle), methods=[method]) for path, method, handle in paths]


class ContentsApi:
    """The endpoints."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def create(self, request: Request) -> Response:
        """A new resource, if it keeps the limits."""
        if (refusal := self._emulator.faults.content_refusal()) is not None:
            raise refusal
        data = await _read_json(request)
        check_content(data)
        now = self._emulator.clock.now()
        content = ContentResource(
            sid=make_sid("HX"),
            friendly_name=str(data.get("friendly_name") or ""),
            language=data["language"],
            variables=data.get("variables") or {},
            types=data["types"],
            created_at=now,
            updated_at=now,
        )
        self._emulator.store.add_content(content)
        return JSONResponse(content_json(content, self._emulator.account.sid), 201)

    async def fetch(self, request: Request) -> Response:
        """One resource."""
        return JSONResponse(content_json(self._content(request), self._emulator.account.sid))

    async def update(self, request: Request) -> Response:
        """Types and variables anew; not once an approval was asked for."""
        content = self._content(request)
        data = await _read_json(request)
        check_content({"language": content.language, **(data if isinstance(data, dict) else {})})
        if content.approval is not None:
            raise invalid("a submitted template cannot be changed")
        content.types, content.variables = data["types"], data.get("variables") or content.variables
        content.friendly_name = str(data.get("friendly_name") or content.friendly_name)
        content.updated_at = self._emulator.clock.now()
        self._emulator.store.noted(content)
        return JSONResponse(content_json(content, self._emulator.account.sid))

    async def delete(self, request: Request) -> Response:
        """Forget it."""
        content = self._content(request)
        del self._emulator.store.contents[content.sid]
        self._emulator.store.noted(content.sid)
        return Response(status_code=204)

    async def list_contents(self, request: Request) -> Response:
        """A page of resources."""
        return self._page(request, content_json)

    async def list_approvals(self, request: Request) -> Response:
        """A page of resources with their approvals."""
        return self._page(request, content_and_approval_json)

    async def fetch_approval(self, request: Request) -> Response:
        """`content.v1.content.approval_fetch`."""
        content = self._content(request)
        whatsapp = {"type": "whatsapp", **approval_json(content)}
        url = f"{HOST}/v1/Content/{content.sid}/ApprovalRequests"
        account_sid = self._emulator.account.sid
        return JSONResponse({"sid": content.sid, "account_sid": account_sid, "whatsapp": whatsapp, "url": url})

    async def ask_approval(self, request: Request) -> Response:
        """Meta's review, which takes no time here."""
        content = self._content(request)
        data = await _read_json(request)
        name, category = (data.get("name"), data.get("category")) if isinstance(data, dict) else (None, None)
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise invalid("name must be lower-case letters, digits and underscores")
        if category not in CATEGORIES:
            raise invalid(f"category must be one of {', '.join(sorted(CATEGORIES))}")
        if NEVER_APPROVED & content.types.keys():
            raise invalid(f"{', '.join(content.types)} cannot be submitted for approval")
        if content.approval is not None:
            raise invalid("an approval was asked for already")
        status = next((_VERDICTS[word] for word in name.split("_") if word in _VERDICTS), "approved")
        content.approval = {"name": name, "category": category, "status": status}
        self._emulator.store.noted(content)
        return JSONResponse({**approval_json(content), "status": "received"}, 201)

    def _page(self, request: Request, render: Any) -> Response:
        rows, place = page_of(list(reversed(self._emulator.store.contents.values())), request)
        url = HOST + request.url.path.removeprefix(request.scope.get("root_path", ""))
        account_sid = self._emulator.account.sid
        return JSONResponse(meta_page_json("contents", [render(row, account_sid) for row in rows], url, place))

    def _content(self, request: Request) -> ContentResource:
        content = self._emulator.store.contents.get(request.path_params["sid"])
        if content is None:
            raise not_found(request.url.path)
        return content


async def _read_json(request: Request) -> Json:
    try:
        return json.loads(await request.body())  # type: ignore[no-any-return] # checked by whoever reads it
    except (ValueError, RecursionError):
        raise invalid("the body is not JSON") from None
