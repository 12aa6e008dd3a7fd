"""Questions for the shop, small talk and wishes: the nearest example phrases, in three zones of certainty."""

from dataclasses import dataclass

from bot.understanding.intentions import commands_of_intent
from bot.understanding.message import Message
from bot.understanding.normal import has_hangul
from bot.understanding.similar import Examples, Match
from flows.engine.commands import Clarify, Command, KnowledgeAnswer, StartFlow
from flows.engine.flowset import FlowSet
from flows.engine.state import ConversationState

EXACT = 1.0
STRONG = 0.78  #: taken for a question even where any text would be an answer
ACT = 0.52  #: carried out without asking back
ACT_ALONE = 0.36  #: the same where no other intent comes half as near
ACT_ON_TOPIC = 0.28  #: the same where the only near intent is a question of the shop's: an answer does no harm
ASK = 0.24  #: worth a “did you mean”
LEAD = 0.07  #: how far the best must be ahead of the second
_CHOICES = 3
_LOOKED_AT = 10  #: of the nearest intents
_SHARE_OF_BEST = 0.6


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message wants by its likeness to examples; `sure` when it may be carried out at once."""

    commands: tuple[Command, ...]
    score: float
    sure: bool


NOTHING = Reading((), 0.0, False)


class Intents:
    """All example phrases of the flows that somebody can do something about."""

    def __init__(self, flows: FlowSet) -> None:
        self._flows = flows
        self._thresholds = {t.intent: t.threshold for t in flows.triggers}
        self._commands = {intent: commands_of_intent(flows, intent) for intent in flows.examples}
        self._examples = Examples({i: phrases for i, phrases in flows.examples.items() if self._commands[i]})

    def read(self, message: Message, state: ConversationState) -> Reading:
        """The best reading: an act, a choice of two or three, or nothing."""
        if exact := self._examples.exact(message):
            match = self._instead(Match(exact, EXACT), state)
            if self._makes_sense(match.intent, state):
                return Reading(self._commands[match.intent], EXACT, sure=True)
        near = [self._instead(match, state) for match in self._examples.nearest(message, limit=_LOOKED_AT)]
        ranked = self._distinct([match for match in near if self._makes_sense(match.intent, state)])
        if not ranked:
            return NOTHING
        best, others = ranked[0], ranked[1:]
        second = others[0].score if others else 0.0
        enough = ACT_ALONE if second <= best.score / 2 else ACT
        needed = max(enough, self._thresholds.get(best.intent, 0.0))
        if best.score >= EXACT or (best.score >= needed and best.score - second >= LEAD):
            return Reading(self._commands[best.intent], best.score, sure=True)
        return self._choices(ranked, alone=not has_hangul(message.folded))

    def warm_up(self) -> None:
        """See `Examples.warm_up`."""
        self._examples.warm_up()

    def _instead(self, match: Match, state: ConversationState) -> Match:
        """What an intent `slot/value` stands for while that which its slot is about is unknown (`otherwise`)."""
        slot, _, value = match.intent.partition("/")
        declared = self._flows.slots.get(slot)
        if declared is None or self._makes_sense(match.intent, state):
            return match
        other = declared.metadata.get("otherwise", {}).get(value)
        return Match(str(other), match.score) if other in self._commands else match

    def _makes_sense(self, intent: str, state: ConversationState) -> bool:
        """An intent `slot/value` whose slot is `about` another one needs that one to be known."""
        slot = self._flows.slots.get(intent.partition("/")[0])
        about = slot.metadata.get("about") if slot else None
        return about is None or bool(state.slots.get(str(about)))

    def _distinct(self, ranked: list[Match]) -> list[Match]:
        """Intents that want the same count once."""
        seen: dict[tuple[Command, ...], Match] = {}
        for match in ranked:
            seen.setdefault(self._commands[match.intent], match)
        return list(seen.values())

    def _choices(self, ranked: list[Match], *, alone: bool) -> Reading:
        """What to ask back; `alone`: the only choice may be taken (parts of Korean words are too weak for that)."""
        best = ranked[0].score
        near = [m for m in ranked if m.score >= max(ASK, best * _SHARE_OF_BEST)]
        names = [name for m in near if (name := self._choice(m.intent))][:_CHOICES]
        if not names or near[0].score < ASK:
            return NOTHING
        only = ranked[0].intent
        if alone and len(near) == 1 and best >= ACT_ON_TOPIC and isinstance(self._commands[only][0], KnowledgeAnswer):
            return Reading(self._commands[only], best, sure=True)
        return Reading((Clarify(tuple(names)),), best, sure=False)

    def _choice(self, intent: str) -> str | None:
        """How a choice is called in Clarify; small talk is never offered."""
        match self._commands[intent][0]:
            case StartFlow(flow):
                return flow
            case KnowledgeAnswer(topic):
                return f"faq/{topic}"
            case _:
                return None
