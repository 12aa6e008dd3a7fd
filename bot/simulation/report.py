"""What a run came to, and whether anything that must never happen has happened. All is read from the ledger."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.simulation.world import World
from bot.storage.transactions import Tx
from bot.whatsapp.emulator.store import MAX_MESSAGES, Store

OUTCOMES = """
select s.journey, case when s.outcome <> 'queued' then s.outcome
    when o.status in ('accepted', 'sent', 'delivered', 'read') then 'sent'
    when o.status = 'dropped' then 'suppressed' when o.status is null then 'lost' else o.status end,
  case when s.outcome <> 'queued' then s.reason else coalesce(o.reason, '') end, count(*)
from journey_step s left join outbox o on o.key = s.outbox_key and s.outbox_key <> ''
group by 1, 2, 3 order by 1, 2, 4 desc
"""
SENT = "select provider_id from outbox where status in ('accepted', 'sent', 'delivered', 'read')"
GOALS = """
select journey, held_out, count(*), sum(case when goal <> '' then 1 else 0 end) from enrollment
where stage <> 'live' group by journey, held_out order by journey, held_out
"""
#: What went out, by journey (empty: answers of the chat) and by what it counts as at WhatsApp.
COST = """
select coalesce(s.journey, ''), o.billed_as, o.price_currency, count(*), coalesce(sum(o.price), 0)
from outbox o left join journey_step s on s.outbox_key = o.key and s.outbox_key <> ''
where o.status in ('accepted', 'sent', 'delivered', 'read') group by 1, 2, 3 order by 1, 2, 3
"""
#: What must never be, each as a query that finds nothing.
BROKEN: Mapping[str, str] = {
    "a message went out twice for one reason": """
        select outbox_key from journey_step where outbox_key <> '' group by outbox_key having count(*) > 1""",
    "a step came due and has no outcome": """
        select s.id from journey_step s left join outbox o on o.key = s.outbox_key
        where s.outcome = 'queued' and o.id is null""",
    "two passages of one key are live": """
        select contact_id from enrollment where stage = 'live'
        group by contact_id, journey, key having count(*) > 1""",
    "a cart was reminded of after it was ordered": """
        select o.id from journey_step s join outbox o on o.key = s.outbox_key
        join shop_order b on cast(b.cart_id as text) = s.key
        where s.journey = 'cart_recovery' and o.accepted_at is not null and b.placed_at < o.accepted_at""",
    "marketing went to somebody who had not agreed": """
        select o.id from outbox o where o.kind = 'journey' and o.category = 'marketing' and o.accepted_at is not null
        and not exists (select 1 from consent c where c.contact_id = o.contact_id and c.purpose = 'offers'
            and c.granted and c.at <= o.accepted_at)""",
    "something went out after STOP": """
        select o.id from outbox o join contact c on c.id = o.contact_id
        where o.kind = 'journey' and c.opted_out_at is not null and o.accepted_at > c.opted_out_at""",
    "an order was confirmed twice": """
        select s.key from journey_step s join outbox o on o.key = s.outbox_key
        where s.journey = 'order_confirmation' and o.accepted_at is not null
        group by s.contact_id, s.key having count(*) > 1""",
    "a parcel was told of after it had arrived": """
        select s.id from journey_step s join outbox o on o.key = s.outbox_key
        join shop_order b on cast(b.id as text) = s.key
        where s.journey = 'shipping_updates' and s.step <> 'delivered' and o.accepted_at is not null
        and b.delivered_at is not null and b.delivered_at < o.accepted_at
        and exists (select 1 from journey_step d join outbox p on p.key = d.outbox_key
            where d.contact_id = s.contact_id and d.journey = s.journey and d.key = s.key and d.step = 'delivered'
            and p.accepted_at is not null and p.accepted_at < o.accepted_at)""",
    "an event was never handled": "select id from inbox_event where state = 0",
    "a conversation has lost count of its passages": """
        select c.contact_id from conversation c where c.journeys <>
        (select count(*) from enrollment e where e.contact_id = c.contact_id and e.stage = 'live')""",
    "an event was set aside": "select id from inbox_event where state = 2",
    "a message is of unknown outcome": "select id from outbox where status in ('unknown', 'sending')",
}

_Outcome = tuple[str, str, str]  # journey, outcome, reason
_Arm = tuple[str, bool]  # journey, held out
_Paid = tuple[str, str, str]  # journey, billed as, currency


@dataclass(frozen=True, slots=True)
class Cost:
    """What the messages of a journey cost by the table of rates, in millionths of `currency`; of no journey: answers
    in the chat, which are not estimated. `billed_as` is a template's category, or service."""

    journey: str
    billed_as: str
    currency: str
    messages: int
    price: int


