"""The rows of a group's products into their tables, in the order in which they point at each other."""

from collections.abc import Callable, Collection, Iterator, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.sync import queries
from catalog.sync.rows import Draft, LabelKey
from catalog.sync.upserts import insert_new, upsert
from catalog.tables import Label, Offer, Product, ProductText, Variant

Row = dict[str, Any]


async def write_drafts(
    connection: AsyncConnection, drafts: Sequence[Draft], known_ids: Collection[str], labels: dict[LabelKey, str]
) -> None:
    """Products, texts, variants, offers, labels. What shoppers did (`popularity`) stays as it is."""
    for silent in sorted({draft.item.silent for draft in drafts}):
        alike = [draft for draft in drafts if draft.item.silent == silent]
        products = sorted((draft.product | {"popularity": 0, "changed": 0} for draft in alike), key=itemgetter("id"))
        texts = sorted(_owned(alike, lambda draft: draft.texts), key=itemgetter("product_id"))
        kept = ("popularity", "changed", *(name for name in silent if name in products[0]))
        await upsert(connection, Product, products, keep=kept)
        await upsert(connection, ProductText, texts, keep=tuple(name for name in silent if name in texts[0]))
    await _drop_languages(connection, [each for each in drafts if each.product["id"] in known_ids])
    variants = _owned(drafts, lambda draft: draft.variants)
    await upsert(connection, Variant, sorted(variants, key=itemgetter("sku")))
    offers = (offer for draft in drafts for offer in draft.offers)
    await upsert(connection, Offer, sorted(offers, key=itemgetter("sku")))
    await _write_labels(connection, drafts, labels)


def _owned(drafts: Sequence[Draft], rows: Callable[[Draft], list[Row]]) -> Iterator[Row]:
    """The drafts' rows, which now say whose they are."""
    for draft in drafts:
        owner = draft.product["id"]
        for row in rows(draft):
            row["product_id"] = owner
            yield row


async def _drop_languages(connection: AsyncConnection, known: Sequence[Draft]) -> None:
    """Texts in languages that the source tells no more."""
    telling = [draft for draft in known if "languages" not in draft.item.silent]
    said = {draft.product["id"]: [text["language"] for text in draft.texts] for draft in telling}
    old = await queries.list_languages(connection, list(said))
    stale = {row["product_id"] for row in old if row["language"] not in said[row["product_id"]]}
    await queries.drop_texts(connection, [(each, said[each]) for each in sorted(stale)])


async def _write_labels(connection: AsyncConnection, drafts: Sequence[Draft], known: dict[LabelKey, str]) -> None:
    """The words for codes; those that are there stay, for the shop may have worded them better."""
    told = {key: word for draft in drafts for key, word in draft.labels.items() if key not in known}
    rows = [{"attribute": a, "value": v, "language": language, "text": w} for (a, v, language), w in told.items()]
    await insert_new(connection, Label, rows)
    known.update(told)
