"""After an outage: inbound messages that the provider has and we never got are taken in like any other.

Twilio does not retry a webhook that was answered with 5xx or too late, but keeps the message readable (Twilio docs,
"Webhooks: Connection Overrides"). Lists show less than webhooks do: a tap is its label, a location is blank.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

from bot.clock import Clock
from bot.errors import Unreadable
from bot.inbox.events import NewEvent
from bot.log import get_log
from bot.whatsapp.payloads import parse_message

API_HOST = "https://api.twilio.com"

Row = dict[str, Any]

log = get_log(__name__)


class Keeps(Protocol):
    """The inbox, as this door sees it."""

    async def keep(self, event: NewEvent) -> None:
        """Returns once the event is on disk; the same key is kept once."""


class ListsInbound(Protocol):
    """The provider's message list."""

    async def list_inbound(self, sender: str, since: datetime) -> list[Row]:
        """Rows of the Messages list resource with `To=whatsapp:<sender>` and direction `inbound`, sent at or
        after `since`: `sid, from, to, body, num_media, direction, date_sent, date_created, account_sid, uri`.

        A row with media may carry `media`: the rows of its Media list (`uri`, `content_type`). Without them the
        address of that list stands in, and whoever fetches the file looks there. Raises TryAgain.
        """


async def take_in_missed(
    messages: ListsInbound,
    inbox: Keeps,
    senders: Iterable[str],
    since: datetime,
    clock: Clock,
    leave: timedelta = timedelta(),
) -> int:
    """Offer every inbound message since `since` to the inbox, oldest first; how many were offered.

    Those younger than `leave` are not: their webhook may be under way.

    The key is the webhook's (`twilio:<sid>`), so what did reach us is not taken twice. Raises TryAgain when the
    provider cannot be asked: nothing is lost by asking again.
    """
    rows = [row for sender in senders for row in await messages.list_inbound(sender, since)]
    now = clock.now()
    offered = 0
    inbound = [row for row in rows if _is_inbound(row) and _sent_at(row, now) <= now - leave]
    for row in sorted(inbound, key=lambda row: _sent_at(row, now)):
        try:
            event = parse_message(_form_of(row), _sent_at(row, now))
        except Unreadable:
            log.warning("missed.unreadable", message_id=row.get("sid"))
            continue
        await inbox.keep(event)
        offered += 1
    log.info("missed.offered", count=offered)
    return offered


def _is_inbound(row: Row) -> bool:
    return row.get("direction") in {"inbound", None}


def _sent_at(row: Row, now: datetime) -> datetime:
    """When the contact sent it (the window counts from there); never in the future, `now` if unreadable."""
    for name in ("date_sent", "date_created"):
        if (moment := _moment(row.get(name))) is not None:
            return min(moment, now)
    return now


def _moment(value: object) -> datetime | None:
    if isinstance(value, str):
        try:
            value = parsedate_to_datetime(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _form_of(row: Row) -> list[tuple[str, str]]:
    """The row in the words of the webhook, so that both are read by the same code."""
    form = {
        "MessageSid": row.get("sid"),
        "AccountSid": row.get("account_sid"),
        "MessagingServiceSid": row.get("messaging_service_sid"),
        "From": row.get("from") or row.get("from_"),
        "To": row.get("to"),
        "Body": row.get("body"),
        "NumMedia": row.get("num_media"),
        **_media(row),
    }
    return [(name, str(value)) for name, value in form.items() if value is not None]


def _media(row: Row) -> dict[str, str]:
    if str(row.get("num_media") or "0") == "0":
        return {}
    first: Row = next(iter(row.get("media") or ()), {})
    uri = str(first.get("uri") or "").removesuffix(".json") or _media_list(row)
    return {"MediaUrl0": API_HOST + uri, "MediaContentType0": str(first.get("content_type") or "")}


def _media_list(row: Row) -> str:
    """`…/Messages/MM….json` → `…/Messages/MM…/Media.json`."""
    return str(row.get("uri") or "").removesuffix(".json") + "/Media.json"
