"""Selling: prices and stock as a checkout must read and change them, inside its own transaction.

Statements in PostgreSQL's words; whoever sells runs them. Stock is taken by one conditional update for each variant,
in the order of the SKUs, so that only what is sold on
purpose without stock falls below zero, and two checkouts never wait for each other in a ring.
"""

from catalog.windows import Moment, sale_at, window_of

#: What stands for the stock of what is not counted: more than anybody may buy.
PLENTY = 1_000_000
#: Of these SKUs, what is still sold: sku, price, sale_price, currency, stock, category and id of its product, and
#: the moments from and until which the sale price holds (see `catalog.windows`).
READ_OFFERS = """
    select o.sku, o.price, o.sale_price, o.currency,
      case when o.stock is null or o.availability in ('preorder', 'backorder') then 1000000 else o.stock end,
      p.category, p.id, o.sale_from, o.sale_until
    from offer o join variant v on v.sku = o.sku join product p on p.id = v.product_id
    where p.active and o.price is not null and o.sku = any($1::text[])
"""
#: Lock these products. Whoever writes takes its locks in this order: products, offers, the catalog's version.
LOCK_PRODUCTS = "select id from product where id = any($1::text[]) order by id for no key update"
#: Take so many of one variant; touches no row when there are not so many left, unless it is sold all the same
#: (`preorder`, `backorder`). What is not counted stays uncounted. Answers what is left.
TAKE_STOCK = """
    update offer set stock = stock - $2::int
    where sku = $1 and (stock is null or stock >= $2::int or availability in ('preorder', 'backorder'))
    returning stock
"""
#: The other way round, for an order that is not to be.
GIVE_BACK_STOCK = "update offer set stock = stock + $2::int where sku = $1 and stock is not null"
PRODUCTS_OF = "select product_id from variant where sku = any($1::text[])"
#: Tell every reader that the catalog has changed.
BUMP_VERSION = "update catalog_version set version = version + 1 where id = 1"
#: After it: these products are what has changed.
MARK_CHANGED = """
    update product set changed = (select version from catalog_version where id = 1) where id = any($1::text[])
"""


def to_pay(price: int, sale_price: int | None, sale: tuple[Moment, Moment], now: int) -> int:
    """What one piece costs at this moment (µs): `sale` is from and until when the sale price holds."""
    reduced = sale_at(sale_price, window_of(*sale), now)
    return int(price) if reduced is None else min(price, reduced)
