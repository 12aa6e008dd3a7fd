"""One group written in one transaction: what is late or the same is left, the rest changed, its events kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.items import Gone, Item
from catalog.sync import queries
from catalog.sync.changes import Change, event_rows, news_of
from catalog.sync.clean import Unfit, moment
from catalog.sync.codes import digest, safe_id
from catalog.sync.group import Group
from catalog.sync.keys import give_keys, wished_key
from catalog.sync.levels import Sum, keep_levels, sums_of
from catalog.sync.quotes import set_quotes
from catalog.sync.report import Report
from catalog.sync.rows import Draft, LabelKey, Origin, draft_of
from catalog.sync.tables import Seen, ShopEvent
from catalog.sync.upserts import insert_new
from catalog.sync.write import write_drafts
from catalog.tables import Product

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """When this is written, and for a full run when its reading began: what it lists was there then."""

    now: datetime
    began: datetime | None = None

    def known_at(self, item: Item) -> datetime:
        """As of when an item's prices and stock are true."""
        told = moment(item.updated_at)
        if self.began is None:
            return told or self.now
        return max(told or self.now, self.began)


@dataclass(slots=True)
class Writing:
    """The transaction under way. `touched` are products that get the new version, `fresh` are variants new in it."""

    connection: AsyncConnection
    origin: Origin
    at: Moment
    report: Report
    touched: set[str] = field(default_factory=set)
    changes: dict[str, Change] = field(default_factory=dict)
    known_skus: set[str] = field(default_factory=set)
    fresh: set[str] = field(default_factory=set)
    times: list[Row] = field(default_factory=list)

    def changed(self, sku: str, product_id: str, old: Row | None, new: Row | None) -> None:
        """What a variant's offer was at first and is now, whatever came between."""
        first = self.changes.get(sku)
        before = None if sku in self.fresh else old
        self.changes[sku] = Change(sku, product_id, first.old if first else before, new)


async def apply(writing: Writing, group: Group, run_id: int | None, labels: dict[LabelKey, str]) -> None:
    """Write a group. `labels` are those known to be there; they grow."""
    connection, origin, report = writing.connection, writing.origin, writing.report
    await queries.lock_source(connection, origin.name)
    ids = sorted(group.ids)
    counted, quoted = [level.inventory_id for level in group.levels], [quote.variant for quote in group.quotes]
    await queries.lock_products(connection, origin.name, ids, counted, quoted)
    known = await queries.find_products(connection, origin.name, ids)
    drafts = [draft for item, said in group.items if (draft := _draft(writing, group, known, item, said))]
    if drafts:
        await _write(writing, drafts, known, labels)
    await queries.mark_times(connection, writing.times)
    await _set_levels(writing, group)
    await set_quotes(writing, group.quotes)
    await _bury(writing, group.gones, known)
    if run_id is not None and group.items:
        met = {item.external_id for item, _ in group.items if item.external_id}
        await insert_new(connection, Seen, [{"run_id": run_id, "external_id": each} for each in sorted(met)])
    await finish(writing)
    _count(report, group)


async def finish(writing: Writing) -> None:
    """The new version for all that changed, and the events that this makes."""
    if not writing.touched:
        return
    version = await queries.mark_changed(writing.connection, writing.touched)
    news = news_of(writing.changes.values(), writing.origin, writing.at.now, writing.known_skus)
    await insert_new(writing.connection, ShopEvent, event_rows(news, version, writing.at.now))
    writing.report.events += len(news)
    writing.report.version = version


def _count(report: Report, group: Group) -> None:
    for refused in group.refused:
        report.refuse(refused.where, refused.why)
    report.unread += len(group.refused)
    for note in group.notes:
        report.note(note.where, note.what)
    report.done += group.told
    if group.mark is not None:
        report.cursor = group.mark.cursor
        report.done = max(report.done, group.mark.done)
        report.total = group.mark.total if group.mark.total is not None else report.total


