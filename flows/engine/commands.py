"""What understanding makes of a message: CALM's command vocabulary."""

from dataclasses import dataclass, field

SlotValue = None | bool | int | float | str | list[str] | dict[str, str]


@dataclass(frozen=True, slots=True)
class StartFlow:
    """Begin a flow. `asked_for` is true for a payload or a typed trigger, which bypasses no guard by itself;
    `guarded` is false for an explicit intent payload, as in CALM."""

    flow: str
    guarded: bool = True


@dataclass(frozen=True, slots=True)
class SetSlot:
    """Fill a slot: the answer to the open question, or a correction of an earlier one."""

    slot: str
    value: SlotValue


@dataclass(frozen=True, slots=True)
class Tap:
    """A button of ours came back: where it was offered and what it stands for. It may be months old.

    `flow` and `step` may be gone by now; `slots` are the payload's `/SetSlots` pairs (text, as signed).
    """

    flow: str
    step: str
    slots: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShowPage:
    """Turn the pages of a long list; counted from 0. The place is where the list was offered."""

    flow: str
    step: str
    page: int


@dataclass(frozen=True, slots=True)
class CancelFlow:
    """Leave the open flow."""


@dataclass(frozen=True, slots=True)
class Clarify:
    """Ask which of these was meant: flow ids, or `faq/<topic>` names, best first."""

    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChitChat:
    """Small talk; `topic` names the response `utter_chitchat/<topic>`."""

    topic: str


@dataclass(frozen=True, slots=True)
class KnowledgeAnswer:
    """A question of the shop's FAQ: answered by `utter_faq/<topic>`, whatever flow is open."""

    topic: str


@dataclass(frozen=True, slots=True)
class HumanHandoff:
    """The contact wants a person, or the shop wants one for them: `reason` is `asked`, or the rule that says so."""

    reason: str = "asked"


@dataclass(frozen=True, slots=True)
class KeepWaiting:
    """The contact goes on waiting for a person."""


@dataclass(frozen=True, slots=True)
class BackToBot:
    """The contact would rather go on with the bot than wait for a person."""


@dataclass(frozen=True, slots=True)
class StartOver:
    """Begin the open flow again, from its first question."""


@dataclass(frozen=True, slots=True)
class SkipQuestion:
    """The contact does not want to answer: the open question, or the one that a button belongs to."""

    flow: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class GoBack:
    """Ask the question before the open one again."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Say the last thing again."""


@dataclass(frozen=True, slots=True)
class ShowMenu:
    """Greeting or “menu”: leave what is open (it can be resumed) and show what the shop can do.

    A `greeting` asks for nothing in particular: `context.greeting` of the pattern says so.
    """

    greeting: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class OptOut:
    """STOP and its synonyms: handled before any dialogue, even in a forced question.

    `offers` is true for “stop offers”: other messages go on.
    """

    offers: bool = False


@dataclass(frozen=True, slots=True)
class OptIn:
    """START and its synonyms."""


@dataclass(frozen=True, slots=True)
class CannotHandle:
    """Nothing was understood. `reason`: `not_understood`, `invalid_answer` (the open question stands),
    `unsupported` (a kind of message that nobody can read), `media` (a file where words were expected),
    `which` (a yes to an offer of several equals: they are offered again)."""

    reason: str = "not_understood"
    details: dict[str, str] = field(default_factory=dict)


Command = (
    StartFlow
    | SetSlot
    | Tap
    | ShowPage
    | CancelFlow
    | Clarify
    | ChitChat
    | KnowledgeAnswer
    | HumanHandoff
    | KeepWaiting
    | BackToBot
    | StartOver
    | SkipQuestion
    | GoBack
    | Repeat
    | ShowMenu
    | OptOut
    | OptIn
    | CannotHandle
)
