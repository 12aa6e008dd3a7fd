"""One request to somebody else's address: only to public hosts, never where a redirect points, with a limit."""

from bot.errors import BotError
from catalog.feeds.addresses import port_of, safe_address, split_url
from catalog.items import SourceFailed

SECONDS = 15.0


class Refused(BotError):
    """It was not taken. `answer` is the HTTP status, if there was an answer."""

    def __init__(self, why: str, answer: int | None = None) -> None:
        super().__init__(why)
        self.answer = answer


async def post(url: str, body: bytes, headers: dict[str, str], *, own_network: bool = False) -> int:
    """The status of an answer that says yes. Raises Refused.

    The connection goes to the address that was checked: a name that points elsewhere a moment later leads nowhere.
    """
    import httpx

    try:
        parts = split_url(url)
        address = await safe_address(url, own_network=own_network)
    except SourceFailed as failed:
        raise Refused(str(failed)) from None
    literal = f"[{address}]" if ":" in address else address
    target = parts._replace(netloc=f"{literal}:{port_of(parts)}", fragment="").geturl()
    host = parts.hostname or ""
    sent = {"Host": host if parts.port is None else f"{host}:{parts.port}", "Content-Type": "application/json"}
    async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
        try:
            request = client.build_request("POST", target, content=body, headers={**sent, **headers})
            request.extensions["sni_hostname"] = host
            response = await client.send(request, stream=True)
            await response.aclose()
        except httpx.HTTPError as failed:
            raise Refused(f"{type(failed).__name__}: it did not answer") from None
    if not 200 <= response.status_code < 300:
        raise Refused(f"it answered with {response.status_code}", response.status_code)
    return response.status_code
