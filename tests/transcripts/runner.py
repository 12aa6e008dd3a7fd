"""Plays transcripts: what is written must be what is said.

```yaml
given: {contact: amina, language: en, name: Amina}   # orders: +14155550101 gives the demo's orders of that number;
                                                     # goods: outdoors sells tents and tools (tests/outdoors.py),
                                                     # wardrobe clothes and boards (tests/wardrobe.py);
                                                     # pairs: true knows what was bought together;
                                                     # catalog: true has its products in a catalog at Meta, too;
                                                     # country: BR with language: "" is who writes for the first time;
                                                     # asks: [city, real_name] is asked after a yes to offers
turns:
  - in: hi                             # or {tap: Title}, {row: Title}, {image: caption}, {location: [lat, long]},
                                       # {order: [[content id, quantity, price]]},
                                       # {from: {door: product, sku: SKN-301-30}}, {from: {source_id: "1", text: Hi}}
    out:                               # every bubble in order: text, then what hangs on it
      - "Hi Amina 👋"
      - {buttons: [Find a product]}    # or {list: [titles]}, {image: calm-serum.jpg}, {products: [content ids]}
    slots: {skin_type: dry}            # some of the slots afterwards
    does: [issue_coupon]               # what the turn has asked to be done
  - {after: 26h}                       # time passes; `out` is what journeys say meanwhile (`given: {journeys: true}`,
                                       # `agrees: [offers]`), {template: name} where the chat's window has closed
  - {event: {shipment.moved: {number: '9104', stage: in_transit}}}  # something happens in the shop
  - {change: {SKN-301-30: {stock: 0}}} # the catalog changes: price, sale_price, stock, or gone: true
  - {searched: [red dress]}            # on the shop's site, a moment ago
  - {released: true, out: [...]}       # a person gives the conversation back
```

`UPDATE_TRANSCRIPTS=1 pytest tests/transcripts` writes down what is said now; read the diff.
"""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from bot.outbox.content import Content
from tests.transcripts.conversation import Conversation, Turn
from tests.transcripts.manners import assert_mannerly

MOST_BUTTONS = 3
COUNTED = ("note_view",)  # beside every card: nobody reads it in a transcript
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


async def play(transcript: dict[str, Any], conversation: Conversation) -> list[dict[str, Any]]:
    """Every turn as it came out: the same shape as the transcript's own turns."""
    return [await _play_turn(written, conversation) for written in transcript["turns"]]


async def _play_turn(written: dict[str, Any], conversation: Conversation) -> dict[str, Any]:
    passed = await _pass(read_length(written["after"]), conversation) if "after" in written else None
    for sku, offer in written.get("change", {}).items():
        conversation.change(sku, **offer)
    for query in written.get("searched", []):
        await conversation.searches(query)
    turn = await _act(written, conversation) or passed
    if turn is None:
        return {}
    assert_mannerly(turn.bubbles, written.get("in"))
    played: dict[str, Any] = {"out": show_bubbles(turn.bubbles)}
    if "slots" in written:
        played["slots"] = {name: turn.state.slots.get(name) for name in written["slots"]}
    performed = [name for name in turn.performed if name not in COUNTED]
    if "does" in written or performed:
        played["does"] = performed
    return played


async def _pass(length: timedelta, conversation: Conversation) -> Turn | None:
    """Time passes; with journeys, what they say meanwhile."""
    if conversation.passing is not None:
        return await conversation.passing.passes(length)
    conversation.wait(length)
    return None


async def _act(written: dict[str, Any], conversation: Conversation) -> Turn | None:
    for name, told in written.get("event", {}).items():
        assert conversation.passing, "`given` says nothing of journeys"
        return await conversation.passing.happens(name, dict(told))
    if written.get("released"):
        return await conversation.is_released()
    match written.get("in"):
        case None:
            return None
        case {"tap": title} | {"row": title}:
            return await conversation.taps(title)
        case {"image": caption}:
            return await conversation.shares("image", str(caption or ""))
        case {"location": [latitude, longitude]}:
            return await conversation.shares("location", latitude=str(latitude), longitude=str(longitude))
        case {"order": lines}:
            told = [[str(item), quantity, str(price), "USD"] for item, quantity, price in lines]
            return await conversation.shares("order", lines=json.dumps(told))
        case {"from": arriving}:
            return await conversation.comes(**arriving)
        case text:
            return await conversation.says(str(text))


def show_bubbles(bubbles: list[Content]) -> list[Any]:
    """Bubbles as transcripts write them."""
    shown: list[Any] = []
    for bubble in bubbles:
        if bubble.media and not bubble.native:
            shown.append({"image": bubble.media.rsplit("/", 1)[1].partition("?")[0]})
        if bubble.text:
            shown.append(bubble.text)
        elif bubble.template:
            shown.append({"template": bubble.template.name})
        if bubble.native:
            shown.append({"products": [item for item, _ in bubble.native.items] or "all"})
            shown += filter(None, (bubble.native.more, bubble.native.footer))
        elif bubble.choices:
            kind = "buttons" if len(bubble.choices) <= MOST_BUTTONS else "list"
            shown.append({kind: [choice.title for choice in bubble.choices]})
    return shown


def read_length(text: str) -> timedelta:
    """`26h`, `3d`, `10m`."""
    found = re.fullmatch(r"(\d+)([mhd])", str(text))
    assert found, f"not a length of time: {text}"
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def read_transcript(path: Path) -> Any:
    return YAML().load(path.read_text("utf-8"))


def write_transcript(path: Path, transcript: Any, played: list[dict[str, Any]]) -> None:
    """Put what was played in place of what was written; comments and order stay."""
    for written, turn in zip(transcript["turns"], played, strict=True):
        for name, value in turn.items():
            written[name] = _laid_out(value, flow=name != "out")
        if isinstance(written, CommentedMap) and "out" in written:
            written.fa.set_block_style()
    yaml = YAML()
    yaml.width = 10_000
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(transcript, file)


def _laid_out(value: Any, *, flow: bool) -> Any:
    if isinstance(value, list):
        items = CommentedSeq(_laid_out(item, flow=True) for item in value)
        if flow:
            items.fa.set_flow_style()
        return items
    if isinstance(value, dict):
        pairs = CommentedMap({key: _laid_out(item, flow=True) for key, item in value.items()})
        pairs.fa.set_flow_style()
        return pairs
    return DoubleQuotedScalarString(value) if isinstance(value, str) and ("\n" in value or " " in value) else value
