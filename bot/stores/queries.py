"""All SQL of store events."""

from bot.storage.statements import insert_many, update_many

ADD = insert_many(
    "store_event",
    {
        "key": "text",
        "twin": "text",
        "platform": "text",
        "shop": "text",
        "topic": "text",
        "body": "text",
        "told_at": "bigint",
        "received_at": "bigint",
        "state": "int",
        "due_at": "bigint",
        "attempts": "int",
        "error": "text",
        "done_at": "bigint",
    },
    conflict="on conflict do nothing",
)
#: Those that are due, put ahead until $1, so that no other process takes them up meanwhile.
TAKE_UP = (
    "update store_event set due_at = $1 where id in (select id from store_event where state = 0 and due_at <= $2 "
    "order by due_at, id limit $3 for update skip locked) "
    "returning id, platform, shop, topic, body, told_at, received_at, attempts"
)
END = update_many(
    "store_event",
    {"id": "bigint"},
    {"state": "int", "error": "text", "done_at": "bigint"},
    also_where="t.state = 0",
)
PUT_OFF = update_many(
    "store_event",
    {"id": "bigint"},
    {"due_at": "bigint", "error": "text"},
    also_set="attempts = attempts + 1",
    also_where="t.state = 0",
)
#: A body that is done with goes: it may tell of people, and nobody would forget them there.
BLANK = "update store_event set body = '' where id = any($1::bigint[]) and state in (1, 3)"
ANY_AT_THE_TILL = "select 1 from cart where status = 'open' and checkout is not null and abandoned_at is null limit 1"
NEXT_DUE = "select min(due_at) from store_event where state = 0"
LIST_SOURCES = "select name, kind, address, settings, language, currency, marks from catalog_source where kind = $1"
FIND_SOURCE = "select name, kind, address, settings, language, currency, marks from catalog_source where name = $1"
FIND_PLACE = "select 1 from inventory_level where source = $1 and inventory_id = $2 limit 1"
FIND_PARENT = (
    "select p.external_id from variant v join product p on p.id = v.product_id "
    "where v.external_id = $2 and p.source = $1 and p.external_id <> $2 limit 1"
)
CLEAR_PARKED = "delete from parked_fact where at < $1"
CLEAR = "delete from store_event where done_at < $1"

ADD_TOLD = "insert into told_event (key, topic, received_at) values ($1, $2, $3) on conflict (key) do nothing"
CLEAR_TOLD = "delete from told_event where received_at < $1"
CATEGORY_OF = "select category from product where id = $1"
FIND_PRODUCT = (
    "select id from (select id, 1 as place from product where id = $1 "
    "union all select product_id, 2 from variant where sku = $1 "
    "union all select product_id, 3 from variant where shop_sku = $1 and shop_sku <> '' "
    "union all select id, 4 from product where external_id = $1 and external_id <> '') as found "
    "order by place limit 1"
)
