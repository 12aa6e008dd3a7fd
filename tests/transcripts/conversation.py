"""A conversation as a transcript plays it: real flows, real understanding, real actions, a real database.

Only the channel is left out. The state is saved as JSON and read back between any two turns, buttons are signed
and read as they are on WhatsApp, and every button that was ever sent can be tapped again.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.actions.buying.picking import what_is_picked
from bot.actions.finding.search import what_is_named
from bot.actions.lacks import lacks_of
from bot.actions.promises import render_promises
from bot.actions.reads import Reads
from bot.actions.registry import list_actions
from bot.actions.run import ActionRunner
from bot.actions.shopfile.shop import Shop
from bot.clock import ManualClock
from bot.contacts.interests import Person, Searched, keep_interest
from bot.contacts.queries import add_contact
from bot.coordination.in_process import InProcessCoordinator
from bot.doors.arrivals import Arrival, Arrivals
from bot.doors.links import keep_link
from bot.doors.texts import Texts
from bot.inbox.messages import InboundMessage, MessageKind, Referral
from bot.jobs.pairs import PairClerk
from bot.orders.demo import give_orders, load_demo_orders, plans_of
from bot.outbox.content import Choice, Content
from bot.rewards.campaigns import keep_campaigns
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.storage.transactions import Tx
from bot.turns.bubbles import to_contents
from bot.turns.claims import Claim
from bot.turns.performs import perform
from bot.understanding.catalog import Named, Picked
from bot.understanding.heard import Heard
from bot.understanding.language import guess_language
from bot.understanding.references import read
from bot.understanding.understand import LexicalUnderstanding
from catalog.search.embedded import search_of
from catalog.shelf import Shelf
from catalog.wishes import Shown
from flows.engine.advance import advance
from flows.engine.effects import HandOff, Perform, RunAction, Say
from flows.engine.events import Event, HandoffClosed, Understood
from flows.engine.flowset import FlowSet
from flows.engine.state import ConversationState
from flows.engine.statejson import dump_state, load_state
from tests.transcripts.passing import Passing, tuned
from tests.transcripts.shops import SHOP, compiled_library, shop_of

KEY = b"the key of transcripts"
AGREE = (
    "insert into consent (contact_id, purpose, granted, stage, source, wording, language, words, message_id, "
    "address, profile_name, country, version, at) "
    "values ($1, $2, true, '', 'given', '', '', '', '', '', '', '', '', $3)"
)
CONTACTS = {"amina": 1, "minji": 2, "tom": 3, "jisoo": 4}


@dataclass
class Turn:
    """What one turn said, did, and left in the slots."""

    bubbles: list[Content]
    performed: list[str]
    state: ConversationState


@dataclass
class Conversation:
    """One contact's conversation with the demo shop."""

    given: dict[str, Any]
    database: Database
    clock: ManualClock
    flows: FlowSet
    shelf: Shelf
    contact_id: int
    shop: Shop = SHOP
    state: ConversationState = field(default_factory=ConversationState)
    sent: list[Choice] = field(default_factory=list)  # every button and row so far, the newest last
    sold_out: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        reads = Reads(lambda: self.shelf, self.database, self.clock, self.shop, KEY)
        self.runner = ActionRunner(list_actions(reads))
        self.texts = Texts(SHOP.door_plan, SHOP.name, SHOP.languages, lambda: self.shelf)
        self.arrivals = Arrivals(SHOP.door_plan, self.texts, self.database)
        self.passing = Passing(self, reads) if self.given.get("journeys") else None
        self.use(tuned(self.flows) if self.passing else self.flows)

    def use(self, flows: FlowSet) -> None:
        """A new release of the flows, while the conversation is where it is."""
        self.flows = flows
        self.understanding = LexicalUnderstanding(
            flows, clock=self.clock, catalog=self._knows, variants=self._knows_variants, rates=SHOP.rates
        )

    def _knows(self, text: str, language: str) -> Named:
        return what_is_named(search_of(self.shelf), text, language)

    def _knows_variants(self, sku: str, text: str, language: str) -> Picked:
        return what_is_picked(self.shelf, sku, text, language)

    async def says(self, text: str) -> Turn:
        return await self._hear(Heard(text))

    async def taps(self, title: str) -> Turn:
        """Tap the newest button or row with this title; it may be many turns old."""
        choice = next((c for c in reversed(self.sent) if c.title == title), None)
        assert choice is not None, f"nobody has offered {title!r}; on offer: {[c.title for c in self.sent[-12:]]}"
        reference = read(choice.id, [KEY])
        assert reference is not None
        return await self._hear(Heard(title, "button", reference))

    async def shares(self, kind: str, caption: str = "", **details: str) -> Turn:
        """Send something that is not words: an image, a location …"""
        return await self._hear(Heard(caption, kind, details=details))

    async def comes(self, text: str = "", door: str = "", sku: str = "", **referral: str) -> Turn:
        """Arrive from an ad (`source_id`, `headline` …), or through a door with the text that it writes."""
        if door:
            async with self.database.write() as tx:
                link = await keep_link(tx, door, "", sku, 0)
            text = text or self.texts.prefilled(SHOP.door_plan.doors[door], sku, self.given["language"], link.code)
        ad = Referral(**referral) if referral else None
        message = InboundMessage("SM", MessageKind.TEXT, "+15550100000", text, referral=ad)
        return await self._hear(Heard(text), await self.arrivals.find(message, is_first=self.state.turn == 0))

    async def is_released(self) -> Turn:
        """A person gives the conversation back."""
        return await self._turn(HandoffClosed(), "")

    def wait(self, length: timedelta) -> None:
        self.clock.set(self.clock.now() + length)

    def change(self, sku: str, **offer: Any) -> None:
        """The shop changes a price or stock, or `gone=True` takes a product out."""
        product, _ = self.shelf.get(sku)
        products = dict(self.shelf.products)
        if offer.pop("gone", False):
            del products[product.id]
        else:
            products[product.id] = _with_offer(product, sku, offer)
        self.shelf = replace(self.shelf, products=products)

    async def searches(self, query: str) -> None:
        """Search on the shop's site."""
        async with self.database.write() as tx:
            await keep_interest(tx, Person(self.contact_id), Searched(query), to_micros(self.clock.now()))
        self.wait(timedelta(seconds=1))

    async def _hear(self, heard: Heard, arrival: Arrival | None = None) -> Turn:
        known = str(self.state.slots.get("language") or self.given["language"])
        country = self.given.get("country")
        language = guess_language(heard.text, known, country, SHOP.languages) if heard.kind == "text" else known
        facts = {"contact_name": await self._name(), "language": language, "shop_name": SHOP.name}
        facts |= {"currency": SHOP.currency, **render_promises(SHOP, language), **lacks_of(self.shelf, self.shop)}
        self.state = replace(self.state, slots={**self.state.slots, **facts})
        said = replace(heard, text=arrival.said) if arrival else heard
        commands = self.understanding.commands_for(said, self.state)
        if arrival:
            commands = arrival.steer(commands, self.state)
        touched = [Perform("record_touch", arrival.touch)] if arrival else []
        return await self._turn(Understood(commands, heard.text), heard.text, touched)

    async def _name(self) -> str:
        """As they want to be called, else as they call themselves on WhatsApp."""
        async with self.database.read() as tx:
            [[given_name]] = await tx.rows("select given_name from contact where id = $1", self.contact_id)
        return str(given_name or self.given.get("name", ""))

    async def _turn(self, event: Event, text: str, touched: Sequence[Any] = ()) -> Turn:
        if self.passing is not None:
            return await self.passing.turn(event, text, touched)
        state, effects = await self.advance(self.state, event, text)
        return await self.end_turn(state, [*touched, *effects])

    async def advance(
        self, state: ConversationState, event: Event, text: str = ""
    ) -> tuple[ConversationState, list[Any]]:
        """Run the engine, with the answers of the actions that it asks for."""
        effects: list[Any] = []
        seed = zlib.crc32(f"{self.given['contact']}:{state.turn}".encode())
        for count in range(20):
            outcome = advance(self.flows, state, event, self.clock.now(), seed + count)
            state = outcome.state
            effects += outcome.effects
            if not effects or not isinstance(effects[-1], RunAction):
                break
            event = await self.runner.run(effects.pop().name, state, text, self.contact_id)
        return state, effects

    async def end_turn(self, state: ConversationState, effects: list[Any], more: Sequence[Content] = ()) -> Turn:
        """Keep the state, say what is to be said (`more` are the words of journeys), do what is to be done."""
        self.state = load_state(json.loads(json.dumps(dump_state(state))))
        bubbles = [*to_contents([effect.reply for effect in effects if isinstance(effect, Say)], KEY), *more]
        self.sent += [choice for bubble in bubbles for choice in bubble.choices]
        return Turn(bubbles, await self._perform(effects), self.state)

    async def _perform(self, effects: list[Any]) -> list[str]:
        done = [effect for effect in effects if isinstance(effect, Perform)]
        async with self.database.write() as tx:
            for effect in done:
                await perform(tx, self.claim(), effect.name, dict(effect.data), to_micros(self.clock.now()))
        return [effect.name for effect in done] + ["hand_off" for e in effects if isinstance(e, HandOff)]

    def claim(self) -> Claim:
        """The contact of this conversation, as a turn knows them."""
        now = to_micros(self.clock.now())
        key = f"{self.given['contact']}:{self.state.turn}"
        way = ("+15550100000", "+14155550101")
        return Claim(
            event_id=self.state.turn,
            key=key,
            kind="message",
            contact_id=self.contact_id,
            event_sender=way[0],
            event_address=way[1],
            body="{}",
            received_at=now,
            attempts=0,
            version=0,
            epoch=0,
            owner="bot",
            state="{}",
            sender=way[0],
            address=way[1],
            windows="{}",
            name=self.given.get("name", ""),
            language=self.state.language,
            country="",
            opted_out_at=None,
        )


