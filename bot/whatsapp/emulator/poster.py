"""Calls the shop's webhooks as Twilio does: signed, with time-outs and connection overrides, and noted in the log.

Twilio docs, "Webhooks (HTTP callbacks): Connection Overrides": by default only a failed connection is tried again.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

from bot.clock import Clock
from bot.whatsapp.emulator.caller import IN_FLIGHT, AiohttpCaller, Caller
from bot.whatsapp.emulator.store import Store
from bot.whatsapp.signature import SETTINGS_HEADER, SIGNATURE_HEADER, sign, sign_with_shared_key

USER_AGENT = "TwilioProxy/1.1"

Params = Sequence[tuple[str, str]]
OpenClient = Callable[[], Caller]


@dataclass(frozen=True, slots=True)
class Keys:
    """What webhooks are signed with: the auth token, or a shared key when one is given."""

    auth_token: str
    shared_key: tuple[str, str] | None = None  # id and secret

    def headers(self, url: str, params: Params) -> dict[str, str]:
        """The signature, and which key made it."""
        if self.shared_key is None:
            return {SIGNATURE_HEADER: sign(url, params, self.auth_token)}
        key_id, secret = self.shared_key
        named = f"key={key_id},algorithm=HMAC_SHA256"
        return {SIGNATURE_HEADER: sign_with_shared_key(url, params, secret), SETTINGS_HEADER: named}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the shop answered; status 0 when it could not be reached."""

    status: int
    content_type: str = ""
    text: str = ""


class Poster:
    """One pooled client for all webhooks."""

    def __init__(self, keys: Keys, store: Store, clock: Clock, open_client: OpenClient = AiohttpCaller) -> None:
        self._keys = keys
        self._store = store
        self._clock = clock
        self._open_client = open_client
        self._client: Caller | None = None
        self._places = asyncio.Semaphore(IN_FLIGHT)

    async def post(self, kind: str, url: str, params: Params) -> Answer:
        """Deliver one form, with the retries that the URL's fragment asks for."""
        address, _, fragment = url.partition("#")
        headers = {
            **self._keys.headers(address, params),
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": USER_AGENT,
            "I-Twilio-Idempotency-Token": str(uuid4()),
        }
        wanted = Overrides.read(fragment)
        answer = Answer(0)
        for _ in range(1 + wanted.retries):
            answer = await self._try(kind, address, urlencode(params).encode(), headers)
            if not wanted.retries_after(answer):
                break
        return answer

    async def close(self) -> None:
        """Let go of connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _try(self, kind: str, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        if self._client is None:
            self._client = self._open_client()
        started = time.perf_counter()
        try:
            async with self._places:
                response = await self._client.post(url, content=body, headers=headers)
            answer = Answer(response.status_code, response.headers.get("content-type", ""), response.text)
        except OSError:
            answer = Answer(0)
        self._note(kind, url, answer.status, (time.perf_counter() - started) * 1000)
        return answer

    def _note(self, kind: str, url: str, status: int, milliseconds: float) -> None:
        entry = {"kind": kind, "method": "POST", "path": urlsplit(url).path, "status": status}
        self._store.log.append({**entry, "ms": round(milliseconds, 2), "at": self._clock.now().isoformat()})


@dataclass(frozen=True, slots=True)
class Overrides:
    """`#rc=2&rp=5xx,ct`: how often and after what a webhook is tried again."""

    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})

    @classmethod
    def read(cls, fragment: str) -> "Overrides":
        """From a URL's fragment; what is not understood is Twilio's default."""
        named = dict(parse_qsl(fragment))
        retries = int(named["rc"]) if named.get("rc", "") in {"0", "1", "2", "3", "4", "5"} else 1
        policy = frozenset(named.get("rp", "ct").split(","))
        return cls(retries, policy)

    def retries_after(self, answer: Answer) -> bool:
        """Whether such an answer is worth another try."""
        what = {0: "ct", 4: "4xx", 5: "5xx"}.get(answer.status // 100)
        return what is not None and bool(self.policy & {what, "all"})
