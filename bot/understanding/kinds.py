"""Messages without words: places, files, cards, and what nobody can read."""

from collections.abc import Iterable

from bot.understanding.heard import Heard
from flows.engine.commands import CannotHandle, Command, SetSlot, StartFlow
from flows.engine.flowset import Slot

FILES = frozenset({"image", "audio", "video", "document", "sticker"})
ORDER = "order"  # a cart that was put together in WhatsApp's own catalog
WORDS = frozenset({"text", "button", "list"})


def read_kind(heard: Heard, slot: Slot | None, slots: Iterable[Slot] = ()) -> tuple[Command, ...]:
    """What a message that is not words wants; nothing when its words (or its caption) should be read.

    An open slot asks for such an answer by its metadata: `accepts: [location, image]` (or one `format`).
    One that names a flow besides (`starts: store_finder`) begins it when such a message comes out of the blue.
    """
    if heard.kind in WORDS:
        return ()
    if heard.kind == ORDER and heard.details:
        return (StartFlow("catalog_order", guarded=False), SetSlot("order_lines", heard.details["lines"]))
    content = dict(heard.details) or heard.text or heard.kind
    if slot is not None and _accepts(slot, heard.kind):
        return (SetSlot(slot.name, content),)
    begins = next((s for s in slots if s.metadata.get("starts") and _accepts(s, heard.kind)), None)
    if begins is not None and heard.details:
        return (StartFlow(str(begins.metadata["starts"])), SetSlot(begins.name, content))
    if heard.kind in FILES:
        return () if heard.text.strip() else (CannotHandle("media", {"kind": heard.kind}),)
    return (CannotHandle("unsupported", {"kind": heard.kind}),)


def _accepts(slot: Slot, kind: str) -> bool:
    accepts = slot.metadata.get("accepts", slot.metadata.get("format", ()))
    accepts = (accepts,) if isinstance(accepts, str) else tuple(accepts or ())
    return kind in accepts or ("media" in accepts and kind in FILES)
