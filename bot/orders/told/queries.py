"""All SQL of what stores tell of orders, carts and parcels."""

from bot.storage.statements import insert_many

#: One writer at a time, whatever the number of processes: facts of one lot may be about the same people.
LOCK = "select value from fact where name = 'store_records' for update"
KEEP_LOCK = "insert into fact (name, value) values ('store_records', '') on conflict (name) do nothing"

_ORDER = (
    "id, contact_id, number, status, currency, total, refunded, is_placed, payment_state, fulfilment_state, paid_at, "
    "cancelled_at, changed_at, told_mark, payment_at, delivered_at, cart_token, checkout_token, source, external_id, "
    "payment, coupon, country, placed_at"
)
FIND_ORDER = f"select {_ORDER} from shop_order where source = $1 and external_id = $2 for update"  # noqa: S608
GET_ORDER = f"select {_ORDER} from shop_order where id = $1::bigint for update"  # noqa: S608
ADD_ORDER = f"""
    insert into shop_order (number, contact_id, status, currency, subtotal, discount, shipping, total, coupon,
      payment, placed_at, source, external_id,
      is_placed, payment_state, fulfilment_state, refunded, country, told_mark)
    values ($1, $2::bigint, 'placed', $3, 0, 0, 0, 0, '', '', $4::bigint, $5, $6, 0, '', '', 0, '', '')
    on conflict do nothing returning {_ORDER}
"""  # noqa: S608
SET_ORDER = """
    update shop_order set number = $2, currency = $3, subtotal = $4::bigint, discount = $5::bigint,
      shipping = $6::bigint, total = $7::bigint, coupon = $8, payment = $9, placed_at = $10::bigint,
      fulfilment_state = $11, country = $12, changed_at = $13::bigint, told_mark = $14
    where id = $1::bigint
"""
#: What every fact may add to, whether it is the newest or not.
FILL_ORDER = f"""
    update shop_order set is_placed = $2::int, cancelled_at = $3::bigint, paid_at = $4::bigint,
      cart_token = coalesce(cart_token, $5), checkout_token = coalesce(checkout_token, $6), contact_id = $7::bigint,
      payment_state = coalesce($8, payment_state), payment_at = coalesce($9::bigint, payment_at)
    where id = $1::bigint returning {_ORDER}
"""  # noqa: S608
SET_PAYMENT = "update shop_order set payment_state = $2, payment_at = $3::bigint where id = $1::bigint"
SET_REFUNDED = """
    update shop_order set refunded =
      (select coalesce(sum(r.amount), 0) from order_refund r where r.order_id = $1::bigint) where id = $1::bigint
"""
SET_STATUS = "update shop_order set status = $2, delivered_at = $3::bigint where id = $1::bigint"
ADD_REFUND = """
    insert into order_refund (source, external_id, order_id, amount, currency, at)
    values ($1, $2, $3::bigint, $4::bigint, $5, $6::bigint) on conflict do nothing
"""
KEEP_LINES = insert_many(
    "order_line",
    {
        "order_id": "bigint",
        "sku": "text",
        "title": "text",
        "quantity": "int",
        "price": "bigint",
        "final_sale": "bool",
    },
    conflict="on conflict (order_id, sku) do update set title = excluded.title, quantity = excluded.quantity, "
    "price = excluded.price",
)
DROP_LINES = """
    delete from order_line where order_id = $1::bigint and sku <> all($2::text[])
      and id not in (select line_id from return_request)
"""
#: What a browser names is believed only where the catalog knows it, and costs what it costs there.
FIND_GOODS = """
    select v.external_id, v.sku, o.price, o.currency from variant v join offer o on o.sku = v.sku
    join product p on p.id = v.product_id
    where (v.sku = any($1::text[]) or v.external_id = any($1::text[])) and o.price is not null and p.gone_at is null
"""
FIND_SKUS = """
    select v.external_id, v.sku from variant v join product p on p.id = v.product_id
    where p.source = $1 and v.external_id = any($2::text[])
"""
_GOODS = (
    "select l.sku, l.title, l.quantity, v.product_id, p.category from {lines} l "
    "left join variant v on v.sku = l.sku left join product p on p.id = v.product_id "
    "where l.{of}_id = $1::bigint order by l.{by}"
)
ORDER_GOODS = _GOODS.format(lines="order_line", of="order", by="id")
CART_GOODS = _GOODS.format(lines="cart_line", of="cart", by="sku")
ORDER_STEPS = """
    select s.id, s.is_cancelled, e.stage, e.place, e.at from shipment s
    left join shipment_event e on e.shipment_id = s.id where s.order_id = $1::bigint order by s.id
"""
FIND_ORDER_OF = """
    select 1 from shop_order where source = $1 and ((cart_token is not null and cart_token = $2::text)
      or (checkout_token is not null and checkout_token = $3::text)) and is_placed = 1 limit 1
"""

