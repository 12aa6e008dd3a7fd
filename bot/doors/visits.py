"""A visit to a link: which door, page and product it is for, whether a person made it, and in which language."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlsplit

from bot.doors.codes import is_code
from bot.doors.links import find_first_link, keep_link
from bot.doors.plan import DoorPlan
from bot.doors.queries import ADD_CLICK, Link
from bot.storage.database import Database

LONGEST_PAGE = 200
HOUR = 3_600_000_000  # µs
_ROBOTS = re.compile(
    r"bot\b|bot[/;]|crawl|spider|slurp|preview|facebookexternalhit|facebot|whatsapp/|telegram|slack|discord|skype|"
    r"embedly|pinterest|vkshare|curl/|wget/|python|go-http|java/|okhttp|headlesschrome|lighthouse|monitor|scan",
    re.IGNORECASE,
)


async def find_visited(database: Database, plan: DoorPlan, token: str, page: str, sku: str, now: int) -> Link | None:
    """The link that a token (a code, or a door's id) stands for on this page; made when it is new. None: no such."""
    code = token.strip().upper()
    async with database.read() as tx:
        link = await find_first_link(tx, [code]) if is_code(code) else None
    if link is None:
        door = plan.doors.get(token.strip().lower())
        if door is None:
            return None
        link = Link("", door.id)
    elif not (page or sku) or link.door not in plan.doors:
        return link
    async with database.write() as tx:
        return await keep_link(tx, link.door, page or link.page, sku or link.sku, now)


async def count_click(database: Database, code: str, now: int) -> None:
    """One more person has come through this link. `now` in µs."""
    async with database.write() as tx:
        await tx.run(ADD_CLICK, code, now - now % HOUR)


def is_person(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a visit counts: no preview, no crawler, nothing that a browser fetches on suspicion."""
    agent = headers.get("user-agent", "")
    ahead = f"{headers.get('purpose', '')} {headers.get('sec-purpose', '')} {headers.get('x-purpose', '')}"
    return method == "GET" and bool(agent) and not _ROBOTS.search(agent) and not re.search("prefetch|preview", ahead)


def page_of(text: str) -> str:
    """The path of a page, whatever of its address was given: without host, question and fragment."""
    try:
        path = urlsplit(text.strip()).path
    except ValueError:
        return ""
    kept = "".join(sign for sign in path if sign.isprintable())
    return kept[:LONGEST_PAGE].encode(errors="replace").decode()


def choose_language(asked: str, accepted: str, languages: Sequence[str]) -> str:
    """The first of the shop's languages that the visitor reads; `accepted` is an Accept-Language."""
    wishes = [asked, *(tag for _, tag in sorted(map(_weighed, accepted.split(",")), reverse=True))]
    for wish in wishes:
        base = wish.strip().lower().split("-")[0]
        if found := next((code for code in languages if base and code.lower().split("-")[0] == base), None):
            return found
    return languages[0]


def _weighed(part: str) -> tuple[float, str]:
    tag, _, weight = part.partition(";")
    found = re.search(r"q\s*=\s*([01](?:\.\d{1,3})?)", weight)
    return (float(found[1]) if found else 1.0, tag) if not weight or found else (0.0, tag)


def chat_address(sender: str, text: str) -> str:
    """Where WhatsApp opens a chat with us; `sender` in E.164."""
    number = re.sub(r"\D", "", sender)
    return f"https://wa.me/{number}?text={quote(text, safe='')}"
