"""WhatsApp through Twilio as the outbox sees it: one bubble out, what became of it, and who wrote meanwhile."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn
from urllib.parse import quote, urljoin

from bot.errors import BotError, GiveUp, TryAgain, Unsettled, WindowClosed
from bot.log import get_log
from bot.outbox.channel import Accepted, Send, Sighting
from bot.outbox.content import Content, Native
from bot.outbox.reason import Retry
from bot.settings import DEMO_ACCOUNT_SID, Settings
from bot.whatsapp.addresses import channel_address
from bot.whatsapp.client import Refused, open_client
from bot.whatsapp.contents import Contents, ContentStore
from bot.whatsapp.lists import list_media, list_messages, moment_of
from bot.whatsapp.products import product_shape, product_variables
from bot.whatsapp.reasons import explain, is_missing_content
from bot.whatsapp.refusals import Refusals
from bot.whatsapp.sdk import Client, TwilioException
from bot.whatsapp.shapes import Shape, numbered, shape_of, variables_of

log = get_log(__name__)

STATUS_PATH = "/webhooks/twilio/status"
TYPING = "https://messaging.twilio.com/v2/Indicators/Typing.json"
OUTSIDE_WINDOW = 63016
WAITS = {Retry.LATER: timedelta(minutes=1), Retry.ONCE: timedelta(minutes=1), Retry.THROTTLE: timedelta(seconds=5)}

_ADDRESS = "%/:=&?~#+!$,;'@()*[]"
_UNREADABLE = (TwilioException, ValueError, TypeError, AttributeError)  # what the SDK raises over odd answers


class TwilioWhatsApp:
    """A `Channel` (bot/outbox/channel.py). Made inside a running event loop; `close` it there."""

    def __init__(self, settings: Settings, store: ContentStore, client: Client | None = None) -> None:
        self._client = client or open_client(settings)
        self._account = settings.twilio_account_sid or DEMO_ACCOUNT_SID
        self._contents = Contents(self._client, store, f"{self._account}@{settings.twilio_api_url or 'twilio'}")
        self._refusals = Refusals()
        self._base_url = settings.base_url
        self._service = settings.twilio_messaging_service_sid

    async def send(self, message: Send) -> Accepted:
        """As `Channel.send`. Products of WhatsApp's catalog where they can be shown; else choices become buttons, a
        card or a list, and numbered text when Twilio has no resource."""
        content = self._reachable(message.content)
        if content.native and content.native.refused:
            self._refusals.add(content.native)
        if content.as_native is None:
            return await self._send_own(message, content)
        try:
            return await self._send_products(message, content, content.as_native)
        except _NotProducts as refused:
            log.warning("products.not_shown", entry_id=message.entry_id, reason=str(refused))
            return replace(await self._send_own(message, content), refused=str(refused))

    async def list_sent(self, sender: str, to: str, since: datetime) -> list[Sighting]:
        """As `Channel.list_sent`. Not filtered by date at Twilio: what waits in its queue has no date yet."""
        rows = await self._list({"From": channel_address(sender), "To": channel_address(to)}, since)
        return [_sighting(row) for row in rows if str(row.get("direction", "")).startswith("outbound")]

    async def list_inbound(self, sender: str, since: datetime) -> list[dict[str, Any]]:
        """Twilio's rows of what contacts wrote to `sender` since then, oldest first. Raises TryAgain.

        A row with files carries `media`, the rows of its Media list, if that can be had at once.
        """
        day = since.astimezone(UTC).strftime("%Y-%m-%d")  # Twilio's filter knows days; the rest is ours
        rows = await self._list({"To": channel_address(sender), "DateSent>": day}, since)
        inbound = [row for row in rows if row.get("direction") == "inbound"]
        with_files = [row for row in inbound if str(row.get("num_media") or "0") != "0"]
        found = await asyncio.gather(*(list_media(self._client, row) for row in with_files))
        for row, files in zip(with_files, found, strict=True):
            row["media"] = files
        return inbound

    async def show_typing(self, inbound_id: str) -> None:
        """As `Channel.show_typing`."""
        try:
            await self._client.request_async("POST", TYPING, data={"channel": "whatsapp", "messageId": inbound_id})
        except (BotError, *_UNREADABLE) as error:
            log.debug("typing.not_shown", error=type(error).__name__)

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.http_client.close()

    async def _send_own(self, message: Send, content: Content) -> Accepted:
        try:
            return await self._send_rich(message, content)
        except _NotRich:
            return await self._create(message, _plain(numbered(content)))

    async def _send_products(self, message: Send, content: Content, native: Native) -> Accepted:
        """Raises _NotProducts when nothing was sent and our own bubble may go instead."""
        if self._refusals.rests(native):
            raise _NotProducts("WhatsApp has refused these products within the last hour")
        shape = product_shape(native)
        try:
            return await self._send_shape(message, shape, product_variables(content, native))
        except _NotRich as error:
            raise _NotProducts("Twilio has no resource for products of this catalog") from error
        except GiveUp as error:
            if error.code is not None and explain(error.code).of_products:
                self._refusals.add(native)
                raise _NotProducts(f"{error} ({error.code})") from error
            raise

    async def _send_rich(self, message: Send, content: Content) -> Accepted:
        """With its resource, made anew once if it is gone. Raises _NotRich when there is none."""
        shape = shape_of(content)
        if shape is None:
            return await self._create(message, _plain(content))
        return await self._send_shape(message, shape, variables_of(content, shape))

    async def _send_shape(self, message: Send, shape: Shape, variables: dict[str, str]) -> Accepted:
        for _ in range(2):
            sid = await self._contents.sid_of(shape)
            if sid is None:
                raise _NotRich
            try:
                return await self._create(message, _filled_in(sid, variables))
            except _ContentGone:
                await self._contents.forget(shape, sid)
        raise _NotRich

    async def _create(self, message: Send, words: dict[str, Any]) -> Accepted:
        try:
            made = await self._client.messages.create_async(**self._envelope(message), **words)
        except Refused as refused:
            if "content_sid" in words and not message.content.template:
                _raise_if_gone(refused)
            _give_up_or_wait(refused)
        except _UNREADABLE as error:
            raise Unsettled("Twilio's answer is not readable") from error
        if not made.sid:
            raise Unsettled("Twilio's answer names no message")
        return Accepted(made.sid)

    def _envelope(self, message: Send) -> dict[str, Any]:
        envelope = {
            "to": channel_address(message.to),
            "from_": channel_address(message.sender),
            "status_callback": f"{self._base_url}{STATUS_PATH}?ref={quote(message.reference, safe='')}",
        }
        if self._service:
            envelope["messaging_service_sid"] = self._service
        return envelope

    def _reachable(self, content: Content) -> Content:
        """With an absolute address of its media; blanks and letters that no address may have are escaped."""
        if not content.media:
            return content
        address = urljoin(f"{self._base_url}/", content.media)
        return replace(content, media=quote(address, safe=_ADDRESS))

    async def _list(self, query: dict[str, str], since: datetime) -> list[dict[str, Any]]:
        try:
            return await list_messages(self._client, self._account, query, since)
        except Refused as refused:
            raise TryAgain(explain(refused.code or refused.status).words) from refused
        except Unsettled as unsettled:
            raise TryAgain(str(unsettled)) from unsettled


class _NotRich(BotError):
    """There is no Content resource for this bubble: say it in words."""


class _NotProducts(BotError):
    """WhatsApp does not show these products of its catalog: say why, and send our own bubble."""


class _ContentGone(BotError):
    """The Content resource that was remembered does not exist any more."""


def _plain(content: Content) -> dict[str, Any]:
    if content.template:
        return _filled_in(content.template.sid, content.template.variables)
    words: dict[str, Any] = {"body": content.text} if content.text or not content.media else {}
    return words | ({"media_url": [content.media]} if content.media else {})


def _filled_in(sid: str, variables: dict[str, str]) -> dict[str, Any]:
    return {"content_sid": sid, "content_variables": json.dumps(variables, ensure_ascii=False)}


def _raise_if_gone(refused: Refused) -> None:
    if is_missing_content(refused.status, refused.code):
        raise _ContentGone(str(refused)) from refused


def _give_up_or_wait(refused: Refused) -> NoReturn:
    """The table's verdict on a refusal."""
    if refused.code == OUTSIDE_WINDOW:
        raise WindowClosed(explain(OUTSIDE_WINDOW).words, OUTSIDE_WINDOW) from refused
    code = refused.code if refused.code is not None else _CODES_OF_STATUS.get(refused.status)
    if code is None:
        raise GiveUp(f"Twilio refused the message (HTTP {refused.status})") from refused
    reason = explain(code)
    if reason.retry is not Retry.NEVER:
        raise TryAgain(reason.words, WAITS[reason.retry]) from refused
    raise GiveUp(reason.words, code) from refused


_CODES_OF_STATUS = {401: 20003, 403: 20003, 404: 20404}


def _sighting(row: dict[str, Any]) -> Sighting:
    return Sighting(
        provider_id=row["sid"],
        created_at=moment_of(row),
        status=str(row.get("status") or ""),
        body=str(row.get("body") or ""),
        error_code=row.get("error_code"),
    )
