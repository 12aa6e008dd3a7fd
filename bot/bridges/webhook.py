"""Chatwoot's webhook: what agents write there goes to the contact, and what they resolve the bot has again.

Every message once, by Chatwoot's id of it. Answers are 200 for all that is signed: what cannot be done is told in
the conversation there, as a note.
"""

import hmac
import json
import re
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.bridges.agent import get_bridge_agent
from bot.bridges.chatwoot import Chatwoot
from bot.bridges.setup import CHATWOOT
from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.errors import TryAgain
from bot.handoff.ownership import release, take
from bot.handoff.queries import FIND_BY_KEY
from bot.handoff.refusals import HandoffRefused
from bot.handoff.say import say
from bot.handoff.standing import hold
from bot.hooks.queries import FIND_BY_REMOTE
from bot.live.touch import BELL as LIVE
from bot.log import get_log
from bot.outbox.content import Content
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.storage.transactions import Tx
from bot.web import read_at_most

log = get_log(__name__)

PATH = "/webhooks/chatwoot"
LARGEST = 1024 * 1024  # bytes of a body
FRESH = 300  # seconds that a signature is good
TIMESTAMP = re.compile(r"[0-9]{1,12}")
SIGNATURE = re.compile(r"sha256=[0-9a-f]{64}")
ID = re.compile(r"[0-9]{1,18}")
EVENTS = ("message_created", "conversation_status_changed")
OUTGOING = ("outgoing", 1)  # as the documentation has it, and as some releases send it


@dataclass(frozen=True)
class ChatwootDoor:
    """`secret` signs (`X-Chatwoot-Signature`), or stands at the end of the address where a release does not sign."""

    database: Database
    coordinator: Coordinator
    clock: Clock
    api: Chatwoot
    secret: str

    def routes(self) -> list[Route]:
        """With the signature, and with the secret in the address."""
        methods = ["POST"]
        return [Route(PATH, self.hear, methods=methods), Route(f"{PATH}/{{secret}}", self.hear, methods=methods)]

    async def hear(self, request: Request) -> Response:
        """403 for what is not Chatwoot's, 400 for what makes no sense; read only where it may be signed."""
        at = request.headers.get("x-chatwoot-timestamp", "")
        signature = request.headers.get("x-chatwoot-signature", "")
        in_address = str(request.path_params.get("secret", ""))
        if refused := self._refuses(in_address, at, signature):
            return Response(status_code=refused)
        body = await read_at_most(request, LARGEST)
        if body is None:
            return Response(status_code=413)
        if not in_address and not hmac.compare_digest(signature.encode(), self._sign(at, body)):
            return Response(status_code=403)
        try:
            told = _parse(body)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        await self._take(told)
        return Response(status_code=200)

    def _refuses(self, in_address: str, at: str, signature: str) -> int:
        """The status for what cannot be Chatwoot's whatever it brings; 0 where that is still to be seen."""
        if in_address:
            return 0 if hmac.compare_digest(in_address.encode(errors="replace"), self.secret.encode()) else 403
        if not at or not signature:
            return 403
        if not TIMESTAMP.fullmatch(at) or not SIGNATURE.fullmatch(signature):
            return 400
        return 403 if abs(int(at) - self.clock.now().timestamp()) > FRESH else 0

    def _sign(self, at: str, body: bytes) -> bytes:
        digest = hmac.new(self.secret.encode(), at.encode() + b"." + body, "sha256").hexdigest()
        return f"sha256={digest}".encode()

    async def _take(self, told: dict[str, Any]) -> None:
        event = told.get("event")
        if event == "message_created" and _is_of_agent(told):
            await self._say(told["conversation"]["id"], told)
        elif event == "conversation_status_changed" and told.get("status") == "resolved":
            await self._end(told["id"])

    async def _say(self, remote: int, told: dict[str, Any]) -> None:
        now, key = to_micros(self.clock.now()), f"{CHATWOOT}:{told['id']}"
        try:
            async with self.database.write() as tx:
                contact_id = await _contact_of(tx, remote)
                if contact_id is None:
                    return
                agent = await get_bridge_agent(tx, now)
                if await tx.row(FIND_BY_KEY, f"agent:{agent.id}:{key}") is not None:
                    return
                await take(tx, contact_id, agent, now)
                for place, content in enumerate(_contents(told)):
                    await say(tx, contact_id, agent, content, f"{key}:{place}" if place else key, now, undo=False)
        except HandoffRefused as refused:
            await self._note(remote, refused)
        else:
            for bell in ("sends", LIVE, "hooks"):
                self.coordinator.wake(bell)

    async def _end(self, remote: int) -> None:
        """Resolved there: the bot has it again, unless somebody here has taken it over meanwhile."""
        now = to_micros(self.clock.now())
        async with self.database.write() as tx:
            contact_id = await _contact_of(tx, remote)
            if contact_id is None:
                return
            agent = await get_bridge_agent(tx, now)
            standing = await hold(tx, contact_id)
            if standing.owner in ("queue", agent.owns_as):
                await release(tx, contact_id, agent, now)
        for bell in ("turns", LIVE, "hooks"):
            self.coordinator.wake(bell)

    async def _note(self, remote: int, refused: HandoffRefused) -> None:
        try:
            await self.api.say(remote, f"This was not sent: {refused}.", private=True)
        except TryAgain as failed:
            log.warning("chatwoot.note_failed", error=str(failed))


def _parse(body: bytes) -> dict[str, Any]:
    """What is told. Raises ValueError for what Chatwoot would not write."""
    told = json.loads(body)
    if not isinstance(told, dict):
        raise ValueError("no object")
    if told.get("event") not in EVENTS:
        return {}
    told["id"] = _number(told.get("id"))
    if isinstance(told.get("conversation"), dict):
        told["conversation"]["id"] = _number(told["conversation"].get("id"))
    if not isinstance(told.get("attachments") or [], list) or not isinstance(told.get("sender") or {}, dict):
        raise ValueError("no list of files, or no person")
    return told


def _number(value: object) -> int:
    """An id, as a number or written as one. Raises ValueError."""
    if isinstance(value, bool) or not ID.fullmatch(str(value)):
        raise ValueError("no id")
    return int(str(value))


def _is_of_agent(told: dict[str, Any]) -> bool:
    """Written by a person there for the contact: no note, nothing of an automation, nothing of ours."""
    sender = told.get("sender") or {}
    is_outgoing = told.get("message_type") in OUTGOING and not told.get("private")
    return is_outgoing and sender.get("type", "user") == "user" and isinstance(told.get("conversation"), dict)


def _contents(told: dict[str, Any]) -> list[Content]:
    """The words with the first file, then the other files."""
    text = str(told.get("content") or "").replace("\x00", "")
    attached = [each for each in told.get("attachments") or () if isinstance(each, dict)]
    files = [str(each["data_url"]) for each in attached if each.get("data_url")]
    first = Content(text=text, media=files[0] if files else "")
    return ([first] if text or files else []) + [Content(media=file) for file in files[1:]]


async def _contact_of(tx: Tx, remote: int) -> int | None:
    row = await tx.row(FIND_BY_REMOTE, CHATWOOT, remote)
    return int(row[0]) if row else None
