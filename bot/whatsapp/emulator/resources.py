"""The JSON of Twilio's resources and of the phone's bubbles (twilio-oai: api_v2010, content_v1)."""

from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlencode

from bot.whatsapp.addresses import channel_address
from bot.whatsapp.emulator.errors import words_of
from bot.whatsapp.emulator.records import ContentResource, Json, Message, StoredMedia

API_VERSION = "2010-04-01"
CONTENT_URL = "https://content.twilio.com/v1/Content"
SEGMENT = 1600


def message_json(message: Message, account_sid: str) -> Json:
    """`api.v2010.account.message`."""
    uri = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{message.sid}"
    contact, sender = channel_address(message.address), channel_address(message.sender)
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": message.shown.text,
        "date_created": rfc2822(message.created_at),
        "date_sent": rfc2822(message.sent_at),
        "date_updated": rfc2822(message.updated_at),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": words_of(message.error_code) if message.error_code else None,
        "from": sender if message.from_shop else contact,
        "messaging_service_sid": message.service_sid,
        "num_media": "1" if message.shown.media else "0",
        "num_segments": str(max(1, -(-len(message.shown.text) // SEGMENT))),
        "price": None,
        "price_unit": "USD" if message.from_shop else None,
        "sid": message.sid,
        "status": message.status if message.from_shop else "received",
        "subresource_uris": {"media": f"{uri}/Media.json", "feedback": f"{uri}/Feedback.json"},
        "to": contact if message.from_shop else sender,
        "uri": f"{uri}.json",
    }


def media_json(media: StoredMedia, account_sid: str) -> Json:
    """`api.v2010.account.message.media`."""
    path = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{media.message_sid}/Media/{media.sid}.json"
    moment = rfc2822(media.created_at)
    return {
        "account_sid": account_sid,
        "content_type": media.content_type,
        "date_created": moment,
        "date_updated": moment,
        "parent_sid": media.message_sid,
        "sid": media.sid,
        "uri": path,
    }


def content_json(content: ContentResource, account_sid: str) -> Json:
    """`content.v1.content`."""
    url = f"{CONTENT_URL}/{content.sid}"
    links = {"approval_create": f"{url}/ApprovalRequests/whatsapp", "approval_fetch": f"{url}/ApprovalRequests"}
    return {**_plain_content(content, account_sid), "url": url, "links": links}


def content_and_approval_json(content: ContentResource, account_sid: str) -> Json:
    """`content.v1.content_and_approvals`."""
    return {**_plain_content(content, account_sid), "approval_requests": approval_json(content)}


def approval_json(content: ContentResource) -> Json:
    """`content.v1.content.approval_create`; `unsubmitted` when nobody has asked."""
    asked = content.approval or {}
    return {
        "name": asked.get("name", ""),
        "category": asked.get("category", ""),
        "content_type": next(iter(content.types)),
        "status": asked.get("status", "unsubmitted"),
        "rejection_reason": asked.get("rejection_reason", ""),
        "allow_category_change": True,
    }


def page_json(key: str, rows: list[Json], url: str, place: tuple[int, int, int]) -> Json:
    """One page of a `/2010-04-01/` list; `place` is page, page size and how many there are in all."""
    page, size, total = place
    start = page * size
    return {
        "end": max(start, start + len(rows) - 1),
        "first_page_uri": _paged(url, 0, size),
        "next_page_uri": _paged(url, page + 1, size) if start + len(rows) < total else None,
        "page": page,
        "page_size": size,
        "previous_page_uri": _paged(url, page - 1, size) if page else None,
        "start": start,
        "uri": _paged(url, page, size),
        key: rows,
    }


def meta_page_json(key: str, rows: list[Json], url: str, place: tuple[int, int, int]) -> Json:
    """One page of a `/v1/` or `/v2/` list."""
    old = page_json(key, rows, url, place)
    meta = {name.replace("_uri", "_url"): old[name] for name in old if name.endswith("page_uri")}
    return {key: rows, "meta": {**meta, "url": old["uri"], "key": key, "page": place[0], "page_size": place[1]}}


def rfc2822(moment: datetime | None) -> str | None:
    """Dates of the older API: `Fri, 24 May 2019 17:44:46 +0000`."""
    return format_datetime(moment.replace(microsecond=0)) if moment else None


def iso8601(moment: datetime) -> str:
    """Dates of the newer APIs: `2015-07-30T19:00:00Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def bubble_json(message: Message) -> Json:
    """What the phone page draws."""
    shown = message.shown
    code = message.error_code
    return {
        "sid": message.sid,
        "seq": message.seq,
        "from_shop": message.from_shop,
        "at": message.created_at.isoformat(),
        "status": message.status,
        "error": {"code": code, "message": words_of(code)} if code else None,
        "kind": shown.kind,
        "text": shown.text,
        "media": shown.media and {name: shown.media[name] for name in ("url", "content_type")},
        "buttons": list(shown.buttons),
        "list": shown.list,
        "products": shown.products,
        "quote": message.quote,
        "location": shown.location,
        "template": message.is_template,
        "tapped": message.tapped,
    }


def _plain_content(content: ContentResource, account_sid: str) -> Json:
    return {
        "sid": content.sid,
        "account_sid": account_sid,
        "friendly_name": content.friendly_name,
        "language": content.language,
        "variables": content.variables,
        "types": content.types,
        "date_created": iso8601(content.created_at),
        "date_updated": iso8601(content.updated_at),
    }


def _paged(url: str, page: int, size: int) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'PageSize': size, 'Page': page})}"