async def begin(given: dict[str, Any], database: Database, clock: ManualClock) -> Conversation:
    """A new contact in a shop that `make_stocked` has just stocked."""
    async with database.write() as tx:
        await keep_campaigns(tx, SHOP.campaigns)
        contact_id = await _meet(tx, given, clock)
        for purpose in given.get("agrees", ()):
            await tx.run(AGREE, contact_id, purpose, to_micros(clock.now()))
        await give_orders(tx, contact_id, plans_of(given["orders"]) if "orders" in given else (), clock.now())
    if given.get("pairs"):
        await _count_pairs(database, clock)
    shop, read_shelf = shop_of(given)
    return Conversation(given, database, clock, compiled_library(), await read_shelf(database), contact_id, shop)


async def _count_pairs(database: Database, clock: ManualClock) -> None:
    """What was bought together in the demo's orders."""
    async with database.write() as tx:
        await load_demo_orders(tx, clock.now(), sender="+15550100000")
    pairs = PairClerk(database, InProcessCoordinator())
    while await pairs.work_once():
        pass


async def _meet(tx: Tx, given: dict[str, Any], clock: ManualClock) -> int:
    """A contact with the id of this name, so that codes and links stay the same from run to run."""
    wanted = CONTACTS[given["contact"]]
    while True:
        contact_id = await add_contact(
            tx, name=given.get("name", ""), country="", sender="", address="", now=clock.now()
        )
        if contact_id >= wanted:
            return contact_id


def _with_offer(product: Shown, sku: str, offer: dict[str, Any]) -> Shown:
    variants = tuple(replace(v, **offer) if v.sku == sku else v for v in product.variants)
    return replace(product, variants=variants)
