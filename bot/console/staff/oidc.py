"""Signing in with an identity provider (OpenID Connect, code flow with PKCE); `authlib` is the extra `oidc`.

It only lets in who has an account here already, under an address that the provider has verified.
"""

import hmac
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.desk import Desk
from bot.console.faults import NotFound
from bot.console.routes import Route
from bot.console.seals import seal, unseal
from bot.console.staff.entering import enter, safe_next
from bot.console.visitors import give_cookie, is_https
from bot.errors import SettingsWrong
from bot.log import get_log
from bot.staff.agents import Agent
from bot.staff.queries import find_agent_by_email
from bot.staff.refusals import StaffRefusal

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import AsyncOAuth2Client

log = get_log(__name__)

WAY = "console_oidc"  # the cookie that waits for the way back
LASTS = 600  # seconds
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
BACK = "/console/login/oidc/back"
PATIENCE = 10  # seconds for each answer of the provider


class NotLetIn(StaffRefusal):
    """The provider said no, or nobody here has that address."""

    status, code = 403, "oidc"


async def send_there(desk: Desk, agent: Agent, request: Request) -> Response:  # noqa: ARG001
    """On to the provider."""
    async with _client(desk) as client:
        told = await _metadata(desk, client)
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
    email = await _email_of(desk, asked["code"], kept)
    async with desk.database.write() as tx:
        known = await find_agent_by_email(tx, email)
        if known is None:
            raise NotLetIn
        token = await enter(tx, desk, known, request, "oidc")
    response = RedirectResponse(request.scope.get("root_path", "") + safe_next(kept["next"]), 303)
    give_cookie(desk, request, response, token)
    response.delete_cookie(WAY, path=BACK)
    return response


async def _email_of(desk: Desk, code: str, kept: dict[str, str]) -> str:
    """The address in the provider's token, once its signature, issuer, audience, age and nonce are right."""
    from authlib.common.errors import AuthlibBaseError
    from httpx2 import HTTPError
    from joserfc.errors import JoseError

    try:
        async with _client(desk) as client:
            told = await _metadata(desk, client)
            given = await client.fetch_token(told["token_endpoint"], code=code, code_verifier=kept["verifier"])
            keys = await _fetch(client, told["jwks_uri"])
        claims = _claims(given["id_token"], keys, desk, kept["nonce"])
    except (AuthlibBaseError, HTTPError, JoseError, KeyError, ValueError) as error:
        log.warning("console.oidc_failed", error=type(error).__name__)
        raise NotLetIn from None
    if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
        raise NotLetIn
    return str(claims["email"])


def _claims(id_token: str, keys: Any, desk: Desk, nonce: str) -> dict[str, Any]:
    from joserfc import jwt
    from joserfc.jwk import KeySet

    token = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)
    now: Callable[[], int] = lambda: desk.real_now() // 1_000_000  # noqa: E731
    jwt.JWTClaimsRegistry(
        now=now,
        leeway=60,
        iss={"essential": True, "values": [desk.settings.oidc_issuer, desk.settings.oidc_issuer + "/"]},
        aud={"essential": True, "value": desk.settings.oidc_client_id},
        exp={"essential": True},
        nonce={"essential": True, "value": nonce},
    ).validate(token.claims)
    return token.claims


async def _metadata(desk: Desk, client: "AsyncOAuth2Client") -> dict[str, Any]:
    told: dict[str, Any] = await _fetch(client, f"{desk.settings.oidc_issuer}/.well-known/openid-configuration")
    return told


async def _fetch(client: "AsyncOAuth2Client", address: str) -> Any:
    """What the provider says of itself. Raises NotLetIn when it does not answer."""
    from httpx2 import HTTPError

    try:
        return (await client.request("GET", address, withhold_token=True)).raise_for_status().json()
    except (HTTPError, ValueError) as error:
        log.warning("console.oidc_failed", error=type(error).__name__)
        raise NotLetIn from None


def _client(desk: Desk) -> "AsyncOAuth2Client":
    """Raises NotFound where no provider is set, SettingsWrong where the extra is missing."""
    if not desk.settings.oidc_issuer:
        raise NotFound
    try:
        from authlib.integrations.httpx_client import AsyncOAuth2Client
    except ImportError:
        raise SettingsWrong("SHOPCLERK_OIDC_ISSUER: needs the extra `oidc` (authlib)") from None
    return AsyncOAuth2Client(
        desk.settings.oidc_client_id,
        desk.settings.oidc_client_secret.get_secret_value(),
        scope="openid email profile",
        redirect_uri=desk.settings.base_url + BACK,
        code_challenge_method="S256",
        timeout=PATIENCE,
    )


ROUTES = [
    Route("GET", "/console/login/oidc", "public", send_there),
    Route("GET", BACK, "public", come_back),
]
