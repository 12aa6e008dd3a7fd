"""The truth gate: what is no longer true when its time has come is not sent, with a reason in words."""

from datetime import timedelta

from bot.inbox.queries import ADD_EVENTS
from bot.live.touch import BELL
from bot.outbox.content import Content, Template
from bot.storage.columns import to_micros
from tests.bells import rung
from tests.bot.outbox.office import OTHER_SENDER, Office
from tests.bot.outbox.scripted import ScriptedChannel

TEMPLATE = Content(template=Template(sid="HX1", variables={"1": "Amina"}))


async def test_a_reply_after_24_hours_of_silence_is_not_sent(office: Office, channel: ScriptedChannel) -> None:
    """Issue part 7: the 24-hour window is enforced, with a minute to spare."""
    amina = await office.meets()
    office.later(hours=23, minutes=58)
    await office.says(amina, "in time")
    await office.sends()
    office.later(minutes=2)
    await office.says(amina, "too late")
    await office.sends()
    assert channel.texts == ["in time"]
    assert (await office.entries("status, reason"))[1] == (
        "dropped",
        "more than 24 hours since the contact wrote: only a template may be sent",
    )


async def test_the_window_belongs_to_one_sender(office: Office, channel: ScriptedChannel) -> None:
    """Several senders: writing to one number opens nothing at the other."""
    amina = await office.meets()
    await office.says(amina, "Hello", sender=OTHER_SENDER)
    await office.sends()
    assert channel.texts == []
    assert (await office.entries("reason"))[0] == (
        "the contact has never written to this number: only a template may be sent"
    )


async def test_a_template_needs_no_window(office: Office, channel: ScriptedChannel) -> None:
    amina = await office.meets()
    office.later(days=9)
    await office.says(amina, "", content=TEMPLATE, kind="template")
    await office.sends()
    assert len(channel.sent) == 1


async def test_a_reply_of_an_earlier_owner_is_dropped(office: Office, channel: ScriptedChannel) -> None:
    """P16, G6: what the bot computed before a person took over is never said over that person."""
    amina = await office.meets()
    await office.says(amina, "bot says")
    async with office.database.write() as tx:
        await tx.run("update conversation set owner = 'agent:kim', epoch = epoch + 1 where contact_id = $1", amina)
    await office.says(amina, "person says", epoch=1)
    await office.says(amina, "You are opted out", kind="notice")
    await office.sends()
    assert channel.texts == ["person says", "You are opted out"]
    assert (await office.entries("reason"))[0] == "the conversation has changed hands since it was written"


async def _opts_out(office: Office, contact_id: int) -> None:
    now = to_micros(office.clock.now())
    async with office.database.write() as tx:
        await tx.run("update contact set opted_out_at = $2 where id = $1", contact_id, now)


async def test_after_stop_only_its_confirmation_goes_out(office: Office, channel: ScriptedChannel) -> None:
    """P19: what was on its way when the contact said STOP stays here."""
    amina = await office.meets()
    await office.says(amina, "on its way")
    await office.says(amina, "", content=TEMPLATE, kind="template")
    await _opts_out(office, amina)
    await office.says(amina, "You will get no more messages.", kind="notice")
    await office.sends()
    assert channel.texts == ["You will get no more messages."]
    assert await office.entries("status") == ["dropped", "dropped", "accepted"]


async def test_who_writes_again_after_stop_gets_an_answer_but_no_template(
    office: Office, channel: ScriptedChannel
) -> None:
    amina = await office.meets()
    await _opts_out(office, amina)
    office.later(minutes=1)
    await office.hears(amina)
    await office.says(amina, "Your order is on its way.")
    await office.says(amina, "", content=TEMPLATE, kind="template")
    await office.sends()
    assert await office.entries("status") == ["accepted", "dropped"]


async def test_what_has_expired_is_not_sent(office: Office, channel: ScriptedChannel) -> None:
    amina = await office.meets()
    await office.says(amina, "flash sale", expires_at=office.clock.now() + timedelta(hours=1))
    office.later(hours=1)
    await office.sends()
    assert await office.entries("status, reason") == [("dropped", "its time had passed before it could be sent")]


async def test_a_template_waits_while_a_message_of_the_contact_is_unheard(
    office: Office, channel: ScriptedChannel
) -> None:
    """Decision 6: a STOP that is kept but not yet handled still holds a reminder back."""
    amina = await office.meets()
    await office.says(amina, "", content=TEMPLATE, kind="template")
    now = to_micros(office.clock.now())
    async with office.database.write() as tx:
        await tx.insert(ADD_EVENTS, [("m1", "message", amina, "", "", "{}", now, 0, 0, "")])
    assert await office.sends() == 0
    async with office.database.write() as tx:
        await tx.run("update inbox_event set state = 1")
    office.later(seconds=2)
    assert await office.sends() == 1


async def test_an_entry_that_cannot_be_read_holds_nobody_up(office: Office, channel: ScriptedChannel) -> None:
    amina = await office.meets()
    await office.says(amina, "one")
    await office.says(amina, "two")
    async with office.database.write() as tx:
        await tx.run("update outbox set content = $1 where id = 1", '{"choices": 7}')
    await office.sends()
    assert channel.texts == ["two"]
    assert (await office.entries("status, reason"))[0] == ("dropped", "the entry cannot be read")


async def test_what_is_dropped_is_seen_at_once(office: Office) -> None:
    """The console shows it as dropped without waiting for its next look."""
    amina = await office.meets()
    office.later(days=2)
    await office.says(amina, "too late")
    await rung(office.parts.coordinator, BELL)
    await office.sends()
    assert await rung(office.parts.coordinator, BELL) == {BELL}
