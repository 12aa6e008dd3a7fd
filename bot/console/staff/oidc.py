"""Signing in with an identity provider (OpenID Connect, code flow with PKCE); `authlib` is the extra `oidc`.

It only lets in who has an account here already, under an address that the provider has verified.
"""

import hmac
import secrets

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.cookies import give_cookie, is_https
from bot.console.desk import Desk
from bot.console.routes import Route
from bot.console.seals import seal, unseal
from bot.console.staff.entering import enter, safe_next
from bot.console.staff.provider import BACK, NotLetIn, email_of, metadata_of, open_client
from bot.staff.agents import Agent
from bot.staff.queries import find_agent_by_email

WAY = "console_oidc"  # the cookie that waits for the way back
LASTS = 600  # seconds


async def send_there(desk: Desk, agent: Agent, request: Request) -> Response:  # noqa: ARG001
    """On to the provider."""
    async with open_client(desk) as client:
        told = await metadata_of(desk, client)
        kept = {"nonce": secrets.token_urlsafe(24), "verifier": secrets.token_urlsafe(48)}
        address, kept["state"] = client.create_authorization_url(
            told["authorization_endpoint"], code_verifier=kept["verifier"], nonce=kept["nonce"]
        )
    kept["next"] = safe_next(request.query_params.get("next", ""))
    sealed = seal(desk.keys, WAY, kept, desk.real_now() + LASTS * 1_000_000)
    response = RedirectResponse(address, 303)
    response.set_cookie(
        WAY, sealed, max_age=LASTS, path=BACK, secure=is_https(desk, request), httponly=True, samesite="lax"
    )
    return response


async def come_back(desk: Desk, agent: Agent, request: Request) -> Response:  # noqa: ARG001
    """Whom the provider vouches for is signed in. Raises NotLetIn."""
    asked = request.query_params
    kept = unseal(desk.keys, WAY, request.cookies.get(WAY, ""), desk.real_now())
    if not kept or not asked.get("code") or not hmac.compare_digest(kept["state"], asked.get("state", "")):
        raise NotLetIn
    email = await email_of(desk, asked["code"], kept)
    async with desk.database.write() as tx:
        known = await find_agent_by_email(tx, email)
        if known is None:
            raise NotLetIn
        token = await enter(tx, desk, known, request, "oidc")
    response = RedirectResponse(request.scope.get("root_path", "") + safe_next(kept["next"]), 303)
    give_cookie(desk, request, response, token)
    response.delete_cookie(WAY, path=BACK)
    return response


ROUTES = [
    Route("GET", "/console/login/oidc", "public", send_there),
    Route("GET", BACK, "public", come_back),
]
