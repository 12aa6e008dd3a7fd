"""A process that dies at any boundary whatever, tried one by one; and hundreds of unlucky days (G2, P1, P2, P4)."""

import json
import os
import random
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.whatsapp.emulator.handset import Handset
from tests.databases import make_tables
from tests.faults.mortal import CALL_SECONDS, Host, MortalShop, hosted, mortal_shop

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CLOCK = ManualClock(START)
AMINA, BORA = "+14155550101", "+14155550202"
SCRIPT = (
    "ask me three questions",
    "Kitchen",
    "Calm",
    "no plastic please",
    "do you have a discount?",
    "Kind to the planet",
    "A gift",
    "I want to talk to a person",
)
COUPON_AT = SCRIPT.index("A gift") + 1
SEEDS = int(os.environ.get("SHOPCLERK_TEST_SEEDS", "60"))  # unlucky days; a long run takes hundreds
FIRST_SEED = int(os.environ.get("SHOPCLERK_TEST_FIRST_SEED", "1"))
PARTS = 4  # of the days, to be shared among processes
GONE_OUT = {"accepted", "sent", "delivered", "read"}
_CODE = re.compile(r"\b[A-Z]+(-[A-Z0-9]{4}){3}\b")
_GREETING = re.compile(r"^Hi[^\n]*\n\n")
KEPT_WAITING = "Everybody is busy"  # the talk ends with a person; how long the day lasts differs
_NUMBERED = re.compile(r"\n\n1\. .*", re.DOTALL)


async def whole_talk(shop: MortalShop, address: str = AMINA) -> None:
    """The scripted conversation, each message after the answer to the one before."""
    phone = shop.emulator.phone(address).named("Amina")
    for text in SCRIPT:
        await shop.hears(says_or_taps(phone, text))
    await shop.comes_to_rest()


async def says_or_taps(phone: Handset, text: str, **more: Any) -> str:
    """A tap where there is such a button, else words."""
    for act in (phone.taps, phone.picks):
        try:
            return await act(text, **more)
        except LookupError:
            continue
    return await phone.says(text, **more)


def heard(shop: MortalShop, address: str = AMINA) -> list[str]:
    """What the phone shows."""
    return [plain(text) for text in shop.emulator.texts_to(address) if not text.startswith(KEPT_WAITING)]


def plain(text: str) -> str:
    """Without what may differ: the coupon's code; the greeting (who is heard of after an outage has no name); choices
    that became numbers because no Content resource could be made."""
    return _CODE.sub("CODE", _NUMBERED.sub("", _GREETING.sub("", text)))


@pytest.fixture
async def empty_shops(tmp_path: Path) -> Callable[[], Awaitable[str]]:
    """Makes new SQLite files with all tables."""

    async def make() -> str:
        url = f"sqlite:///{tmp_path}/{len(list(tmp_path.iterdir()))}.db"
        await make_tables(url)
        return url

    return make


async def test_dying_at_any_boundary_changes_nothing_that_a_shopper_sees(
    empty_shops: Callable[[], Awaitable[str]],
) -> None:
    """Every commit and every call of the conversation, before and after: 0 lost, 0 doubled, 0 out of order."""
    async with hosted() as host:
        expected, boundaries = await calm_talk(host, await empty_shops())
        assert len(expected) == len(SCRIPT)
        assert len(boundaries) > 80
        for dies_at, boundary in enumerate(boundaries, 1):
            CLOCK.set(START)
            async with mortal_shop(host, await empty_shops(), CLOCK, [dies_at]) as shop:
                await whole_talk(shop)
                assert shop.deaths == 1
                assert heard(shop) == expected, f"died at {dies_at}, {boundary}"
                assert await shop.rows("select count(*) from coupon") == [(1,)]
                await nothing_is_left(shop)


async def calm_talk(host: Host, url: str) -> tuple[list[str], list[str]]:
    """What is heard when nothing happens, and the boundaries on the way."""
    CLOCK.set(START)
    async with mortal_shop(host, url, CLOCK) as shop:
        await whole_talk(shop)
        return heard(shop), shop.life.passed


async def nothing_is_left(shop: MortalShop) -> None:
    """Every event is done, every message has one outcome; an unknown one says why."""
    assert await shop.rows("select key, error from inbox_event where state <> 1") == []
    rows = await shop.rows("select id, status, reason from outbox where status in ('waiting', 'sending')")
    assert rows == []
    assert all(reason for (reason,) in await shop.rows("select reason from outbox where status = 'unknown'"))


