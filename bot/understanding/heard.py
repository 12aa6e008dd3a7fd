"""What came in, stripped of channel and envelope: the input of understanding."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.understanding.references import Reference


@dataclass(frozen=True, slots=True)
class Heard:
    """One message. `kind` is an inbox MessageKind's value; `reference` is set for a tap that we signed.

    `details` holds what is not words: `latitude` and `longitude` of a place, `url` and `content_type` of a file,
    `lines` of an order: JSON of `[id, quantity, price, currency]` each.
    """

    text: str = ""
    kind: str = "text"
    reference: Reference | None = None
    opt_out_type: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
