"""Finding conversations: by name, digits of a phone number, an order's number, or what was said lately.

Names and numbers are looked for among all contacts. Words are looked for in the newest 20,000 messages of contacts
and the newest 20,000 to them, letter by letter: a bounded reading that needs no index of words on either database.
"""

import json
import re
from typing import Any

from starlette.requests import Request

from bot.console.desk import Desk
from bot.console.gates import one_at_a_time
from bot.console.inbox import queries
from bot.console.inbox.around import around_of
from bot.console.inbox.masking import sees_numbers
from bot.console.inbox.rows import masked, read_rows, short
from bot.console.inbox.values import words_in
from bot.console.routes import Route
from bot.staff.agents import Agent
from bot.storage.transactions import Row, Tx

MOST = 30
LOOKED_AT = 20_000  # messages each way
SHORTEST = 2  # letters of a search in messages
_NOT_DIGITS = re.compile(r"[\s().+/-]")

#: $1 the pattern, $2 how many messages are looked at.
SAID = """
select contact_id, received_at, body from (
  select contact_id, received_at, body from inbox_event where kind = 'message' order by id desc limit $2) recent
where lower(body) like $1 escape '\\' order by received_at desc limit 200
"""
SENT = """
select contact_id, created_at, content from (
  select contact_id, created_at, content from outbox order by id desc limit $2) recent
where lower(content) like $1 escape '\\' order by created_at desc limit 200
"""


def narrow(asked: queries.Asked, words: str, *, by_numbers: bool) -> None:
    """Only conversations whose contact or order is called so (`c` and `p` are in the statement).

    Without `by_numbers` addresses find nobody: whoever may not see a number cannot guess it digit by digit either.
    """
    pattern = asked.place(f"%{escaped(words.lower())}%")
    ways = [
        f"lower(p.name) like {pattern} escape '\\'",
        f"lower(p.given_name) like {pattern} escape '\\'",
        f"c.contact_id in (select q.contact_id from shop_order q where lower(q.number) like {pattern} escape '\\')",  # noqa: S608
    ]
    if by_numbers:
        digits = _NOT_DIGITS.sub("", words)
        number = asked.place(f"%{digits}%") if digits.isdecimal() and len(digits) >= 3 else pattern
        ways.append(
            "c.contact_id in (select a.contact_id from handle a where a.kind in ('phone', 'alias', 'email', 'bsuid') "  # noqa: S608
            f"and lower(a.value) like {number} escape '\\')"
        )
    asked.add(f"({' or '.join(ways)})")


async def search(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Conversations that a word leads to, by name, number or order first, then by what was said. Raises TooOften."""
    words = words_in(request.query_params.get("q", ""), 100)
    if len(words) < SHORTEST:
        return {"rows": [], "found": {}}
    async with one_at_a_time(desk.kept, agent, "search"), desk.database.read() as tx:
        named = await _named(tx, words, by_numbers=sees_numbers(agent))
        said = await _said(tx, words)
        ids = list(dict.fromkeys([*named, *said]))[:MOST]
        rows = await read_rows(tx, ids, await around_of(tx, desk))
    shown = [row if sees_numbers(agent) else masked(row) for each in ids if (row := rows.get(each))]
    return {"rows": shown, "found": {str(each): said[each] for each in ids if each in said and each not in named}}


async def _named(tx: Tx, words: str, *, by_numbers: bool) -> list[int]:
    asked = queries.Asked()
    narrow(asked, words, by_numbers=by_numbers)
    sql = (
        "select c.contact_id from conversation c join contact p on p.id = c.contact_id "  # noqa: S608
        f"where p.erased_at is null{asked.more} order by coalesce(c.touched_at, 0) desc limit {MOST}"
    )
    return [int(row[0]) for row in await tx.rows(sql, *asked.args)]


async def _said(tx: Tx, words: str) -> dict[int, str]:
    """Contact → the newest message that holds the words."""
    pattern = f"%{escaped(_as_stored(words.lower()))}%"
    rows: list[Row] = [*await tx.rows(SAID, pattern, LOOKED_AT), *await tx.rows(SENT, pattern, LOOKED_AT)]
    found: dict[int, str] = {}
    for contact_id, _, body in sorted(rows, key=lambda row: row[1], reverse=True):
        text = str(json.loads(body).get("text", ""))
        if contact_id not in found and words.lower() in text.lower():
            found[contact_id] = short(text)
    return found


def escaped(words: str) -> str:
    """Letters that `like` would read as something else."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _as_stored(words: str) -> str:
    """Messages are kept as JSON in ASCII."""
    return json.dumps(words)[1:-1]


ROUTES = [Route("GET", "/api/search", "viewer", search, query={"q": "at least two letters or digits"})]
