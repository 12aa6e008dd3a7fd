"""The actions that the engine does itself; they never reach the shell.

action_cancel_flow · action_correct_flow_slot · action_clean_stack · action_human_handoff · action_answer_faq ·
action_chitchat · action_clarify · action_show_menu · action_explain_question · action_explain_guard ·
action_repeat · action_offer_again · action_restart · action_opt_out · action_opt_in · action_stop_offers ·
action_listen
"""

from collections.abc import Callable
from dataclasses import replace

from flows.engine.effects import HandOff, Perform
from flows.engine.limits import WHATSAPP
from flows.engine.misses import explain, explain_guard
from flows.engine.replies import Button
from flows.engine.speaking import reply_for, say, utter, words
from flows.engine.stack import cancel, open_unit, rewind
from flows.engine.state import Frame
from flows.engine.statejson import load_reply
from flows.engine.turn import Turn

MAX_CHOICES = 3


def _cancel_flow(turn: Turn, frame: Frame) -> None:
    cancel(turn, frame.context.get("frames", []))


def _correct(turn: Turn, frame: Frame) -> None:
    for frame_id, step in frame.context.get("rewind", {}).items():
        if turn.find_frame(frame_id):
            rewind(turn, frame_id, step)
    for name, value, frame_id in frame.context.get("corrected", []):
        turn.fill(name, value, turn.find_frame(frame_id))
        if corrected := turn.find_frame(frame_id):  # answers stand, also where `ask_before_filling` is written
            turn.remember(corrected, given=list(corrected.context.get("filled", [])))


def _clean_stack(turn: Turn, frame: Frame) -> None:
    cancel(turn, [other.frame_id for other in turn.stack if other.frame_id != frame.frame_id])


def _hand_off(turn: Turn, frame: Frame) -> None:
    turn.paused = True
    turn.effects.append(HandOff(str(frame.context.get("reason", "asked"))))


def _answer_faq(turn: Turn, frame: Frame) -> None:
    topic = str(frame.context.get("topic", ""))
    if f"utter_faq/{topic}" in turn.flows.responses:
        utter(turn, f"utter_faq/{topic}", frame)
        turn.note("faq.answered", topic=topic)
    else:
        utter(turn, "utter_no_answer", frame)
        turn.note("faq.missing", topic=topic)


def _chitchat(turn: Turn, frame: Frame) -> None:
    own = f"utter_chitchat/{frame.context.get('topic', '')}"
    utter(turn, own if own in turn.flows.responses else "utter_chitchat", frame)


def _clarify(turn: Turn, frame: Frame) -> None:
    choices = [choice for choice in frame.context.get("choices", []) if _may_offer(turn, choice)][:MAX_CHOICES]
    reply = reply_for(turn, "utter_clarification" if choices else "utter_not_understood", frame)
    if reply is not None:
        offered = tuple(_choice(turn, choice, len(choices)) for choice in choices)
        say(turn, replace(reply, buttons=(*offered, *reply.buttons)))


def _may_offer(turn: Turn, choice: str) -> bool:
    if choice.startswith("faq/"):
        return f"utter_{choice}" in turn.flows.responses
    flow = turn.flows.flows.get(choice)
    return flow is not None and (flow.guard is None or flow.guard(turn.slots, {}))


def _choice(turn: Turn, choice: str, count: int) -> Button:
    name = turn.flows.name_of(choice, turn.language)
    limit = WHATSAPP.title_limit(count)
    title = name if len(name) <= limit else name[: limit - 1].rstrip() + "…"
    intent = next((t.intent for t in turn.flows.triggers if t.flow == choice), choice)
    return Button(title[:1].upper() + title[1:], f"/{intent}")


def _show_menu(turn: Turn, frame: Frame) -> None:
    reply = reply_for(turn, "utter_menu", frame)
    if reply is None:
        return
    if unit := open_unit(turn):
        title = words(turn, "utter_continue_button", flow_name=turn.flows.name_of(unit[0].flow, turn.language))
        reply = replace(reply, buttons=(Button(title, "/continue"), *reply.buttons))
    say(turn, reply)


def _repeat(turn: Turn, frame: Frame) -> None:
    last = turn.extra.get("last", [])
    for reply in last:
        say(turn, load_reply(reply))
    if not last:
        utter(turn, "utter_nothing_to_repeat", frame)


def _offer_again(turn: Turn, frame: Frame) -> None:
    """The buttons that were offered last, under the question which it shall be."""
    replies = map(load_reply, reversed(turn.extra.get("last", [])))
    offered = next((reply for reply in replies if reply.buttons), None)
    asking = reply_for(turn, "utter_which_offer", frame)
    if offered is None or asking is None:
        utter(turn, "utter_not_understood", frame)
    else:
        say(turn, replace(offered, text=asking.text, image="", attachment="", utter=asking.utter))


def _restart(turn: Turn, frame: Frame) -> None:
    language = turn.slots.get("language")
    turn.stack = [other for other in turn.stack if other.frame_id == frame.frame_id]
    turn.slots = dict(turn.flows.initial)
    if language is not None:
        turn.slots["language"] = language


def _opt_out(turn: Turn, frame: Frame) -> None:
    _clean_stack(turn, frame)
    turn.effects.append(Perform("opt_out"))


def _stop_offers(turn: Turn, frame: Frame) -> None:  # noqa: ARG001 (one signature for all)
    turn.effects.append(Perform("withdraw", {"purpose": "offers"}))


def _opt_in(turn: Turn, frame: Frame) -> None:  # noqa: ARG001 (one signature for all)
    turn.effects.append(Perform("opt_in"))


def _listen(turn: Turn, frame: Frame) -> None:  # noqa: ARG001 (one signature for all)
    turn.waiting = True


BUILTIN: dict[str, Callable[[Turn, Frame], None]] = {
    "action_cancel_flow": _cancel_flow,
    "action_correct_flow_slot": _correct,
    "action_clean_stack": _clean_stack,
    "action_human_handoff": _hand_off,
    "action_answer_faq": _answer_faq,
    "action_chitchat": _chitchat,
    "action_clarify": _clarify,
    "action_show_menu": _show_menu,
    "action_explain_question": explain,
    "action_explain_guard": explain_guard,
    "action_repeat": _repeat,
    "action_offer_again": _offer_again,
    "action_restart": _restart,
    "action_opt_out": _opt_out,
    "action_opt_in": _opt_in,
    "action_stop_offers": _stop_offers,
    "action_listen": _listen,
}
