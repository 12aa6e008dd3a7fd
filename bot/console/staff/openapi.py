"""The description of the API (OpenAPI 3.1), made from the table of routes."""

import re
from functools import cache
from types import UnionType
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.console.desk import Desk
from bot.console.routes import Route, list_routes
from bot.staff.agents import Agent

_PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
_ERROR = {"$ref": "#/components/responses/Error"}


async def tell_openapi(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:  # noqa: ARG001
    """This description."""
    return describe_api()


@cache
def describe_api() -> dict[str, Any]:
    """Every route below `/api`, with its parameters, body, role and errors."""
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Any] = {}
    for route in list_routes():
        if route.is_api:
            path = _PLACE.sub(r"{\1}", route.path)
            paths.setdefault(path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shopclerk console", "version": "1"},
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"cookie": []}],
        "paths": paths,
        "components": {"securitySchemes": _SECURITY, "schemas": schemas, "responses": {"Error": _ERROR_BODY}},
    }


def _operation(route: Route, schemas: dict[str, Any]) -> dict[str, Any]:
    said = " ".join((route.handler.__doc__ or "").split())
    module = route.handler.__module__.rpartition(".")[2]
    told: dict[str, Any] = {
        "operationId": f"{module}.{route.handler.__name__}",
        "summary": said.partition(".")[0],
        "description": f"{said} Role: {route.role}.",
        "tags": [route.path.split("/")[2]],
        "parameters": [_place(*each) for each in _PLACE.findall(route.path)] + _query(route),
        "responses": {"200": _done(route)} | dict.fromkeys(_errors(route), _ERROR),
    }
    if route.takes:
        told["requestBody"] = {"required": True, "content": dict(route.takes)}
    if route.body is not None:
        schema = route.body.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schema.pop("$defs", {}))
        schemas[route.body.__name__] = schema
        reference = {"$ref": f"#/components/schemas/{route.body.__name__}"}
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": reference}}}
    if route.role == "public":
        told["security"] = []
    return told


def _errors(route: Route) -> list[str]:
    codes = ["404", "409", "429"]
    if route.role != "public":
        codes += ["401", "403"]
    if not route.is_safe and route.role == "public":
        codes += ["401", "403", "410"]
    if route.body or route.takes:
        codes += ["400", "413", "415"]
    elif route.query:
        codes += ["400"]
    return sorted([*codes, "422"])


def _done(route: Route) -> dict[str, Any]:
    """What comes back, by what the handler says that it returns."""
    hint = get_type_hints(route.handler)["return"]
    if hint is StreamingResponse:
        return {"description": "a stream", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    told = [each for each in kinds if not (isinstance(each, type) and issubclass(each, Response))]
    schema = TypeAdapter(told[0]).json_schema() if told else {"type": "object"}
    return {"description": "done", "content": {"application/json": {"schema": schema}}}


def _place(name: str, kind: str) -> dict[str, Any]:
    schema = {"type": "integer"} if kind == "int" else {"type": "string"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": False, "description": said, "schema": {"type": "string"}}
        for name, said in route.query.items()
    ]


_SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "an API token, `sk_…`"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "__Host-shopclerk", "description": "and X-CSRF for changes"},
}
_FAULT = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
        }
    },
}
_ERROR_BODY = {"description": "refused", "content": {"application/json": {"schema": _FAULT}}}

ROUTES = [Route("GET", "/api/openapi.json", "viewer", tell_openapi)]
