"""The table of everything that the console answers: each route with the role that it needs.

A module of a folder below (`inbox/`, `merchant/`, `staff/`) that has a list `ROUTES` is in it by being there.
"""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

import bot.console
from bot.staff.agents import Agent
from bot.staff.roles import Role

if TYPE_CHECKING:
    from bot.console.desk import Desk

#: What a handler gives: a `dict` or `list` becomes JSON.
Answer = dict[str, Any] | list[Any] | Response
#: At a public route nobody may have signed in: then the agent is `NOBODY`.
Handler = Callable[["Desk", Agent, Request], Awaitable[Answer]]


@dataclass(frozen=True)
class Route:
    """One method of one address. `/api/…` speaks JSON; what lies below `/console` are pages.

    `body` is the model of a JSON body: checked before the handler is asked, then found in `request.state.body`.
    `takes` describes, by content type, a body that is no JSON: its handler reads and checks it itself.
    `query` names what may stand behind the `?`, with a sentence each, for the description of the API.
    """

    method: str
    path: str
    role: Role | Literal["public"]
    handler: Handler
    body: type[BaseModel] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    takes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_api(self) -> bool:
        """Whether it speaks JSON, errors too."""
        return self.path.startswith("/api/")

    @property
    def is_safe(self) -> bool:
        """Whether it changes nothing."""
        return self.method in {"GET", "HEAD"}


def list_routes() -> list[Route]:
    """Every route, those without a variable part before those with one. Raises ValueError for twins."""
    routes = sorted(_found(), key=_order)
    seen: set[tuple[str, str]] = set()
    for route in routes:
        if (route.method, route.path) in seen:
            raise ValueError(f"{route.method} {route.path} is there twice")
        seen.add((route.method, route.path))
    return routes


def _found() -> Iterable[Route]:
    for module in pkgutil.walk_packages(bot.console.__path__, "bot.console."):
        if module.name.count(".") > 2:  # bot.console.<folder>.<module>
            yield from getattr(importlib.import_module(module.name), "ROUTES", ())


def _order(route: Route) -> list[tuple[int, str]]:
    return [(("{" in part) + (":path}" in part), part) for part in route.path.split("/")]
