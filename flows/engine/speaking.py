"""Saying responses and asking questions: words are chosen, filled in, cut into pages and sent."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from flows.engine.limits import MAX_REPLY, WHATSAPP
from flows.engine.payloads import MAX_REFERENCE_BYTES, FreeText, fill_payload, parse_payload, reference_bytes
from flows.engine.replies import Button, Reply
from flows.engine.responses import Response
from flows.engine.stack import open_unit
from flows.engine.state import Frame, Option, Question
from flows.engine.turn import Turn

MISSES_BEFORE_PERSON = 3


def reply_for(turn: Turn, utter: str, frame: Frame, /, **values: Any) -> Reply | None:
    """A response as it would be said now; None (and a note) when there is none of this name."""
    response: Response | None = turn.flows.responses.get(utter)
    if response is None:
        turn.note("response.unknown", utter=utter)
        return None
    number = response.choose(turn.slots, frame.context, turn.seed)

    def find(name: str) -> Any:
        name = name.removeprefix("slots.").removeprefix("context.")
        if name in values:
            return values[name]
        return turn.slots[name] if name in turn.slots else frame.context.get(name)

    reply = response.render(number, find, turn.language)
    return _with(reply, buttons=reply.buttons, flow=frame.flow, step=frame.step)


def words(turn: Turn, utter: str, /, **values: Any) -> str:
    """The text of a response that serves as a label."""
    reply = reply_for(turn, utter, Frame("", "", ""), **values)
    return reply.text if reply else ""


def footed(turn: Turn, reply: Reply) -> Reply:
    """With the words of the response that stands below the channel's own products (`metadata: {native: …}`)."""
    native = reply.metadata.get("native")
    if not isinstance(native, dict) or not native.get("footer"):
        return reply
    told = {**native, "footer": words(turn, str(native["footer"]))}
    return replace(reply, metadata={**reply.metadata, "native": told})


def utter(turn: Turn, name: str, frame: Frame, /, **values: Any) -> bool:
    """Say a response; False when there is none of this name."""
    reply = reply_for(turn, name, frame, **values)
    if reply is not None:
        say(turn, reply)
    return reply is not None


def say(turn: Turn, reply: Reply, page: int = 0) -> None:
    """Send one page of a reply; buttons that could not be signed are left out and noted."""
    if len(reply.text) > MAX_REPLY:
        reply = replace(reply, text=reply.text[: MAX_REPLY - 1] + "…")
    if reply.buttons and _is_aside(turn, reply):
        reply = replace(reply, buttons=())
    buttons = tuple(b for b in reply.buttons if _is_open(turn, b) and _can_be_signed(turn, reply, b))
    turn.say(_page(turn, reply if buttons == reply.buttons else replace(reply, buttons=buttons), page))


def _is_open(turn: Turn, button: Button) -> bool:
    """Whether the flow that a button would begin lets people in now."""
    if not button.payload.startswith("/") or button.payload.endswith((")", "}")):
        return True
    name = button.payload[1:]
    flow = turn.flows.flows.get(next((t.flow for t in turn.flows.triggers if t.intent == name), name))
    return flow is None or flow.guard is None or flow.guard(turn.slots, {})


def _is_aside(turn: Turn, reply: Reply) -> bool:
    """Whether the open question is asked again right below: then only that one has buttons.

    What asks something itself, or is said beside a flow that gives way, keeps its own; the question waits then.
    """
    top, unit = turn.top, open_unit(turn)
    if top is None or top.kind != "pattern" or top.context.get("then_wait") or not unit or reply.asks:
        return False
    flow = turn.flow_of(unit[0])
    return flow is not None and not flow.gives_way and unit[-1].context.get("asking") == unit[-1].step


def ask(turn: Turn, frame: Frame, slot: str, reply: Reply, *, forced: bool = False) -> None:
    """Send a question; free-text answers become payloads that still work in months."""
    buttons = tuple(Button(b.title, _durable(slot, b.payload), b.description) for b in reply.buttons)
    if buttons and not forced and int(frame.context.get("misses", 0)) >= MISSES_BEFORE_PERSON:
        buttons = _and_a_person(turn, buttons)
    say(turn, _with(reply, buttons=buttons, flow=frame.flow, step=frame.step), turn.page)
    turn.question = Question(
        frame.flow,
        frame.step,
        slot,
        frame.frame_id,
        options=tuple(Option(b.title, b.payload, b.description) for b in buttons),
        page=turn.page,
        misses=int(frame.context.get("misses", 0)),
        forced=forced,
    )
    turn.page = 0
    turn.waiting = True


def _and_a_person(turn: Turn, buttons: tuple[Button, ...]) -> tuple[Button, ...]:
    """A way out of a question that keeps going wrong, where there is room for it and none yet."""
    if len(buttons) >= WHATSAPP.max_rows or any(button.payload == "/human" for button in buttons):
        return buttons
    return (*buttons, Button(words(turn, "utter_person_button"), "/human"))


def pages_of(count: int) -> int:
    """How many pages so many options need: 9 and a “More” each, the last one may hold 10."""
    rows = WHATSAPP.max_rows
    return 1 if count <= rows else 1 + -(-(count - rows) // (rows - 1))


def _page(turn: Turn, reply: Reply, page: int) -> Reply:
    rows, pages = WHATSAPP.max_rows, pages_of(len(reply.buttons))
    shown = reply.buttons
    if pages > 1:
        page = min(max(page, 0), pages - 1)
        start = page * (rows - 1)
        shown = shown[start : start + rows] if page == pages - 1 else shown[start : start + rows - 1]
        if page > 0 and "native" in reply.metadata:  # all of it stands on the first
            kept = {name: value for name, value in reply.metadata.items() if name != "native"}
            reply = replace(reply, metadata=kept)
        if page < pages - 1:
            shown = (*shown, Button(words(turn, "utter_more_options"), f'/page{{"n": "{page + 1}"}}'))
    label = reply.list_label or (words(turn, "utter_list_label") if len(shown) > WHATSAPP.max_buttons else "")
    if shown is reply.buttons and label == reply.list_label:
        return reply
    return replace(reply, buttons=shown, list_label=label)


def _with(reply: Reply, *, buttons: tuple[Button, ...], flow: str, step: str) -> Reply:
    """The same reply, said here. (`dataclasses.replace` takes five times as long.)"""
    return Reply(
        reply.text,
        buttons,
        reply.image,
        reply.attachment,
        reply.list_label,
        flow,
        step,
        reply.utter,
        reply.metadata,
    )


@lru_cache(maxsize=4096)
def _durable(slot: str, payload: str) -> str:
    if not isinstance(parse_payload(payload), FreeText):
        return payload
    return fill_payload(slot, payload) or payload


def _can_be_signed(turn: Turn, reply: Reply, button: Button) -> bool:
    if reference_bytes(reply.flow, reply.step, button.payload) <= MAX_REFERENCE_BYTES:
        return True
    turn.note("button.too_long", flow=reply.flow, step=reply.step)
    return False
