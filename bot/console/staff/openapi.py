"""The description of the API (OpenAPI 3.1), made from the table of routes."""

import re
from functools import cache
from typing import Any

from starlette.requests import Request

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
        "responses": {"200": {"description": "done"}} | dict.fromkeys(_errors(route), _ERROR),
    }
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
    return sorted([*codes, *(["400", "413", "415"] if route.body else []), "422"])


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
