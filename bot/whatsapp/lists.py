"""Twilio's list of messages, page by page, as plain rows."""

import asyncio
import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from bot.errors import TryAgain, Unsettled
from bot.whatsapp.client import Refused
from bot.whatsapp.sdk import Client

API = "https://api.twilio.com"
PAGE_SIZE = 200
FILES_SECONDS = 2  # for the files of a message
MOST_PAGES = 500  # a hundred thousand messages: beyond that something is wrong


async def list_messages(client: Client, account: str, query: dict[str, str], since: datetime) -> list[dict[str, Any]]:
    """Rows created since then, oldest first. Twilio lists the newest first: an old page is the last to read.

    Raises what the client raises, and Unsettled when an answer is not readable.
    """
    url = f"{API}/2010-04-01/Accounts/{account}/Messages.json"
    params: dict[str, object] | None = {**query, "PageSize": PAGE_SIZE}
    since = since.replace(microsecond=0)  # Twilio's dates have no fractions
    found: list[dict[str, Any]] = []
    for _ in range(MOST_PAGES):
        page = _page(await client.request_async("GET", url, params=params))
        rows = page.get("messages") or []
        fresh = [row for row in rows if moment_of(row) >= since]
        found += fresh
        if not page.get("next_page_uri") or (rows and not fresh):
            break
        url, params = API + page["next_page_uri"], None
    found.reverse()
    found.sort(key=moment_of)  # Twilio's dates are whole seconds: those of the same second keep the list's order
    return found


async def list_media(client: Client, row: dict[str, Any]) -> list[dict[str, Any]]:
    """The files of one message: rows of its Media list; none when it cannot be had now: the words do not wait."""
    try:
        async with asyncio.timeout(FILES_SECONDS):
            page = _page(await client.request_async("GET", API + row["uri"].removesuffix(".json") + "/Media.json"))
    except (Refused, TryAgain, Unsettled, TimeoutError, KeyError):
        return []
    return list(page.get("media_list") or ())


def moment_of(row: dict[str, Any]) -> datetime:
    """When a message was created, to the second."""
    date = row.get("date_created") or row.get("date_sent")
    try:
        moment = parsedate_to_datetime(str(date))
    except ValueError as error:
        raise Unsettled("Twilio's list has a message without a date") from error
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def _page(answer: Any) -> dict[str, Any]:
    try:
        page = json.loads(answer.text)
    except ValueError as error:
        raise Unsettled("Twilio's list is not readable") from error
    if not isinstance(page, dict):
        raise Unsettled("Twilio's list is not readable")
    return page
