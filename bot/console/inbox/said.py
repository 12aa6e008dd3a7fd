"""How what was sent looked on the contact's phone: words, file, choices, products, a template filled in."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.outbox.content import Content, Template
from flows.engine.templates import TOKEN, TemplateContract, Wording

_KINDS = ("image", "audio", "video")


@dataclass(frozen=True, slots=True)
class Looks:
    """What is needed to draw what was sent. `wordings`: a variant's id → its name and language."""

    contracts: Mapping[str, TemplateContract]
    wordings: Mapping[int, tuple[str, str]]
    wares: Mapping[str, Mapping[str, Any]]  # content id of the channel's catalog → title, image, price
    base_url: str


def draw(content: Content, variant_id: int | None, billed_as: str, looks: Looks) -> dict[str, Any]:
    """The parts of an item that say what was seen."""
    wording = _wording(content, variant_id, billed_as, looks)
    if wording is not None and content.template is not None:
        return _template(content.template, wording, looks)
    told: dict[str, Any] = {"text": content.text, "kind": "text"}
    if content.media:
        media = as_media(content.media, looks.base_url)
        told |= {"media": media, "kind": kind_of(media["content_type"])}
    if content.choices:
        told["choices"] = [
            {"title": each.title, "description": each.description.strip("\u2063 "), "tapped": False}
            for each in content.choices
        ]
        told["list_label"] = content.list_label if len(content.choices) > 3 else ""
    if content.native:
        told["native"] = _native(content, looks)
    return told


def render(wording: Wording, values: Mapping[str, str]) -> dict[str, Any]:
    """A wording with these values in it; what is missing shows its sample."""

    def fill(text: str) -> str:
        return TOKEN.sub(lambda found: values.get(found[1]) or wording.samples.get(found[1], found[0]), text)

    buttons = [
        {"kind": each.kind, "title": fill(each.title), "target": fill(each.target)} for each in wording.buttons
    ]
    header = "" if wording.media else fill(wording.header)
    media = fill(wording.header) if wording.media else ""
    return {
        "header": header,
        "media": media,
        "body": fill(wording.body),
        "footer": fill(wording.footer),
        "buttons": buttons,
    }


def wording_in(contract: TemplateContract | None, language: str) -> Wording | None:
    """The wording in this language, else in its base language, else in English."""
    wordings = contract.wordings if contract else {}
    return next((wordings[code] for code in (language, language.split("-")[0], "en") if code in wordings), None)


def kind_of(content_type: str) -> str:
    """image, audio, video or document."""
    kind = content_type.partition("/")[0]
    return kind if kind in _KINDS else "document"


def as_media(address: str, base_url: str) -> dict[str, Any]:
    """A file of ours as a page may load it: below the console's own address where it is ours."""
    own = address.removeprefix(base_url) if base_url and address.startswith(f"{base_url}/") else address
    path = urlsplit(own).path
    guessed = mimetypes.guess_type(path)[0] or "image/jpeg"
    url = own if "://" in own else f"/{own.lstrip('/')}"
    return {"url": url, "content_type": guessed, "name": path.rpartition("/")[2], "size": None, "status": "kept"}


def _wording(content: Content, variant_id: int | None, billed_as: str, looks: Looks) -> Wording | None:
    """The template that went out, or will: None where its free-form twin did."""
    template = content.template
    if template is None:
        return None
    if variant_id is not None and variant_id in looks.wordings:
        name, language = looks.wordings[variant_id]
        return wording_in(looks.contracts.get(name), language)
    if billed_as == "service" or content.text or content.media:
        return None
    return wording_in(looks.contracts.get(template.name), template.language)


def _template(template: Template, wording: Wording, looks: Looks) -> dict[str, Any]:
    shown = render(wording, template.variables)
    parts = [shown["header"], shown["body"], shown["footer"]]
    told: dict[str, Any] = {
        "kind": "template",
        "text": "\n".join(part for part in parts if part),
        "template": {"name": template.name, "language": wording.language, **shown},
    }
    if shown["buttons"]:
        told["choices"] = [{"title": each["title"], "description": "", "tapped": False} for each in shown["buttons"]]
    if shown["media"]:
        told["media"] = as_media(shown["media"], looks.base_url)
    return told


def _native(content: Content, looks: Looks) -> dict[str, Any]:
    native = content.native
    assert native is not None  # noqa: S101 - asked for only where there is one
    items = [{"id": item, "section": section, **looks.wares.get(item, {})} for item, section in native.items]
    return {
        "title": native.title,
        "footer": native.footer,
        "items": items,
        "refused": native.refused,
        "whole_catalog": not native.items,
    }
