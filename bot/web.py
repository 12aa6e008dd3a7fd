"""What we use of FastAPI. Its models of OpenAPI take a tenth of a start: only `openapi.json` needs them."""

from bot.late import late

_OPENAPI = ("fastapi.openapi.models", "fastapi.openapi.utils", "fastapi.openapi.docs")

with late(*_OPENAPI, "fastapi.security", but="fastapi.security.base"):
    from fastapi import APIRouter, FastAPI, Request

__all__ = ["APIRouter", "FastAPI", "Request"]