@dataclass(frozen=True, slots=True)
class Result:
    """`outcomes`: journey, outcome, reason, count. `goals`: journey, held out, ended, of them with the goal."""

    outcomes: Sequence[tuple[str, str, str, int]]
    goals: Sequence[tuple[str, bool, int, int]]
    due: int
    cost: Sequence["Cost"] = ()
    broken: Mapping[str, int] = field(default_factory=dict)

    @property
    def counted(self) -> int:
        """All outcomes together: as many as steps came due."""
        return sum(count for *_, count in self.outcomes)


def together(results: Sequence[Result]) -> Result:
    """Those of the processes that shared a run."""
    outcomes, ended, reached = Counter[_Outcome](), Counter[_Arm](), Counter[_Arm]()
    messages, prices, broken = Counter[_Paid](), Counter[_Paid](), Counter[str]()
    for result in results:
        broken.update(result.broken)
        for journey, outcome, reason, count in result.outcomes:
            outcomes[journey, outcome, reason] += count
        for journey, held_out, count, aims in result.goals:
            ended[journey, held_out] += count
            reached[journey, held_out] += aims
        for cost in result.cost:
            messages[cost.journey, cost.billed_as, cost.currency] += cost.messages
            prices[cost.journey, cost.billed_as, cost.currency] += cost.price
    return Result(
        [(*which, count) for which, count in sorted(outcomes.items(), key=lambda each: (each[0][:2], -each[1]))],
        [(*arm, ended[arm], reached[arm]) for arm in sorted(ended)],
        sum(result.due for result in results),
        [Cost(*paid, messages[paid], prices[paid]) for paid in sorted(messages)],
        dict(broken),
    )


async def read_result(world: World) -> Result:
    """From the database of the run."""
    async with world.wiring.database.read() as tx:
        outcomes = [(str(a), str(b), str(c), int(n)) for a, b, c, n in await tx.rows(OUTCOMES)]
        goals = [(str(a), bool(b), int(n), int(g or 0)) for a, b, n, g in await tx.rows(GOALS)]
        due = await tx.row("select count(*) from journey_step")
        broken = {**await _broken(tx), **await _seen_from_outside(tx, world.emulator.store)}
        cost = [Cost(str(a), str(b), str(c), int(n), int(p)) for a, b, c, n, p in await tx.rows(COST)]
        return Result(outcomes, goals, int(due[0]) if due else 0, cost, broken)


async def _broken(tx: Tx) -> dict[str, int]:
    found = {words: len(await tx.rows(query)) for words, query in BROKEN.items()}
    return {words: count for words, count in found.items() if count}


async def _seen_from_outside(tx: Tx, store: Store) -> dict[str, int]:
    """What the provider knows against what the shop believes, as far as the provider remembers."""
    came = Counter(each.callback_url for each in store.messages.values() if each.from_shop and each.callback_url)
    twice = sum(count - 1 for count in came.values())
    sent = await tx.rows(SENT)
    forgets = len(store.messages) >= MAX_MESSAGES
    lost = 0 if forgets else sum(provider_id not in store.messages for (provider_id,) in sent)
    found = {"the provider was given a message twice": twice, "what is said to be sent never reached anybody": lost}
    return {words: count for words, count in found.items() if count}
