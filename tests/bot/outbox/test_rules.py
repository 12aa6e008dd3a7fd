"""The rules for journeys' messages as they are in the claim (G3): consent, who has the chat, quiet hours, caps."""

from dataclasses import replace
from datetime import timedelta

from bot.journeys.running import Running
from bot.outbox.policy import carried
from bot.storage.columns import to_micros
from flows.engine.journeys.journey import Cap, Policy
from flows.engine.journeys.spans import parse_range
from tests.bot.outbox.make import agrees, does, outcome, tells
from tests.bot.outbox.office import AMINA, BORA, OTHER_SENDER, Office
from tests.bot.outbox.scripted import ScriptedChannel
from tests.flows.journeys.make import compiled

SEOUL = "Asia/Seoul"


async def test_offers_need_a_yes_and_updates_no_no(office: Office, channel: ScriptedChannel) -> None:
    """G3, P19: consent by purpose, as it stands in the claim."""
    amina = await office.meets()
    await tells(office, amina, "sale", policy=Policy(category="marketing"))
    await tells(office, amina, "your order")
    await office.sends()
    await agrees(office, amina, "offers", True)
    await agrees(office, amina, "updates", False)
    await tells(office, amina, "sale again", policy=Policy(category="marketing"))
    await tells(office, amina, "your order again")
    await office.sends()
    assert channel.texts == ["your order", "sale again"]
    assert await office.entries("reason") == [
        "the contact has not agreed to offers",
        "",
        "",
        "the contact has not agreed to updates",
    ]


async def test_a_person_has_the_chat(office: Office, channel: ScriptedChannel) -> None:
    """G3, G6: offers wait for the end of it, what concerns an order goes on and says so."""
    amina = await office.meets()
    await agrees(office, amina, "offers", True)
    await tells(office, amina, "sale", policy=Policy(category="marketing"))
    await tells(office, amina, "on its way")
    await does(office, "update conversation set owner = 'agent:kim', epoch = epoch + 1")
    await office.sends()
    assert channel.texts == ["on its way"]
    assert await office.entries("status, reason, note") == [
        ("waiting", "a person has the conversation", ""),
        ("accepted", "", "a person had the conversation"),
    ]
    await does(office, "update conversation set owner = 'bot', epoch = epoch + 1")
    office.later(hours=1)
    await office.sends()
    assert channel.texts == ["on its way", "sale"]


async def test_quiet_hours_are_the_contacts_own_and_survive_a_change_of_clocks(
    office: Office, channel: ScriptedChannel
) -> None:
    """G3: in Berlin clocks go back on 25 October 2026: 08:00 is 07:00 UTC that morning, and 06:00 the day before."""
    from datetime import UTC, datetime

    policy = Policy(quiet=parse_range("21:00-08:00"))
    for day, hour in ((23, 6), (24, 7)):
        office.clock.set(datetime(2026, 10, day, 22, 30, tzinfo=UTC))
        contact = await office.meets(AMINA if day == 23 else BORA)
        await tells(office, contact, f"news {day}", policy=policy, zone="Europe/Berlin")
        await office.sends()
        assert (await outcome(office))[0] == "waiting"
        office.clock.set(datetime(2026, 10, day + 1, hour, 0, tzinfo=UTC) - timedelta(milliseconds=1))
        await office.sends()
        assert f"news {day}" not in channel.texts
        office.later(milliseconds=1)
        await office.sends()
        assert channel.texts[-1] == f"news {day}"


async def test_two_that_are_due_together_do_not_both_pass_the_cap(office: Office, channel: ScriptedChannel) -> None:
    """G3: the cap is counted in the claim, over all of the shop's numbers and processes."""
    import asyncio

    amina = await office.meets()
    await does(
        office,
        "update conversation set windows = $1",
        f'{{"+15550100000": {to_micros(office.clock.now())}, "{OTHER_SENDER}": {to_micros(office.clock.now())}}}',
    )
    once = Policy(caps=(Cap(1, timedelta(hours=12)),))
    for number in range(4):
        await tells(office, amina, f"n{number}", policy=once, **({"sender": OTHER_SENDER} if number % 2 else {}))
    other = office.another()
    await asyncio.gather(office.sends(), other.sends())
    office.later(seconds=2)
    await asyncio.gather(office.sends(), other.sends())
    assert len(channel.texts) == 1
    waiting = [row for row in await office.entries("status, reason") if row[0] == "waiting"]
    assert {row[1] for row in waiting} == {"the contact has had enough messages of this kind for now"}
    office.later(hours=12)
    await asyncio.gather(office.sends(), other.sends())
    assert len(channel.texts) == 2


async def test_what_waits_for_its_hour_holds_no_answer_up(office: Office, channel: ScriptedChannel) -> None:
    """G3: a reminder put off until morning, and the contact asks something in the evening."""
    amina = await office.meets()
    hour = office.clock.now().hour
    quiet = parse_range(f"{hour:02d}:00-{(hour + 3) % 24:02d}:00")
    await tells(office, amina, "reminder", policy=Policy(quiet=quiet))
    await office.sends()
    await office.says(amina, "answer")
    await office.sends()
    assert channel.texts == ["answer"]


async def test_rules_that_were_changed_since_it_was_written_count(office: Office, channel: ScriptedChannel) -> None:
    """P8: the shop has set other quiet hours meanwhile; of a step that is gone, what was written down holds."""
    amina, hour = await office.meets(), office.clock.now().hour
    journeys = compiled().journeys
    quiet = parse_range(f"{hour:02d}:00-{(hour + 3) % 24:02d}:00")
    now_quiet = replace(journeys["cart_recovery"], policy=Policy(quiet=quiet))
    running = Running({"cart_recovery": now_quiet})
    told = Office(office.database, office.clock, channel, journeys=running)
    of = ("cart_recovery", "1", 1, "m1", 1)
    await office.says(amina, "your cart", kind="journey", policy=carried(Policy(), "UTC", of))
    await office.says(amina, "of old", kind="journey", policy=carried(Policy(), "UTC", (*of[:3], "gone", 1)))
    await told.sends()
    assert channel.texts == ["of old"]
    assert ("waiting", "it is the contact's quiet time") in await office.entries("status, reason")
    running.use({"cart_recovery": replace(now_quiet, policy=Policy())})
    office.later(hours=3)
    await told.sends()
    assert channel.texts == ["of old", "your cart"]
