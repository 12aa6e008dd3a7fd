"""All SQL of the doors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.storage.transactions import Row, Tx

FIND_LINK = "select code, door, page, sku from door_link where door = $1 and page = $2 and sku = $3"
FIND_LINKS = "select code, door, page, sku from door_link where code = any($1::text[])"
COUNT_LINKS = "select count(*) from door_link where door = $1"
ADD_LINK = (
    "insert into door_link (code, door, page, sku, created_at) values ($1, $2, $3, $4, $5) on conflict do nothing"
)
LIST_LINKS = (
    "select l.code, l.door, l.page, l.sku, "
    "coalesce((select sum(c.clicks) from door_click c where c.code = l.code), 0) "
    "from door_link l order by l.door, l.page, l.sku"
)
ADD_CLICK = (
    "insert into door_click (code, hour, clicks) values ($1, $2, 1) "
    "on conflict (code, hour) do update set clicks = door_click.clicks + 1"
)
ADD_LINK_CLICK = (
    "insert into link_click (contact_id, at, purpose, thing, door, ref) "
    "select $1::bigint, $2::bigint, $3::text, $4::text, $5::text, $6::text where not exists "
    "(select 1 from link_click where ref = $6::text and contact_id = $1::bigint and at > $2::bigint - $7::bigint)"
)
_TOUCH = (
    "key, contact_id, at, kind, door, code, page, sku, source_id, source_type, click_id, source_url, headline, body, "
    "media, raw"
)
ADD_TOUCH = (
    f"insert into touch ({_TOUCH}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) "  # noqa: S608
    "on conflict (key) do nothing"
)
FIRST_TOUCH = f"select {_TOUCH} from touch where contact_id = $1 order by at, key limit 1"  # noqa: S608
LAST_TOUCH = f"select {_TOUCH} from touch where contact_id = $1 order by at desc, key desc limit 1"  # noqa: S608

KEEP_WISH = (
    "insert into restock_wish (contact_id, sku, product_id, at, status, told_at) "
    "values ($1, $2, $3, $4, 'waiting', null) on conflict (contact_id, sku) do update set "
    "at = case when restock_wish.status in ('waiting', 'called') then restock_wish.at else excluded.at end, "
    "product_id = excluded.product_id, told_at = null, "
    "status = case when restock_wish.status = 'called' then 'called' else 'waiting' end"
)
SETTLE_WISH = (
    "update restock_wish set status = $3::text, "
    "told_at = case when $3::text = 'told' then $4::bigint else told_at end "
    "where contact_id = $1 and sku = $2 and status in ('waiting', 'called')"
)
WAIT_ON = (
    "update restock_wish set status = 'waiting', called_at = null "
    "where contact_id = $1 and sku = $2 and status = 'called'"
)
LIST_WISHES = (
    "select sku, product_id from restock_wish where contact_id = $1 and status in ('waiting', 'called') "
    "order by at, id"
)
WAITED_FOR = "select distinct sku from restock_wish where status = 'waiting'"
LIST_WAITING = (
    "select w.id, w.contact_id, c.sender, c.windows from restock_wish w "
    "join conversation c on c.contact_id = w.contact_id join contact p on p.id = w.contact_id "
    "where w.sku = $1 and w.status = 'waiting' and c.owner = 'bot' and p.opted_out_at is null order by w.at, w.id"
)


@dataclass(frozen=True, slots=True)
class Link:
    """A code and what it stands for."""

    code: str
    door: str
    page: str = ""
    sku: str = ""


async def find_link(tx: Tx, door: str, page: str, sku: str) -> Link | None:
    """The link of exactly this door, page and product."""
    row = await tx.row(FIND_LINK, door, page, sku)
    return Link(*row) if row else None


async def find_links(tx: Tx, codes: Sequence[str]) -> list[Link]:
    """The links of those codes that exist, in the order asked."""
    known = {row[0]: Link(*row) for row in await tx.rows(FIND_LINKS, list(codes))}
    return [known[code] for code in codes if code in known]


async def add_link(tx: Tx, link: Link, now: int) -> None:
    """Keep a link, unless its code or its place is taken already."""
    await tx.run(ADD_LINK, link.code, link.door, link.page, link.sku, now)


async def count_links(tx: Tx, door: str) -> int:
    """How many links a door has."""
    row = await tx.row(COUNT_LINKS, door)
    return int(row[0]) if row else 0


async def find_touch(tx: Tx, contact_id: int, *, last: bool) -> dict[str, Any] | None:
    """The first or the last thing that brought a contact, by column."""
    row = await tx.row(LAST_TOUCH if last else FIRST_TOUCH, contact_id)
    return dict(zip(_TOUCH.split(", "), row, strict=True)) if row else None


async def list_wishes(tx: Tx, contact_id: int) -> Sequence[Row]:
    """SKU and product of all that a contact waits for, the oldest first."""
    return await tx.rows(LIST_WISHES, contact_id)


FIND_BACK = "select id from shop_event where not heard and name = 'product.back_in_stock' and version <= $1 limit 1"
LIST_BACK = (
    "select id from shop_event where not heard and name = 'product.back_in_stock' and version <= $1 "
    "order by id limit 1000"
)
SET_HEARD = "update shop_event set heard = true where id = any($1::bigint[])"
