"""The whole way: outbox, the SDK over HTTP, Twilio's emulator, its signed callbacks, and back into the outbox."""

import asyncio

import pytest

from bot.outbox.content import Choice, Content
from tests.bot.outbox.office import AMINA, BORA, Town

CHOICES = tuple(Choice(f"id-{n}", f"Option {n}", "about it") for n in range(1, 11))


async def until_settled(town: Town) -> None:
    await town.emulator.settled()


async def passes(town: Town, seconds: int) -> None:
    for _ in range(seconds // 10):
        town.later(seconds=10)
        await town.settles()
        await town.sends()
    await until_settled(town)


async def test_a_reply_is_sent_and_its_statuses_come_home(town: Town) -> None:
    await town.says(await town.meets(), "Hello")
    await town.sends()
    await until_settled(town)
    assert town.hear() == ["Hello"]
    assert await town.entries() == ["delivered"]


async def test_every_shape_of_bubble_arrives_as_it_should(town: Town) -> None:
    """Issue part 7: buttons, cards and lists from resources that are created once per shape."""
    amina = await town.meets()
    for content in (
        Content(text="Plain"),
        Content(text="Picture", media="/static/dress.png"),
        Content(text="Two", choices=CHOICES[:2]),
        Content(text="Two more", choices=CHOICES[2:4]),
        Content(text="Card", media="/static/dress.png", choices=CHOICES[:3]),
        Content(text="Ten", choices=CHOICES, list_label="Choose"),
    ):
        await town.says(amina, "", content=content)
    for _ in range(8):
        await town.sends()
        await until_settled(town)
    shown = [message.shown for message in town.emulator.messages_to(AMINA)]
    assert [each.text for each in shown] == ["Plain", "Picture", "Two", "Two more", "Card", "Ten"]
    assert [len(each.buttons) for each in shown] == [0, 0, 2, 2, 3, 0]
    assert shown[4].media is not None
    assert shown[4].media["url"].endswith("/static/dress.png")
    assert shown[5].list is not None
    assert [row["id"] for row in shown[5].list["rows"]] == [choice.id for choice in CHOICES]
    assert len(town.emulator.store.contents) == 3
    assert set(await town.entries()) == {"delivered"}


async def test_blank_words_never_show_a_sample(town: Town) -> None:
    amina = await town.meets()
    choices = (Choice("a", "Yes"), Choice("b", "No", "really"), *CHOICES[:2])
    await town.says(amina, "", content=Content(choices=choices))
    await town.sends()
    shown = town.emulator.messages_to(AMINA)[0].shown
    assert shown.list is not None
    everything = [shown.text, shown.list["label"], *(row["description"] for row in shown.list["rows"])]
    assert not {"text", "label", "about1", "title1"} & set(everything)


async def test_choices_become_numbers_when_no_resource_can_be_made(town: Town) -> None:
    town.emulator.faults.refuse_contents(times=1)
    await town.says(await town.meets(), "", content=Content(text="Size?", choices=CHOICES[:2]))
    await town.sends()
    assert town.hear() == ["Size?\n\n1. Option 1 – about it\n2. Option 2 – about it"]


async def test_a_429_with_retry_after_delays_and_keeps_order(town: Town) -> None:
    """P15: honoured to the second, nothing lost, nothing overtaken."""
    amina = await town.meets()
    await town.says(amina, "first")
    await town.says(amina, "second")
    town.emulator.faults.refuse_next(429, times=2, retry_after=3)
    await town.sends()
    for _ in range(12):
        town.later(seconds=1)
        await town.sends()
    assert town.hear() == ["first", "second"]
    assert (await town.entries("attempts")) == [3, 1]


async def test_a_swallowed_answer_is_settled_by_the_callback(town: Town) -> None:
    """G2: the callback's signed reference settles it, long before the list is asked."""
    town.emulator.faults.swallow_next()
    await town.says(await town.meets(), "Hello")
    await town.sends()
    await until_settled(town)
    assert await town.entries() == ["delivered"]
    await passes(town, 180)
    assert town.hear() == ["Hello"]


async def test_a_swallowed_answer_without_callbacks_is_settled_by_the_list(town: Town) -> None:
    """G2: with both answer and callbacks lost, the provider's list is the evidence."""
    town.emulator.faults.swallow_next()
    town.emulator.faults.statuses = "none"
    await town.says(await town.meets(), "", content=Content(text="Size?", choices=CHOICES))
    await town.sends()
    await until_settled(town)
    assert await town.entries() == ["unknown"]
    await passes(town, 180)
    assert town.hear() == ["Size?"]
    assert (await town.entries())[0] in {"accepted", "sent", "delivered"}


async def test_a_dropped_call_is_sent_once_after_the_grace(town: Town) -> None:
    town.emulator.faults.drop_next()
    await town.says(await town.meets(), "Hello")
    await town.sends()
    assert town.hear() == []
    await passes(town, 120)
    assert town.hear() == ["Hello"]
    assert await town.entries("status, attempts") == [("delivered", 2)]


async def test_a_late_answer_is_not_sent_twice(town: Town) -> None:
    town.emulator.faults.slow_next(1.5)
    await town.says(await town.meets(), "Hello")
    await town.sends()
    await until_settled(town)
    await passes(town, 120)
    assert town.hear() == ["Hello"]
    assert await town.entries() == ["delivered"]


async def test_a_failure_is_told_in_words(town: Town) -> None:
    town.emulator.faults.fail_next(63024)
    await town.says(await town.meets(), "Hello")
    await town.sends()
    await until_settled(town)
    ((status, code, reason),) = await town.entries("status, error_code, reason")  # type: ignore[misc]
    assert (status, code) == ("failed", 63024)
    assert "no WhatsApp account" in reason


@pytest.mark.parametrize("mode", ["reversed", "doubled"])
async def test_statuses_in_any_order_and_number_end_well(town: Town, mode: str) -> None:
    """P14."""
    town.emulator.faults.statuses = mode
    await town.says(await town.meets(), "Hello")
    await town.sends()
    await until_settled(town)
    town.emulator.read(AMINA)
    await until_settled(town)
    assert await town.entries() == ["read"]


async def test_nobody_at_the_provider_means_try_again(town: Town) -> None:
    town.emulator.faults.refuse_next(503, times=3)
    await town.says(await town.meets(), "Hello")
    for _ in range(20):
        await town.sends()
        town.later(seconds=2)
    assert town.hear() == ["Hello"]


async def test_a_hundred_contacts_and_every_kind_of_trouble(town: Town) -> None:
    """G2, P15: whatever goes wrong on the way, each message arrives once and in order."""
    faults = town.emulator.faults
    contacts = [f"+1415555{n:04d}" for n in range(40)]
    for address in contacts:
        contact_id = await town.meets(address)
        await town.writes([town.reply(contact_id, f"{n}", address) for n in range(3)])
    faults.refuse_next(429, times=10, retry_after=1)
    faults.swallow_next(8)
    faults.drop_next(4)
    faults.statuses = "doubled"
    other = town.another()
    for _ in range(30):
        await asyncio.gather(town.sends(), other.sends())
        await asyncio.gather(town.settles(), other.settles())
        town.later(seconds=10)
    await until_settled(town)
    assert {address: town.hear(address) for address in contacts} == {a: ["0", "1", "2"] for a in contacts}
    assert set(await town.entries()) == {"delivered"}


async def test_a_contact_without_a_number_is_reached(town: Town) -> None:
    """P27: the BSUID that wrote is the one that is answered."""
    bsuid = "KR.4480491918930694"
    await town.says(await town.meets(bsuid), "Hello", bsuid)
    await town.says(await town.meets(BORA), "Hi", BORA)
    await town.sends()
    assert (town.hear(bsuid), town.hear(BORA)) == (["Hello"], ["Hi"])
