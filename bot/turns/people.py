"""What a turn does about people in its transaction: consent with its evidence, language, being forgotten."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.contacts import queries as contacts
from bot.contacts.consents import DECLINED, FIRST, OFFERS, PURPOSES, UPDATES, Evidence, add_consent, opt_out
from bot.contacts.interests import mark_offered
from bot.contacts.suppression import release
from bot.errors import BotError
from bot.inbox.messages import InboundMessage
from bot.storage.transactions import Tx
from bot.turns.claims import Claim
from bot.turns.forget import forget, salt_of

Data = dict[str, Any]

#: After these the answer goes out whatever stands against it: it is the last word, or the first one again.
NOTICES = frozenset({"opt_out", "opt_in", "withdraw", "erase"})
_CONSENT = frozenset({"opt_out", "opt_in", "grant", "withdraw"})


def with_evidence(performs: Sequence[tuple[str, Data]], message: InboundMessage | None) -> list[tuple[str, Data]]:
    """Consent is written down with what was said and how. Erasing comes last, so that nothing brings data back."""
    told = {"words": message.text[:500], "source": _source(message)} if message else {}
    found = [(name, {**told, **data} if name in _CONSENT else data) for name, data in performs]
    return sorted(found, key=lambda pair: pair[0] == "erase")


def _source(message: InboundMessage) -> str:
    if message.opt_out_type:
        return "provider"
    return "button" if message.choice else "keyword"


async def _opt_out(tx: Tx, claim: Claim, data: Data, now: int) -> None:
    """STOP: everything, at once."""
    await opt_out(tx, _evidence(claim, now), PURPOSES, data)


async def _opt_in(tx: Tx, claim: Claim, data: Data, now: int) -> None:
    """START: updates are back; offers need a yes of their own."""
    await _let_in(tx, claim)
    await add_consent(tx, _evidence(claim, now), UPDATES, granted=True, data=data)


async def _grant(tx: Tx, claim: Claim, data: Data, now: int) -> None:
    """A yes to one purpose; the first of two is only written down."""
    sure = data.get("stage") != FIRST
    if sure:
        await _let_in(tx, claim)
    await add_consent(tx, _evidence(claim, now), _purpose(data), granted=sure, data=data)


async def _withdraw(tx: Tx, claim: Claim, data: Data, now: int) -> None:
    """A no to one purpose, or a yes taken back."""
    stage = DECLINED if data.get("stage") == DECLINED else ""
    await add_consent(tx, _evidence(claim, now), _purpose(data), granted=False, data={**data, "stage": stage})


async def _pin_language(tx: Tx, claim: Claim, data: Data, now: int) -> None:  # noqa: ARG001
    await tx.run(contacts.PIN_LANGUAGE, claim.contact_id, str(data["language"]))


async def _erase(tx: Tx, claim: Claim, data: Data, now: int) -> None:  # noqa: ARG001
    await forget(tx, claim.contact_id, now)


async def _mark_offered(tx: Tx, claim: Claim, data: Data, now: int) -> None:
    await mark_offered(tx, claim.contact_id, data, now)


async def _let_in(tx: Tx, claim: Claim) -> None:
    await tx.run(contacts.SET_OPTED_OUT, claim.contact_id, None)
    if claim.opted_out_at is not None:
        handles = await tx.rows(contacts.LIST_HANDLES, claim.contact_id)
        await release(tx, [row[0] for row in handles], await salt_of(tx))


def _purpose(data: Data) -> str:
    purpose = str(data.get("purpose", OFFERS))
    if purpose not in PURPOSES:
        raise UnknownPurpose(f"there is no consent for {purpose}")
    return purpose


def _evidence(claim: Claim, now: int) -> Evidence:
    return Evidence(
        contact_id=claim.contact_id,
        country=claim.country,
        profile_name=claim.name,
        address=claim.event_address or claim.address,
        message_id=claim.key.rpartition(":")[2],
        at=now,
    )


class UnknownPurpose(BotError):
    """A flow asked for a consent that there is not."""


PEOPLE: dict[str, Callable[[Tx, Claim, Data, int], Awaitable[None]]] = {
    "opt_out": _opt_out,
    "opt_in": _opt_in,
    "grant": _grant,
    "withdraw": _withdraw,
    "pin_language": _pin_language,
    "erase": _erase,
    "searches_offered": _mark_offered,
}
