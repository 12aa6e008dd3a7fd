"""How much one turn may do, one conversation remember and one message hold."""

from dataclasses import dataclass

MAX_STEPS = 100  # per turn; more means that a flow goes round in circles
MAX_DEPTH = 10  # flows on the stack; the oldest gives way
MAX_REPLY = 4096  # characters of one reply; the sender splits what its channel does not take at once
MAX_REPEATED = 3  # replies kept for “say that again”


@dataclass(frozen=True, slots=True)
class MessageLimits:
    """WhatsApp's own: rows of a list, buttons under a text, characters of their titles."""

    max_rows: int = 10
    max_buttons: int = 3
    row_title: int = 24
    button_title: int = 20

    def title_limit(self, count: int) -> int:
        """How long a title may be among so many."""
        return self.button_title if count <= self.max_buttons else self.row_title


WHATSAPP = MessageLimits()


def length_of(title: str) -> int:
    """As WhatsApp counts it, in UTF-16: an emoji is two characters, some are more."""
    return len(title.encode("utf-16-le", "surrogatepass")) // 2


class FlowLoopsForever(Exception):
    """A turn took more than MAX_STEPS steps: the flow goes round in circles."""
