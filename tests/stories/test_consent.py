"""STOP and START: heard before anything else, in every language, however the provider tells it."""

import pytest

from bot.actions.registry import list_actions
from flows.engine.compile import compile_flows
from flows.shipped import list_shipped_sources
from tests.stories.shop import Shop, on_both_databases

FLOWS = compile_flows(list_shipped_sources(), list_actions(None))


async def is_opted_out(shop: Shop, address: str = "+14155550101") -> bool:
    [(opted_out_at,)] = await shop.rows(
        "select opted_out_at from contact c join handle h on h.contact_id = c.id where h.value = $1", address
    )
    return opted_out_at is not None


async def test_every_shipped_word_opts_out_and_in(shop: Shop) -> None:
    """F9: in all shipped languages, from whichever country, also in capitals and with a full stop."""
    count = 0
    for language in FLOWS.languages.values():
        for out in language.keywords["stop"][:6]:
            back = language.keywords["start"][count % len(language.keywords["start"])]
            count += 1
            address = f"+1415556{count:04d}"
            phone = shop.phone(address)
            assert len(await shop.hears(phone, f"{out.upper()}.")) == 1, out
            assert await is_opted_out(shop, address), out
            assert len(await shop.hears(phone, back)) == 1, back
            assert not await is_opted_out(shop, address), back
    assert count >= 6 * 6


@on_both_databases
async def test_stop_in_the_middle_of_a_question(shop: Shop) -> None:
    """F9: an open question does not swallow it; consent is written down with its words."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care")
    answers = await shop.hears(amina, "Stop")
    assert len(answers) == 1
    assert "START" in answers[0]
    proof = await shop.rows("select purpose, granted, source, words, address, country from consent order by id")
    told = (False, "keyword", "Stop", "+14155550101", "US")
    assert proof == [("updates", *told), ("offers", *told)]


async def test_whoever_writes_after_stop_is_answered(shop: Shop) -> None:
    """F9: no marketing, but a question is still answered."""
    amina = shop.phone()
    await shop.walks(amina, "hi", "STOP")
    await shop.passes(minutes=1)
    assert "$4" in (await shop.hears(amina, "how much is shipping?"))[0]
    assert await is_opted_out(shop)


@on_both_databases
async def test_what_was_not_sent_yet_is_not_sent_after_stop(shop: Shop) -> None:
    """F9: the gate looks again at the moment of sending."""
    amina = shop.phone()
    await shop.hears(amina, "hi")
    shop.emulator.faults.refuse_next(status=429, retry_after=30)
    await shop.hears(amina, "how much is shipping?")
    await shop.hears(amina, "STOP")
    await shop.passes(minutes=2)
    assert not [text for text in amina.hears if "$4" in text]
    assert "START" in amina.hears[-1]
    assert await shop.rows("select reason from outbox where status = 'dropped'") == [("the contact has opted out",)]


@pytest.mark.parametrize(("kind", "opted_out"), [("STOP", True), ("START", False), ("HELP", False)])
async def test_the_providers_own_word_counts(shop: Shop, kind: str, opted_out: bool) -> None:
    """F9: `OptOutType` is believed whatever the text says."""
    amina = shop.phone()
    await shop.hears(amina, "hi")
    assert await shop.hears(amina, "ok then", fields={"OptOutType": kind})
    assert await is_opted_out(shop) is opted_out


@pytest.mark.parametrize(
    ("address", "out", "back", "words"),
    [("+14155550101", "STOP", "START", "won't get any more"), ("+821055550101", "수신거부", "수신동의", "시작")],
)
async def test_the_answer_is_in_her_language(shop: Shop, address: str, out: str, back: str, words: str) -> None:
    """F9: one confirmation, in English or Korean, and the way back is in it."""
    phone = shop.phone(address)
    [left] = await shop.hears(phone, out)
    assert words in left or back in left
    [joined] = await shop.hears(phone, back)
    assert joined != left
    assert not await is_opted_out(shop, address)


async def test_cancel_leaves_the_flow_and_does_not_opt_out(shop: Shop) -> None:
    """F9: CANCEL, END and QUIT end what is open; with nothing open they ask what is meant."""
    amina = shop.phone()
    for word in ("CANCEL", "END", "quit"):
        await shop.hears(amina, "find a product")
        assert "stopped" in (await shop.hears(amina, word))[0]
        await shop.hears(amina, word)
        assert "No more messages" in shop.offered(amina)
        assert not await is_opted_out(shop)
