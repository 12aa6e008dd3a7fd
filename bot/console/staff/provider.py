"""What the identity provider says: its addresses, and whom it vouches for (docs/console.md)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.console.desk import Desk
from bot.console.faults import NotFound
from bot.errors import SettingsWrong
from bot.log import get_log
from bot.staff.refusals import StaffRefusal

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import AsyncOAuth2Client

log = get_log(__name__)

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
BACK = "/console/login/oidc/back"
PATIENCE = 10  # seconds for each answer of the provider


class NotLetIn(StaffRefusal):
    """The provider said no, or nobody here has that address."""

    status, code = 403, "oidc"


async def email_of(desk: Desk, code: str, kept: dict[str, str]) -> str:
    """The address in the provider's token, once its signature, issuer, audience, age and nonce are right."""
    from authlib.common.errors import AuthlibBaseError
    from httpx2 import HTTPError
    from joserfc.errors import JoseError

    try:
        async with open_client(desk) as client:
            told = await metadata_of(desk, client)
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


async def metadata_of(desk: Desk, client: "AsyncOAuth2Client") -> dict[str, Any]:
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


def open_client(desk: Desk) -> "AsyncOAuth2Client":
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
