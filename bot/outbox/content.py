"""What an outbox entry says, whatever the channel: one bubble, ready to be sent."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to tap. `id` is a signed reference (at most 128 bytes), `title` what is seen."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A pre-approved message by its name, in the contact's language, with all of its variables by theirs.

    Which wording goes out is settled at the send (`choosing.py`); with a `sid` it is settled already, and variables
    are the provider's.
    """

    name: str = ""
    language: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    sid: str = ""

    def to_json(self) -> dict[str, Any]:
        """A JSON value; empty fields are left out."""
        fields = ("name", "language", "variables", "sid")
        return {field: value for field in fields if (value := getattr(self, field))}


@dataclass(frozen=True, slots=True)
class Content:
    """One bubble. At most 10 choices: up to 3 become buttons, more a list (see `whatsapp/shapes.py`).

    `media` is an absolute URL, or a path below the public URL. `utter` and `metadata` are for people who ask why.
    """

    text: str = ""
    media: str = ""
    choices: tuple[Choice, ...] = ()
    list_label: str = ""
    template: Template | None = None
    utter: str = ""

    def to_json(self) -> dict[str, Any]:
        """A JSON value; empty fields are left out."""
        data: dict[str, Any] = {
            name: value for name in ("text", "media", "list_label", "utter") if (value := getattr(self, name))
        }
        if self.choices:
            data["choices"] = [
                [c.id, c.title, c.description] if c.description else [c.id, c.title] for c in self.choices
            ]
        if self.template:
            data["template"] = self.template.to_json()
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Content":
        """The inverse of `to_json`."""
        template = data.get("template")
        return cls(
            text=data.get("text", ""),
            media=data.get("media", ""),
            choices=tuple(Choice(*choice) for choice in data.get("choices", ())),
            list_label=data.get("list_label", ""),
            template=None if template is None else Template(**template),
            utter=data.get("utter", ""),
        )
