"""What came in, stripped of channel and envelope: the input of understanding."""

from dataclasses import dataclass

from bot.understanding.references import Reference


@dataclass(frozen=True, slots=True)
class Heard:
    """One message. `kind` is an inbox MessageKind's value; `reference` is set for a tap that we signed."""

    text: str = ""
    kind: str = "text"
    reference: Reference | None = None
    opt_out_type: str = ""
