"""What a conversation's row remembers between two turns."""

import json
from dataclasses import dataclass

from bot.storage.columns import dump_json
from bot.turns.claims import Claim
from bot.turns.rhythm import Rhythm
from flows.engine.state import ConversationState
from flows.engine.statejson import dump_state, load_state


@dataclass(frozen=True, slots=True)
class Memory:
    """What the conversation's row holds as JSON: the engine's state and the contact's rhythm."""

    state: ConversationState
    rhythm: Rhythm

    @classmethod
    def of(cls, claim: Claim) -> "Memory":
        data = json.loads(claim.state)
        return cls(load_state(data.get("engine", {})), Rhythm.from_json(data.get("rhythm")))

    def to_json(self) -> str:
        return dump_json({"engine": dump_state(self.state), "rhythm": self.rhythm.to_json()})