def _draft(writing: Writing, group: Group, known: Mapping[str, Row], item: Item, said: str) -> Draft | None:
    """The item's rows, if it is news and can be taken."""
    row = known.get(item.external_id)
    if row is not None:
        if _is_late(writing.at, item, row):
            writing.report.late += 1
            return None
        if row["gone_at"] is None and row["fingerprint"] == said:
            writing.report.same += 1
            _same(writing, item, row)
            return None
    try:
        draft = group.drafts.get(item.external_id) or draft_of(item, writing.origin, writing.at.known_at(item))
    except Unfit as unfit:
        writing.report.refuse(f"item {item.external_id}", str(unfit))
        return None
    except (TypeError, ValueError, AttributeError, ArithmeticError) as error:  # a source that breaks its own word
        writing.report.refuse(f"item {item.external_id}", f"it cannot be read ({type(error).__name__}: {error})")
        return None
    draft.product |= {"fingerprint": said, "source_time": moment(item.updated_at) or writing.at.now}
    return draft


def _is_late(at: Moment, item: Item, row: Row) -> bool:
    """Whether something newer is known. A full run that began after a product went says that it is back."""
    told = moment(item.updated_at)
    gone, source_time = row["gone_at"], row["source_time"]
    if gone is not None and at.known_at(item) <= gone:
        return True
    return told is not None and source_time is not None and told < source_time


def _same(writing: Writing, item: Item, row: Row) -> None:
    told = moment(item.updated_at) or writing.at.now
    if row["source_time"] is None or told > row["source_time"]:
        writing.times.append({"key": row["id"], "at": told})


async def _write(
    writing: Writing, drafts: list[Draft], known: Mapping[str, Row], labels: dict[LabelKey, str]
) -> None:
    connection, origin = writing.connection, writing.origin
    await _give_ids(connection, origin, drafts, known)
    variants = await _known_variants(connection, origin, drafts, known)
    fresh = [v for draft in drafts for v in draft.variants if v["external_id"] not in variants]
    wished = sorted({wished_key(v["shop_sku"], origin.name, v["external_id"]) for v in fresh})
    taken = await queries.owners_of_skus(connection, wished)
    give_keys(drafts, origin.name, {k: row["sku"] for k, row in variants.items()}, taken, set())
    inventory = [v["inventory_id"] for draft in drafts for v in draft.variants]
    _prefer_levels(drafts, await sums_of(connection, origin.name, inventory))
    await write_drafts(connection, drafts, {row["id"] for row in known.values()}, labels)
    await _note_changes(writing, drafts, variants, known)
    for draft in drafts:
        for note in draft.notes:
            writing.report.note(f"item {draft.item.external_id}", note)


async def _give_ids(
    connection: AsyncConnection, origin: Origin, drafts: list[Draft], known: Mapping[str, Row]
) -> None:
    new = [draft for draft in drafts if draft.item.external_id not in known]
    wished = [safe_id(origin.name, draft.item.external_id) for draft in new]
    taken = await queries.owners_of_ids(connection, wished) if new else set()
    for draft in drafts:
        external_id = draft.item.external_id
        if external_id in known:
            own = known[external_id]["id"]
        else:
            own = safe_id(origin.name, external_id)
            own = f"{origin.name}-{digest(external_id)}" if own in taken else own
            taken.add(own)
        draft.product |= {"id": own, "source": origin.name}


async def _known_variants(
    connection: AsyncConnection, origin: Origin, drafts: list[Draft], known: Mapping[str, Row]
) -> dict[str, Row]:
    """Variants that belong to these products, or come to them from others of this source."""
    ids = [known[draft.item.external_id]["id"] for draft in drafts if draft.item.external_id in known]
    rows = await queries.list_variants_of(connection, ids)
    found = {row["external_id"]: row for row in rows}
    asked = {v["external_id"] for draft in drafts for v in draft.variants} - found.keys()
    moved = await queries.find_variants(connection, origin.name, sorted(asked))
    return {row["external_id"]: row for row in moved} | found


