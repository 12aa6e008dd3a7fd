"""In which language somebody is answered whose own the shop does not offer (any more)."""

from collections.abc import Sequence
from dataclasses import replace

from bot.turns.claims import Claim
from bot.understanding.language import guess_language, is_enabled
from flows.engine.state import ConversationState


def in_offered(claim: Claim, offered: Sequence[str]) -> Claim:
    """The claim of whoever speaks a language of the `offered`; else as of somebody of whom only the phone is known.

    What is kept of the contact stays: once their language is offered again, they are answered in it.
    """
    if not claim.language or is_enabled(claim.language, offered):
        return claim
    return replace(claim, language=guess_language("", "", claim.country or None, offered), language_pinned=0)


def spoken(state: ConversationState, claim: Claim, offered: Sequence[str]) -> ConversationState:
    """The state with a language that is offered: that of the claim, where its own is not."""
    language = str(state.slots.get("language") or "")
    if not language or not claim.language or is_enabled(language, offered):
        return state
    return replace(state, slots={**state.slots, "language": claim.language})
