"""What the shop's store calls products and variants, and back: for catalogs elsewhere that go by those names."""

from collections.abc import Mapping, Sequence

from catalog.queries import Source

_READ = """select v.sku, v.shop_sku, v.external_id, p.external_id
    from variant v join product p on p.id = v.product_id where """
#: Of these variants.
OF_SKUS = _READ + "v.sku = any($1::text[])"
#: Of those that go by one name, in the order of their product; what is not sold any more comes last.
_ORDER = " = $1 order by case when p.active and v.gone_at is null then 0 else 1 end, v.position, v.sku limit 100"
BY_NAME = {
    "sku": _READ + "v.sku" + _ORDER,
    "variant_id": _READ + "v.external_id" + _ORDER,
    "shop_sku": _READ + "v.shop_sku" + _ORDER,
    "product_id": _READ + "p.external_id" + _ORDER,
}
_NAMES = ("sku", "shop_sku", "variant_id", "product_id")


async def read_store_ids(source: Source, skus: Sequence[str]) -> dict[str, dict[str, str]]:
    """By SKU: `sku`, `shop_sku`, `variant_id` and `product_id`; empty where the store has no such name."""
    rows = await source.rows(OF_SKUS, list(skus))
    return {str(row[0]): dict(zip(_NAMES, map(str, row), strict=True)) for row in rows}


async def find_skus(source: Source, ids: Mapping[str, str]) -> list[str]:
    """The variants that all of these names belong to, what is sold first."""
    name = next(name for name in BY_NAME if name in ids)
    rows = await source.rows(BY_NAME[name], ids[name])
    told = [dict(zip(_NAMES, map(str, row), strict=True)) for row in rows]
    return [each["sku"] for each in told if all(each[key] == value for key, value in ids.items())]
