"""How Twilio is reached: the SDK on pooled connections, with time-outs, and silent in the logs.

Every failure is told apart here by one question: may the request have been carried out?
"""

import asyncio
import json
import logging
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.clock import SystemClock
from bot.errors import BotError, TryAgain, Unsettled
from bot.settings import DEMO_ACCOUNT_SID, Settings
from bot.whatsapp.sdk import AsyncTwilioHttpClient, Client, Response

IN_FLIGHT = 64
CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
FORM = "application/x-www-form-urlencoded"
MOST_WAIT = timedelta(hours=1)  # a longer Retry-After is not believed
TWILIO = ("https://api.twilio.com", "https://content.twilio.com", "https://messaging.twilio.com")

_SILENT = logging.Logger("twilio.silenced", level=logging.CRITICAL + 1)  # the SDK's own would log addresses


class Refused(BotError):
    """Twilio read the request and will not carry it out."""

    def __init__(self, status: int, code: int | None, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.code = code


class TwilioHttp(AsyncTwilioHttpClient):  # type: ignore[misc] # the SDK has no types
    """The SDK's client with limits. Raises TryAgain (nothing was done), Refused or Unsettled."""

    def __init__(
        self, api_url: str = "", *, in_flight: int = IN_FLIGHT, total_seconds: float = TOTAL_SECONDS
    ) -> None:
        super().__init__(pool_connections=False, logger=_SILENT)
        self._api_url = api_url
        self._places = asyncio.Semaphore(in_flight)
        self._in_flight = in_flight
        self._timeout = aiohttp.ClientTimeout(total=total_seconds, sock_connect=CONNECT_SECONDS)
        self._pool: aiohttp.ClientSession | None = None

    async def request(  # noqa: PLR0913 - the SDK's signature
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002 - ours are stricter
        allow_redirects: bool = False,
    ) -> Response:
        headers = dict(headers or {})
        call: dict[str, Any] = {"params": params, "headers": headers, "allow_redirects": allow_redirects}
        if data and headers.get("Content-Type") == "application/json":
            call["json"] = data
        elif data:  # aiohttp's own forms take three times as long
            headers.setdefault("Content-Type", FORM)
            call["data"] = urlencode(data, doseq=True).encode()
        if auth is not None:
            headers["Authorization"] = _basic(*auth)
        async with self._places:
            status, text, answered = await self._call(method, at_stand_in(url, self._api_url), call)
        if status >= 300:
            raise refusal_of(status, text, answered)
        return Response(status, text, answered)

    def client_of(self, account: str, token: str) -> Client:
        """The SDK's client that speaks through this."""
        # an empty environment would make the SDK read the process's
        return Client(account, token, http_client=self, environment={"": ""})

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    async def _call(self, method: str, url: str, call: dict[str, Any]) -> tuple[int, str, Any]:
        try:
            async with self._session().request(method, url, **call) as response:
                return response.status, await response.text(errors="replace"), response.headers
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise TryAgain("Twilio cannot be reached") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unsettled(f"Twilio did not answer ({type(error).__name__})") from error

    def _session(self) -> aiohttp.ClientSession:
        if self._pool is None:
            self._pool = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._in_flight, keepalive_timeout=30),
                timeout=self._timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._pool


def at_stand_in(url: str, api_url: str) -> str:
    """The same path on the host that stands in for Twilio, if there is one."""
    host = next((host for host in TWILIO if api_url and url.startswith(f"{host}/")), None)
    return api_url + url.removeprefix(host) if host else url


def open_client(settings: Settings, http: TwilioHttp | None = None) -> Client:
    """The SDK's client for the configured account, or for the emulator's."""
    account = settings.twilio_account_sid or DEMO_ACCOUNT_SID
    token = settings.twilio_auth_token.get_secret_value() or "demo"
    return (http or TwilioHttp(settings.twilio_api_url)).client_of(account, token)


@lru_cache(maxsize=8)
def _basic(user: str, password: str) -> str:
    return aiohttp.encode_basic_auth(user, password)


def refusal_of(status: int, text: str, headers: Any) -> BotError:
    """What an answer that is no success says about the request."""
    body = _body(text)
    if status in {429, 503}:
        return TryAgain(f"Twilio is busy ({status})", retry_after(headers))
    if status >= 500 and not body:
        return Unsettled(f"Twilio answered {status}")  # a gateway on the way: nobody knows what lies behind it
    if status >= 500 or status < 400:
        return TryAgain(f"Twilio answered {status}", retry_after(headers))
    code = body.get("code")
    return Refused(status, code if isinstance(code, int) else None, f"Twilio refused ({status}, {code})")


def _body(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def retry_after(headers: Any) -> timedelta | None:
    """Seconds or an HTTP date; anything else counts as not said."""
    said = headers.get("Retry-After", "").strip()
    try:
        wait = timedelta(seconds=float(said)) if said.replace(".", "", 1).isdigit() else _until(said)
    except (ValueError, OverflowError):
        return None
    return max(timedelta(), min(wait, MOST_WAIT))


def _until(date: str) -> timedelta:
    moment = parsedate_to_datetime(date)
    return moment.replace(tzinfo=moment.tzinfo or UTC) - SystemClock().now()  # the provider speaks of real time