class UnluckyDay:
    """Two shoppers, and everything that can go wrong, decided by one seed."""

    def __init__(self, shop: MortalShop, chance: random.Random) -> None:
        self.shop, self.chance = shop, chance
        self.said = {AMINA: chance.randint(3, len(SCRIPT)), BORA: chance.randint(1, len(SCRIPT))}

    async def passes(self) -> None:
        """Their conversations, interleaved; sometimes they wait for the answer, sometimes they do not."""
        chance, shop = self.chance, self.shop
        shop.emulator.faults.statuses = chance.choice(["normal", "reversed", "doubled", "none"])
        scripts = {address: iter(SCRIPT[:length]) for address, length in self.said.items()}
        while scripts:
            address = chance.choice(list(scripts))
            text = next(scripts[address], None)
            if text is None:
                del scripts[address]
                continue
            self._something_goes_wrong()
            phone = shop.emulator.phone(address).named("Amina")
            await shop.hears(phone.says(text, copies=chance.randint(1, 5)), waits=chance.random() < 0.6)
        shop.emulator.faults.clear()
        shop.is_blind = False
        await shop.comes_to_rest()

    def _something_goes_wrong(self) -> None:
        chance, faults = self.chance, self.shop.emulator.faults
        if chance.random() < 0.35:
            wrong: Sequence[Callable[[], None]] = (
                faults.swallow_next,
                faults.drop_next,
                lambda: faults.slow_next(CALL_SECONDS * chance.choice([0.2, 1.5])),
                lambda: faults.refuse_next(status=chance.choice([429, 500, 503]), times=chance.randint(1, 3)),
                lambda: setattr(faults, "lose_inbound", 1),
                lambda: setattr(self.shop, "is_blind", True),
            )
            chance.choice(wrong)()
        elif chance.random() < 0.3:
            self.shop.is_blind = False


@pytest.mark.parametrize("part", range(PARTS))
async def test_whatever_happens_each_answer_comes_once_and_in_order_or_is_reported(
    empty_shops: Callable[[], Awaitable[str]], part: int
) -> None:
    """Deaths, twins, lost webhooks, answers that come late, twice, never. SHOPCLERK_TEST_SEEDS says how many days."""
    async with hosted() as host:
        expected, _ = await calm_talk(host, await empty_shops())
        for seed in range(FIRST_SEED + part, FIRST_SEED + SEEDS, PARTS):
            try:
                await one_day(host, await empty_shops(), seed, expected)
            except BaseException as error:
                error.add_note(f"to see it again: SHOPCLERK_TEST_FIRST_SEED={seed} SHOPCLERK_TEST_SEEDS=1")
                raise


async def one_day(host: Host, url: str, seed: int, expected: list[str]) -> None:
    """Raises AssertionError when anything was lost, doubled, out of order or left open."""
    chance = random.Random(seed)
    CLOCK.set(START)
    lives = [chance.randint(1, 80) for _ in range(chance.randint(0, 4))]
    async with mortal_shop(host, url, CLOCK, lives) as shop:
        day = UnluckyDay(shop, chance)
        await day.passes()
        await nothing_is_left(shop)
        for address, length in day.said.items():
            rows = await shop.rows("select content, status from outbox where to_handle = $1 order by id", address)
            entries = [row for row in rows if not json.loads(row[0])["text"].startswith(KEPT_WAITING)]
            assert [plain(json.loads(content)["text"]) for content, _ in entries] == expected[:length]
            assert heard(shop, address) in may_be_heard(expected[:length], [status for _, status in entries])
        coupons = await shop.rows("select count(*), count(distinct contact_id) from coupon")
        unlocked = sum(length >= COUPON_AT for length in day.said.values())
        assert coupons == [(unlocked, unlocked)]


def may_be_heard(texts: list[str], statuses: list[str]) -> list[list[str]]:
    """What a phone may show: what went out, and any of those of which nobody knows."""
    heards: list[list[str]] = [[]]
    for text, status in zip(texts, statuses, strict=True):
        with_it = [[*heard_, text] for heard_ in heards]
        heards = with_it if status in GONE_OUT else [*heards, *with_it] if status == "unknown" else heards
    return heards
