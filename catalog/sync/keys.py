"""Which key a variant has in carts, orders and buttons: the shop's own SKU where that can be one, and for ever."""

from collections.abc import Iterable, Mapping

from catalog.sync.codes import LONGEST_SKU, SAFE_SKU, digest
from catalog.sync.rows import Draft


def wished_key(shop_sku: str, source: str, external_id: str) -> str:
    """The shop's SKU, or else one made of source and id."""
    return shop_sku if SAFE_SKU.fullmatch(shop_sku) else made_key(source, external_id)


def made_key(source: str, external_id: str) -> str:
    """A key that no other variant of any source has, unless somebody chose it as a SKU."""
    told = f"{source}-{external_id}"
    return told if SAFE_SKU.fullmatch(told) else f"{source}-{digest(external_id)}"[:LONGEST_SKU]


def give_keys(
    drafts: Iterable[Draft], source: str, known: Mapping[str, str], taken: Mapping[str, str], free: set[str]
) -> None:
    """Give each variant and offer of the drafts its key.

    `known` are keys given before, by external id; `taken` the SKUs that are there, with their products; `free` grows
    by what is given here. A SKU that is taken is told in the draft's notes.
    """
    for draft in drafts:
        for variant, offer in zip(draft.variants, draft.offers, strict=True):
            key = known.get(variant["external_id"]) or _new_key(draft, variant, source, taken, free)
            free.add(key)
            variant["sku"] = offer["sku"] = key


def _new_key(draft: Draft, variant: Mapping[str, str], source: str, taken: Mapping[str, str], given: set[str]) -> str:
    wished = wished_key(variant["shop_sku"], source, variant["external_id"])
    if wished not in taken and wished not in given:
        return wished
    owner = taken.get(wished, "another product of this run")
    draft.notes.append(f"SKU {wished} belongs to {owner} already; this variant got a key of its own")
    for key in (made_key(source, variant["external_id"]), f"{source}-{digest(variant['external_id'])}"):
        if key not in taken and key not in given:
            return key
    return f"{source}-{digest(wished + variant['external_id'])}"
