"""Compiled flows as everybody else sees them: what can be asked, said, triggered and understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.engine.commands import SlotValue
from flows.engine.templates import TemplateContract


@dataclass(frozen=True, slots=True)
class Slot:
    """A named value. `type`: text, bool, categorical, float, any or list."""

    name: str
    type: str = "any"
    values: tuple[str, ...] = ()
    initial_value: SlotValue = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Language:
    """How one language is read: whole-message keywords, synonyms of slot values, what FAQs and flows are called.

    `keywords` maps menu, stop, start, agent, cancel, back, skip, yes, no, repeat, more, help, greeting … to
    phrases. `synonyms` maps slot → value → phrases; slot `*` holds for all slots.
    """

    code: str
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)  # flow id or faq/<topic> → what people call it


@dataclass(frozen=True, slots=True)
class Trigger:
    """A flow that an intent starts, from this confidence (0–1) on."""

    flow: str
    intent: str
    threshold: float = 0.0


@dataclass(frozen=True)
class FlowSet:
    """Everything that was compiled together. `version` is the hash of its sources (8 hex digits)."""

    version: str
    slots: Mapping[str, Slot]
    languages: Mapping[str, Language]
    triggers: tuple[Trigger, ...]
    examples: Mapping[str, tuple[str, ...]]  # intent (`find_product`, `faq/shipping`, `chitchat/thanks`) → phrases
    flows: Mapping[str, Any]  # flow id → compiled flow (the engine's own)
    responses: Mapping[str, Any]
    overridden: tuple[str, ...] = ()  # what own files replaced in the shipped library, for the start-up line
    actions: frozenset[str] = frozenset()  # the actions that may be asked for with `RunAction`
    initial: Mapping[str, SlotValue] = field(default_factory=dict)  # the initial values, where there are any
    templates: Mapping[str, TemplateContract] = field(default_factory=dict)
    journeys: Mapping[str, Any] = field(default_factory=dict)  # journey id → compiled journey
    asleep: Mapping[str, Any] = field(default_factory=dict)  # journeys that the shop's file has switched off

    def name_of(self, choice: str, language: str) -> str:
        """What a flow or `faq/<topic>` is called in `language`, falling back to base language and then the id."""
        for code in (language, language.split("-")[0], "en"):
            if code in self.languages and choice in self.languages[code].names:
                return self.languages[code].names[choice]
        return choice.removeprefix("faq/").replace("_", " ")
