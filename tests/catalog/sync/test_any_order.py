"""Facts in any order, twice, killed in the middle: the catalog ends as the newest facts say, and each transition is
told once. Rows B2, D15; pains P29, P36."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage.database import Database
from catalog.items import Gone, Item, Told
from catalog.sync.take import Reading, take
from tests.catalog.sync.make import add_source, at, begin, end, item, read, rows, variant
from tests.databases import make_tables

IDS = ("1", "2", "3")


class Killed(Exception):
    """The process dies before its transaction is committed."""


@dataclass(frozen=True)
class Fact:
    """What is so from `time` on (minutes): a price and a stock, or (None) that the product is no more."""

    time: int
    product: str
    state: tuple[int, int] | None

    def told(self) -> Told:
        if self.state is None:
            return Gone(self.product, at(self.time))
        return _item(self)


@dataclass(frozen=True)
class Seen:
    """A variant as the database shows it."""

    active: bool
    stock: int
    price: int


@dataclass(frozen=True)
class Half:
    """A full run that began at `time`: its first half, then all of it and its end. The first may die unfinished."""

    time: int
    ends: bool


@dataclass(frozen=True)
class Story:
    facts: tuple[Fact, ...]
    deliveries: tuple[tuple[Fact | Half, bool], ...]  # with whether the process dies at the first attempt


def _item(fact: Fact) -> Item:
    price, stock = fact.state or (0, 0)
    return item(fact.product, variant(f"v{fact.product}", price, stock), title=f"At {fact.time}", told=fact.time)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    states = st.one_of(st.none(), st.tuples(st.sampled_from((900, 1000)), st.sampled_from((0, 3, 9))))
    told = draw(st.lists(st.tuples(st.sampled_from(IDS), states), min_size=1, max_size=9))
    facts = tuple(Fact(10 * n, product, state) for n, (product, state) in enumerate(told, 1))
    again = draw(st.lists(st.sampled_from(facts), max_size=4))
    mixed: list[Fact | Half] = list(draw(st.permutations([*facts, *again])))
    place = 0
    for time in sorted(draw(st.sets(st.integers(0, len(facts)), max_size=2))):
        for ends in (False, True):
            place = draw(st.integers(place, len(mixed)))
            mixed.insert(place, Half(10 * time + 5, ends))
            place += 1
    return Story(facts, tuple((each, draw(st.booleans())) for each in mixed))


def truth(facts: Sequence[Fact], time: float) -> dict[str, Fact]:
    """The newest fact of each product at a time."""
    return {fact.product: fact for fact in facts if fact.time <= time}


class World:
    """A database with one source, and what could be seen of it after each delivery."""

    def __init__(self, database: Database, name: str) -> None:
        self.database, self.name = database, name
        self.expected: Counter[str] = Counter()
        self.offers: dict[str, Seen] = {}
        self.now = count(10_000)

    async def hear(self, story: Story, what: Fact | Half) -> None:
        if isinstance(what, Fact):
            await take(self.database.session, self.name, [what.told()], lambda: at(next(self.now)))
            return
        begun = await begin(self.database, what.time, self.name)
        listed = [_item(fact) for fact in truth(story.facts, what.time).values() if fact.state is not None]
        listed = listed if what.ends else listed[: len(listed) // 2]
        report = await read(self.database, begun, listed, next(self.now), self.name)
        if what.ends:
            await end(self.database, begun, report, next(self.now), self.name)

    async def dies(self, story: Story, what: Fact | Half) -> None:
        """Everything but the commit."""
        if isinstance(what, Half):
            return

        async def kill(*_: Any) -> None:
            raise Killed

        with pytest.raises(Killed):
            await take(self.database.session, self.name, [what.told()], lambda: at(0), Reading(keep=kill))

    async def look(self) -> None:
        """Count what became of each offer since the last look."""
        found = await rows(
            self.database,
            "select v.sku, p.active, o.stock, o.price from product p join variant v on v.product_id = p.id "
            "join offer o on o.sku = v.sku where p.source = $1",
            self.name,
        )
        for sku, active, stock, price in found:
            new = Seen(bool(active), stock, price)
            old = self.offers.get(sku)
            self.offers[sku] = new
            if old is not None:
                self.expected.update(_transitions(sku, old, new))

    async def check(self, story: Story) -> None:
        told = await rows(
            self.database, "select name, sku from shop_event where product_id like $1", f"{self.name}-%"
        )
        assert Counter(f"{name} {sku}" for name, sku in told) == self.expected
        for product, fact in truth(story.facts, 10**6).items():
            [(active,)] = await rows(
                self.database, "select active from product where source = $1 and external_id = $2", self.name, product
            )
            assert bool(active) == (fact.state is not None)
            if fact.state is not None:
                sku = f"{self.name}-v{product}"
                assert await rows(self.database, "select price, stock from offer where sku = $1", sku) == [fact.state]


def _transitions(sku: str, old: "Seen", new: "Seen") -> Iterator[str]:
    """What a shopper could have noticed. Of what was not shown before only that it is back."""
    if not new.active or new.stock <= 0:
        return
    if not old.active or old.stock <= 0:
        yield f"product.back_in_stock {sku}"
    if old.active and new.stock <= 5 < old.stock:
        yield f"product.low_stock {sku}"
    if old.active and new.price < old.price:
        yield f"product.price_dropped {sku}"


async def _play(database: Database, name: str, story: Story) -> None:
    await add_source(database, name, share=100)
    world = World(database, name)
    for what, dies in story.deliveries:
        if dies:
            await world.dies(story, what)
        await world.hear(story, what)
        await world.look()
    await world.check(story)


def test_any_order_ends_as_the_newest_facts_say() -> None:
    numbers = count()
    with TemporaryDirectory() as folder, asyncio.Runner() as runner:
        url = f"sqlite:///{Path(folder)}/shop.db"
        runner.run(make_tables(url))

        async def opened() -> Database:
            return Database(url)

        database = runner.run(opened())

        @settings(max_examples=60, deadline=None, database=None)
        @given(stories())
        def check(story: Story) -> None:
            runner.run(_play(database, f"s{next(numbers)}", story))

        try:
            check()
        finally:
            runner.run(database.close())
