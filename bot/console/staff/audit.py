"""The audit log."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.faults import WrongInput
from bot.console.routes import Route
from bot.staff.agents import Agent
from bot.staff.audit import NEWEST, list_deeds
from bot.storage.columns import iso

MOST = 200  # lines at once


async def show_audit(desk: Desk, agent: Agent, request: Request) -> Response:
    """The page."""
    told = await tell_audit(desk, agent, request)
    return desk.pages.show(desk, agent, request, "audit.html", deeds=told["deeds"], older=told["next"])


async def tell_audit(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:  # noqa: ARG001
    """Who changed what, the newest first; `next` is the `before` of the next page."""
    asked = request.query_params
    before, limit = _number(asked.get("before"), NEWEST), min(_number(asked.get("limit"), 50), MOST)
    async with desk.database.read() as tx:
        deeds = await list_deeds(tx, before, asked.get("action", ""), limit)
    told = [
        {
            "id": deed.id,
            "at": iso(deed.at, "seconds"),
            "agent_id": deed.agent_id,
            "actor": deed.actor,
            "action": deed.action,
            "target": deed.target,
            "detail": deed.detail,
        }
        for deed in deeds
    ]
    return {"deeds": told, "next": deeds[-1].id if len(deeds) == limit else None}


def _number(text: str | None, otherwise: int) -> int:
    if text is None or text == "":
        return otherwise
    if not text.isdecimal() or len(text) > 18 or not int(text):
        raise WrongInput(fields={"before, limit": "are whole numbers"})
    return int(text)


QUERY = {
    "before": "only lines before the one with this id",
    "action": "only deeds of this kind, such as `agent.invited`",
    "limit": f"so many, at most {MOST}",
}
ROUTES = [
    Route("GET", "/console/settings/audit", "admin", show_audit),
    Route("GET", "/api/audit", "admin", tell_audit, query=QUERY),
]
