"""One turn while it is being computed: a private, changeable copy of the conversation."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zlib import crc32

from flows.engine.commands import SlotValue
from flows.engine.effects import Effect, Note, RunAction, Say
from flows.engine.flow import Flow, Step, next_of
from flows.engine.flowset import FlowSet
from flows.engine.limits import MAX_DEPTH, MAX_REPEATED, MAX_STEPS, FlowLoopsForever
from flows.engine.replies import Reply
from flows.engine.state import ConversationState, Frame, Question
from flows.engine.statejson import dump_reply
from flows.engine.values import MAX_ALL, WrongValue, fit, size_of


class Turn:
    """The conversation as it changes, and the effects so far. `close()` makes the new state of it."""

    def __init__(self, flows: FlowSet, state: ConversationState, now: datetime, seed: int) -> None:
        self.flows, self.now, self.seed = flows, now, seed
        self.stack: list[Frame] = list(state.stack)
        self.coming: list[Frame] = []
        self.slots: dict[str, Any] = {**flows.initial, **state.slots}
        self.question: Question | None = state.question
        self.paused, self.number, self.misses = state.paused, state.turn, state.misses
        self.extra: dict[str, Any] = dict(state.extra)
        self.effects: list[Effect] = []
        self.waiting = self.muted = False
        self.page = 0  # of the options of the question that is asked next
        self.must_speak = False  # a stale button was tapped: silence would look like a fault
        self.steps = 0
        self.offered = False  # something that can be tapped has been said in this turn
        self.said: frozenset[int] = frozenset()  # fingerprints of what was said before the turn's last action
        self.corrected: list[list[Any]] = []  # slot, value, frame id

    @property
    def language(self) -> str:
        """What the contact reads."""
        return str(self.slots.get("language") or "en")

    @property
    def top(self) -> Frame | None:
        """The frame that has the word."""
        return self.stack[-1] if self.stack else None

    def close(self) -> ConversationState:
        """The state that the turn leaves behind."""
        if self.question and not (self.waiting and self.stack and self.stack[-1].frame_id == self.question.frame_id):
            self.question = None
        replies = [effect.reply for effect in self.effects if isinstance(effect, Say)]
        if replies:
            self.extra["last"] = [dump_reply(reply) for reply in replies[-MAX_REPEATED:]]
        return ConversationState(
            stack=tuple(self.stack),
            slots=self.slots,
            question=self.question,
            paused=self.paused,
            turn=self.number,
            misses=self.misses,
            extra=self.extra,
        )

    def note(self, name: str, /, **data: Any) -> None:
        """Tell what happened to those who count."""
        self.effects.append(Note(name, data))

    def say(self, reply: Reply) -> None:
        """Send a reply, unless a person has the chat or the same was just said."""
        before = (effect.reply for effect in self.effects if isinstance(effect, Say))
        if self.muted or any(_reads_alike(reply, other) for other in before):
            return
        if not self.said or _fingerprint(reply) not in self.said:
            self.effects.append(Say(reply))
            self.offered = self.offered or bool(reply.buttons)

    def count_step(self) -> None:
        """Raises FlowLoopsForever once a turn has gone too far."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise FlowLoopsForever(self.stack[-1].flow if self.stack else "")

    def new_frame(self, flow_id: str, kind: str, context: Mapping[str, Any] | None = None) -> Frame:
        """A frame at the first step of a flow, not yet on the stack."""
        self.extra["n"] = number = int(self.extra.get("n", 0)) + 1
        return Frame(flow_id, self.flows.flows[flow_id].first, str(number), kind, dict(context or {}))

    def push(self, frame: Frame) -> None:
        """Put a frame on top; the oldest one gives way when there are too many."""
        if len(self.stack) >= MAX_DEPTH:
            oldest = self.stack.pop(0)
            self.forget(oldest)
            self.note("flow.abandoned", flow=oldest.flow)
        self.stack.append(frame)

    def repair(self, pattern: str, /, **context: Any) -> None:
        """Let a repair pattern have the word next."""
        flows = filter(None, map(self.flow_of, self.stack))  # one that is gone has nothing to go on with
        open_below = any(not flow.is_pattern for flow in flows)
        self.coming.append(self.new_frame(pattern, "pattern", {"flow_open": open_below, **context}))

    def arrive(self) -> None:
        """Put on the stack what the commands have begun: flows below, repairs above, the first ones on top."""
        flows = [frame for frame in self.coming if frame.kind != "pattern"]
        patterns = [frame for frame in self.coming if frame.kind == "pattern"]
        self.coming = []
        for frame in [*reversed(flows), *reversed(patterns)]:
            self.push(frame)

    def find_frame(self, frame_id: str) -> Frame | None:
        """The frame of this id, if it is still on the stack or about to be."""
        return next((frame for frame in (*self.stack, *self.coming) if frame.frame_id == frame_id), None)

    def put(self, frame: Frame) -> Frame:
        """Replace the frame of the same id."""
        for frames in (self.stack, self.coming):
            for number, old in enumerate(frames):
                if old.frame_id == frame.frame_id:
                    frames[number] = frame
        return frame

    def remember(self, frame: Frame, /, **context: Any) -> Frame:
        """Change a frame's context; None forgets a key."""
        changed = {key: value for key, value in {**frame.context, **context}.items() if value is not None}
        return self.put(Frame(frame.flow, frame.step, frame.frame_id, frame.kind, changed))

    def move_on(self, frame: Frame, step: Step) -> None:
        """Take the way that leads on from this step."""
        self.go_to(frame, next_of(step, self.slots, frame.context))

    def go_to(self, frame: Frame, step_id: str) -> None:
        """Stand at this step next."""
        self.put(Frame(frame.flow, step_id, frame.frame_id, frame.kind, frame.context))

    def flow_of(self, frame: Frame) -> Flow | None:
        """The flow that a frame is in; None when it is gone."""
        return self.flows.flows.get(frame.flow)

    def fill(self, name: str, value: Any, owner: Frame | None = None) -> bool:
        """Give a slot a value; the owner's end will reset it. False when it does not fit (and is noted)."""
        slot = self.flows.slots.get(name)
        try:
            if slot is None:
                raise WrongValue("there is no such slot")
            self.slots[name] = self._within_bounds(name, fit(slot, value))
        except WrongValue as wrong:
            self.note("slot.refused", slot=name, reason=str(wrong))
            return False
        self.note("slot.set", slot=name, value=self.slots[name])
        if owner is not None and (frame := self.find_frame(owner.frame_id)):
            filled = frame.context.get("filled", [])
            if name not in filled:
                self.remember(frame, filled=[*filled, name])
        return True

    def empty(self, name: str) -> Any:
        """Take a slot's value away, its initial one too. Returns what it was."""
        value = self.slots.pop(name, None)
        if name in self.flows.initial:
            self.slots[name] = None
        return value

    def reset(self, names: Iterable[str]) -> None:
        """Give slots their initial values back."""
        for name in names:
            if name in self.flows.initial:
                self.slots[name] = self.flows.initial[name]
            else:
                self.slots.pop(name, None)

    def forget(self, frame: Frame) -> dict[str, SlotValue]:
        """Reset what a flow has gathered, except what it persists. Returns all its answers."""
        flow = self.flow_of(frame)
        filled = frame.context.get("filled", [])
        answers = {name: self.slots.get(name) for name in filled}
        self.reset(name for name in filled if flow is None or name not in flow.persisted)
        return answers

    def run_action(self, name: str, purpose: str, frame: Frame, *, slot: str = "") -> None:
        """Ask the shell to run an action; the turn goes on when its answer comes."""
        self.extra["action"] = {
            "name": name,
            "for": purpose,
            "frame": frame.frame_id,
            "slot": slot,
            "page": self.page,
            "steps": self.steps,
            "must_speak": self.must_speak,
            "said": sorted(self.said.union(_fingerprint(e.reply) for e in self.effects if isinstance(e, Say))),
            "offered": self.offered,
            "muted": self.muted,
        }
        self.effects.append(RunAction(name))
        self.waiting = True

    def _within_bounds(self, name: str, value: Any) -> Any:
        if size_of(value) > 512:
            others = sum(size_of(other) for key, other in self.slots.items() if key != name)
            if others + size_of(value) > MAX_ALL:
                raise WrongValue("the conversation remembers too much already")
        return value


def _reads_alike(one: Reply, other: Reply) -> bool:
    """Whether the contact could not tell them apart."""
    return one.text == other.text and _seen(one) == _seen(other)


def _seen(reply: Reply) -> tuple[Any, ...]:
    return (reply.text, reply.buttons, reply.image, reply.attachment, reply.metadata)


def _fingerprint(reply: Reply) -> int:
    return crc32(repr(_seen(reply)).encode())