_CART = "id, contact_id, status, changed_at, told_mark, checkout, total, currency, url, source"
FIND_CART = f"select {_CART} from cart where source = $1 and external_id = $2 for update"  # noqa: S608
ADD_CART = """
    insert into cart (contact_id, status, created_at, changed_at, source, external_id, currency, total, url,
      told_mark)
    values ($1::bigint, 'emptied', $2::bigint, $2::bigint, $3, $4, '', 0, '', '') on conflict do nothing returning id
"""
SET_CART = """
    update cart set changed_at = $2::bigint, told_mark = $3, currency = $4, total = $5::bigint, abandoned_at = null,
      url = case when $6::text = '' then url else $6::text end,
      created_at = case when $2::bigint < created_at then $2::bigint else created_at end
    where id = $1::bigint
"""
FILL_CART = """
    update cart set contact_id = $2::bigint, checkout = coalesce(checkout, $3), status = $4,
      created_at = case when $5::bigint < created_at then $5::bigint else created_at end,
      url = case when url = '' then $6 else url end
    where id = $1::bigint
"""
COUNT_LINES = "select count(*) from cart_line where cart_id = $1::bigint"
KEEP_CART_LINE = """
    insert into cart_line (cart_id, sku, quantity, price, currency, added_at, changed_at, title)
    values ($1::bigint, $2, $3::int, $4::bigint, $5, $6::bigint, $6::bigint, $7)
    on conflict (cart_id, sku) do update set quantity = excluded.quantity, price = excluded.price,
      currency = excluded.currency, changed_at = excluded.changed_at, title = excluded.title
"""
DROP_CART_LINES = "delete from cart_line where cart_id = $1::bigint and sku <> all($2::text[])"
END_CARTS = """
    update cart set status = 'ordered' where status <> 'ordered' and (
      (source = $1 and (($2::text <> '' and external_id = $2::text) or ($3::text <> '' and checkout = $3::text)))
      or ($4::text <> '' and source = 'web' and external_id = $4::text)) returning id
"""
END_CHAT_CART = (
    "update cart set status = 'ordered' where id = $1::bigint and contact_id = $2::bigint and source = '' "
    "and status = 'open'"
)
LEFT_AT_THE_TILL = f"""
    select {_CART} from cart
    where status = 'open' and checkout is not null and abandoned_at is null and changed_at <= $1::bigint
    order by changed_at, id limit 100 for update skip locked
"""  # noqa: S608
SET_ABANDONED = "update cart set abandoned_at = $2::bigint where id = $1::bigint"

_SHIPMENT = "id, order_id, carrier, tracking_number, tracking_url, is_cancelled, changed_at, told_mark"
FIND_SHIPMENT = f"select {_SHIPMENT} from shipment where source = $1 and external_id = $2 for update"  # noqa: S608
GET_SHIPMENT = f"select {_SHIPMENT} from shipment where id = $1::bigint for update"  # noqa: S608
ADD_SHIPMENT = """
    insert into shipment (order_id, carrier, tracking_number, tracking_url, source, external_id, is_cancelled,
      told_mark) values ($1::bigint, '', '', '', $2, $3, 0, '') on conflict do nothing returning id
"""
SET_SHIPMENT = """
    update shipment set carrier = $2, tracking_number = $3, tracking_url = $4, is_cancelled = $5::int,
      changed_at = $6::bigint, told_mark = $7 where id = $1::bigint
"""
ADD_NUMBER = "insert into shipment_number (number, shipment_id) values ($1, $2::bigint) on conflict do nothing"
FIND_BY_NUMBER = "select shipment_id from shipment_number where number = $1 order by shipment_id"
STEPS = "select stage, place, at from shipment_event where shipment_id = $1::bigint"
SET_EXPECTED = "update shop_order set expected_at = $2::bigint where id = $1::bigint and source <> ''"
IS_ERASED = "select erased_at is not null from contact where id = $1::bigint"
WHO_GOT_LINK = "select contact_id, purpose, thing from link_click where ref = $1 order by id desc limit 1"
NOTE_VIEW = """
    insert into product_view (contact_id, product_id, seen_at, counted) values ($1::bigint, $2, $3::bigint, false)
    on conflict (contact_id, product_id) do update set seen_at = excluded.seen_at
    where product_view.seen_at < excluded.seen_at
"""
CANCEL_SHIPMENT = "update shipment set is_cancelled = 1 where id = $1::bigint"
SET_URL = "update shipment set tracking_url = $2 where id = $1::bigint and tracking_url = ''"
