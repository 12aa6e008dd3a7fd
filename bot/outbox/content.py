"""What an outbox entry says, whatever the channel: one bubble, ready to be sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
class Native:
    """The same bubble as products of the channel's own catalog: one, several in sections, or without items all.

    The bubble's own words and choices stay beside it: they go out where this cannot.
    """

    catalog_id: str
    items: tuple[tuple[str, str], ...] = ()  # (content id, section)
    title: str = ""
    footer: str = ""
    more: str = ""  # what the bubble tells and the items do not, below the text
    thumbnail: str = ""  # the content id whose picture stands for the whole catalog
    refused: str = ""  # why it went out as our own bubble after all

    def to_json(self) -> dict[str, Any]:
        """A JSON value; empty fields are left out."""
        data: dict[str, Any] = {"catalog_id": self.catalog_id, "items": [list(item) for item in self.items]}
        names = ("title", "footer", "more", "thumbnail", "refused")
        return data | {name: value for name in names if (value := getattr(self, name))}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Native":
        """The inverse of `to_json`. Raises KeyError and TypeError."""
        return cls(**{**data, "items": tuple((str(item), str(section)) for item, section in data["items"])})


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
    native: Native | None = None

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
        if self.native:
            data["native"] = self.native.to_json()
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Content":
        """The inverse of `to_json`."""
        template, native = data.get("template"), data.get("native")
        return cls(
            text=data.get("text", ""),
            media=data.get("media", ""),
            choices=tuple(Choice(*choice) for choice in data.get("choices", ())),
            list_label=data.get("list_label", ""),
            template=None if template is None else Template(**template),
            utter=data.get("utter", ""),
            native=Native.from_json(native) if native else None,
        )

    @property
    def as_native(self) -> Native | None:
        """The products to send it as, unless that was refused before."""
        return self.native if self.native and not self.native.refused else None

    def refused(self, why: str) -> "Content":
        """The same, from now on as our own bubble."""
        return replace(self, native=self.native and replace(self.native, refused=why))
