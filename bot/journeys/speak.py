"""A journey's word becomes an outbox entry: the text of this moment, and what must still be so when it goes out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.contacts.zones import zone_of_phone
from bot.journeys.parts import JourneyParts, Person
from bot.journeys.readings import Asked, NotTrue, Reading
from bot.outbox.content import Choice, Content, Template
from bot.outbox.entries import NewEntry
from bot.outbox.policy import carried
from bot.storage.transactions import Tx
from bot.understanding.references import Reference, sign
from flows.engine.journeys.effects import Send
from flows.engine.journeys.enrollment import Enrollment
from flows.engine.journeys.steps.emit import look
from flows.engine.replies import Reply

KIND = "journey"
Wants = tuple[tuple[str, dict[str, Any]], ...]


async def entry_of(tx: Tx, send: Send, person: Person, parts: JourneyParts, now: datetime) -> tuple[NewEntry, Wants]:
    """What to put into the outbox, and what to do with it. Raises NotTrue when there is nothing to say any more."""
    if not person.address:
        raise NotTrue("no phone number of the contact is known")
    sender = person.sender or next(iter(parts.senders), "")
    if not sender:
        raise NotTrue("the shop has no number to send from")
    e = send.enrollment
    reading = await _read(tx, send, person, parts)
    reply, template = _render(send, person, parts, reading.words)
    entry = NewEntry(
        key=key_of(send, person.contact_id),
        contact_id=person.contact_id,
        sender=sender,
        to=person.address,
        content=replace(_content(reply, parts.button_key), template=template),
        epoch=person.epoch,
        kind=KIND,
        created_at=now,
        expires_at=None if send.expires is None else now + send.expires,
        category=send.category,
        facts=tuple(dict(fact) for fact in reading.facts),
        policy=carried(
            parts.flows.journeys[e.journey].policy_at(send.step),
            zone_of_phone(person.address, parts.timezone),
            (e.journey, e.key, e.entry, send.step, send.visit),
            send.again,
        ),
    )
    return entry, reading.wants


def key_of(send: Send, contact_id: int) -> str:
    """The business fact that the message exists for: this step of this passage, once."""
    e = send.enrollment
    again = f"~{send.again}" if send.again else ""
    return f"{prefix_of(contact_id, e)}{send.step}:{send.visit}{again}"


def prefix_of(contact_id: int, e: Enrollment) -> str:
    """What the keys of a passage's messages begin with."""
    return f"journey:{contact_id}:{e.journey}:{e.key}:{e.entry}:"


async def _read(tx: Tx, send: Send, person: Person, parts: JourneyParts) -> Reading:
    """All readings of the step together."""
    context = send.enrollment.context
    words: dict[str, Any] = {}
    facts: list[Mapping[str, Any]] = []
    wants: Wants = ()
    for name in send.reads:
        asked = Asked(person.contact_id, person.language, context.get("event", {}), context)
        reading = await _reading(tx, name, asked, parts)
        words.update(reading.words)
        facts += reading.facts
        wants += reading.wants
    return Reading(words, tuple(facts), wants)


async def _reading(tx: Tx, name: str, asked: Asked, parts: JourneyParts) -> Reading:
    """One of them. What cannot be read is nothing to say: it must not take the whole turn with it."""
    reader = parts.readers.get(name)
    if reader is None:
        raise NotTrue(f"there is no reading `{name}`")
    try:
        return await reader(tx, asked)
    except (KeyError, ValueError, TypeError) as wrong:
        raise NotTrue(f"{name} cannot be read: {type(wrong).__name__}") from wrong


def _finder(person: Person, words: Mapping[str, Any], context: Mapping[str, Any]) -> Callable[[str], Any]:
    """`{token}` is looked for among the readings, then of the contact, below the event, in the context."""
    event = context.get("event", {})
    own = {"contact_name": person.name, "country": person.country, "language": person.language}
    scope = _scope(person, {}, context)

    def find(name: str) -> Any:
        if "." in name:
            return look(scope, name)
        return next((each[name] for each in (words, own, event, context) if name in each), None)

    return find


def _scope(person: Person, words: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    """What the conditions of variations read; what was looked up is `context.…`, too."""
    contact = {"name": person.name, "country": person.country}
    return {**words, **context, "event": context.get("event", {}), "contact": contact}


def _render(
    send: Send, person: Person, parts: JourneyParts, words: Mapping[str, Any]
) -> tuple[Reply, Template | None]:
    """What is said inside the window, and the template that says it outside, if the response names one."""
    response = parts.flows.responses[send.utter]
    context = send.enrollment.context
    find = _finder(person, words, context)
    number = response.choose({}, _scope(person, words, context), hash_of(send))
    reply: Reply = response.render(number, find, person.language or "en")
    name = (reply.metadata.get("whatsapp") or {}).get("template")
    if not name:
        return reply, None
    return reply, Template(name, person.language, parts.flows.templates[name].values(find, person.language))


def hash_of(send: Send) -> int:
    """Which of equal variations is said: always the same for the same passage."""
    e = send.enrollment
    return sum(f"{e.journey}{e.key}{e.entry}{send.step}".encode())


def _content(reply: Reply, key: bytes) -> Content:
    choices = tuple(
        Choice(sign(Reference(reply.flow, reply.step, button.payload), key), button.title, button.description)
        for button in reply.buttons
    )
    return Content(
        text=reply.text,
        media=reply.image or reply.attachment,
        choices=choices,
        list_label=reply.list_label,
        utter=reply.utter,
    )
