"""Selling: prices and stock as a checkout must read and change them, inside its own transaction.

Statements in PostgreSQL's words; whoever sells runs them. Stock is taken by one conditional update for each variant,
in the order of the SKUs, so that it never falls below zero and two checkouts never wait for each other in a ring.
"""

#: What stands for the stock of what is not counted: more than anybody may buy.
PLENTY = 1_000_000
#: Of these SKUs, what is still sold: sku, price, sale_price, currency, stock, category and id of its product.
READ_OFFERS = """
    select o.sku, o.price, o.sale_price, o.currency, coalesce(o.stock, 1000000), p.category, p.id
    from offer o join variant v on v.sku = o.sku join product p on p.id = v.product_id
    where p.active and o.price is not null and o.sku = any($1::text[])
"""
#: Take so many of one variant; touches no row when there are not so many left. What is not counted stays uncounted.
TAKE_STOCK = "update offer set stock = stock - $2::int where sku = $1 and (stock is null or stock >= $2::int)"
#: Tell every reader that the catalog has changed.
BUMP_VERSION = "update catalog_version set version = version + 1 where id = 1"
