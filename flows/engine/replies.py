"""What the bot says: values that know nothing of any channel."""

import re
from dataclasses import dataclass, field
from typing import Any

_QUESTION = re.compile(r"[?？؟]\W*$")


@dataclass(frozen=True, slots=True)
class Button:
    """One thing that the contact may tap.

    `payload` is in CALM's syntax: `/SetSlots(a=1, b=x)`, `/intent{"entity": "value"}` or free text. It is
    signed by the shell before it leaves, so it counts only when it comes back by a tap, never when typed.
    """

    title: str
    payload: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One bubble, in the contact's language, all slots filled in.

    `flow` and `step` say where it was said: buttons carry them, so that a tap months later finds its place.
    `buttons` holds what fits one message; `options` of the open question hold the rest (pages).
    """

    text: str = ""
    buttons: tuple[Button, ...] = ()
    image: str = ""  # absolute URL, or a path below the shop's public URL
    attachment: str = ""  # the same, for documents, audio and video
    list_label: str = ""  # what opens the list when the buttons become one
    flow: str = ""
    step: str = ""
    utter: str = ""  # the response's name, for transcripts and explanations
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def asks(self) -> bool:
        """Whether its last sentence is a question."""
        return _QUESTION.search(self.text) is not None