def _prefer_levels(drafts: list[Draft], sums: Mapping[str, Sum]) -> None:
    """Where a place told of its stock later than the item, the places count."""
    for draft in drafts if sums else ():
        for variant, offer in zip(draft.variants, draft.offers, strict=True):
            told = sums.get(variant["inventory_id"])
            if told is not None and told.at > offer["as_of"]:
                offer |= {"stock": told.left, "as_of": told.at}


async def _note_changes(
    writing: Writing, drafts: list[Draft], variants: Mapping[str, Row], known: Mapping[str, Row]
) -> None:
    """Old against new, variant by variant; those that their product has no more are sold no more."""
    new_skus = {variant["sku"] for draft in drafts for variant in draft.variants}
    written = {draft.product["id"] for draft in drafts}
    for draft in drafts:
        writing.touched.add(draft.product["id"])
        row = known.get(draft.item.external_id)
        writing.report.added += row is None or row["gone_at"] is not None
        writing.report.changed += row is not None and row["gone_at"] is None
        for variant, offer in zip(draft.variants, draft.offers, strict=True):
            old = variants.get(variant["external_id"])
            if old is None:  # of what has only come there is no news
                writing.fresh.add(variant["sku"])
                continue
            writing.known_skus.add(variant["sku"])
            writing.touched.add(old["product_id"])
            new = offer if draft.product["active"] else None
            writing.changed(variant["sku"], draft.product["id"], _on_offer(old), new)
    dropped = [
        row
        for row in variants.values()
        if row["sku"] not in new_skus and row["product_id"] in written and row["gone_at"] is None
    ]
    await queries.drop_variants(writing.connection, [row["sku"] for row in dropped], writing.at.now)


def _on_offer(row: Row | None) -> Row | None:
    return None if row is None or row["gone_at"] is not None or not row["active"] else row


async def _set_levels(writing: Writing, group: Group) -> None:
    """Stock by place, after the items of the group."""
    if not group.levels:
        return
    connection, source = writing.connection, writing.origin.name
    ids, late = await keep_levels(connection, source, group.levels, writing.at.now)
    writing.report.late += late
    sums = await sums_of(connection, source, ids)
    rows: list[Row] = []
    moved: set[str] = set()
    for row in await queries.list_stocked(connection, source, ids):
        told = sums[row["inventory_id"]]
        if told.at < row["as_of"]:
            continue
        rows.append({"key": row["sku"], "left": told.left, "at": told.at})
        if told.left != row["stock"]:
            moved.add(row["product_id"])
            writing.known_skus.add(row["sku"])
            old = _on_offer(row)
            writing.changed(row["sku"], row["product_id"], old, old and {**row, "stock": told.left})
    await queries.set_stock(connection, rows)
    if moved:
        await queries.forget_fingerprints(connection, sorted(moved))
        writing.report.changed += len(moved - writing.touched)
        writing.touched |= moved


async def _bury(writing: Writing, gones: list[Gone], known: Mapping[str, Row]) -> None:
    """Tombstones, for products that were never heard of, too: their late updates must not make them."""
    graves, unheard = [], []
    for gone in gones:
        at = moment(gone.at) or writing.at.now
        row = known.get(gone.external_id)
        if row is None:
            unheard.append(_unheard(writing.origin.name, gone.external_id, at))
        elif row["gone_at"] is not None:
            writing.report.same += 1
            if at > row["gone_at"]:
                graves.append({"key": row["id"], "at": at})
        elif row["source_time"] is not None and at < row["source_time"]:
            writing.report.late += 1
        else:
            graves.append({"key": row["id"], "at": at})
            writing.touched.add(row["id"])
            writing.report.gone += 1
    await queries.bury(writing.connection, graves)
    await insert_new(writing.connection, Product, unheard)


def _unheard(source: str, external_id: str, at: datetime) -> Row:
    row: Row = {"id": safe_id(source, external_id), "source": source, "external_id": external_id, "category": ""}
    row |= {"attributes": {}, "media": [], "tags": [], "paths": [], "size_table": {}}
    return row | {"page": "", "popularity": 0, "active": False, "status": "deleted", "gone_at": at}
