"""What a contact is told while their turn takes too long."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.actions.shopfile.handoff import Handoff
from bot.outbox.content import Content
from bot.turns.claims import Claim
from bot.turns.language import in_offered, spoken
from bot.turns.memory import Memory
from bot.turns.parts import TurnParts

HOLDING = "utter_holding"


def _nothing(claim: Claim) -> Content | None:  # noqa: ARG001 (one signature for both)
    return None


@dataclass(frozen=True)
class Care:
    """How a failure is dealt with: what is said meanwhile, and whether people get what was set aside."""

    holding: Callable[[Claim], Content | None] = _nothing
    plan: Handoff = field(default_factory=Handoff)


NO_CARE = Care()


def care_of(parts: TurnParts) -> Care:
    """With the shop's own words and rules."""

    def holding(claim: Claim) -> Content | None:
        response = parts.flows.responses.get(HOLDING)
        if response is None:
            return None
        claim = in_offered(claim, parts.languages)
        state = spoken(Memory.of(claim).state, claim, parts.languages)
        number = response.choose(state.slots, {}, claim.event_id)
        reply = response.render(number, state.slots.get, claim.language or state.language)
        return Content(text=reply.text, utter=HOLDING)

    return Care(holding, parts.handoff)
