"""Template contracts: what a message says that WhatsApp has to approve first, with every variable by its name."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flows.engine.faults import Place
from flows.engine.texts import show

BASE = "en"  # the language of the contract itself
CATEGORIES = ("utility", "marketing", "authentication")
KINDS = ("text", "money", "date", "url", "media")  # of variables
MEDIA = ("image", "video", "document")  # kinds of header beside a text
BUTTONS = ("quick_reply", "url", "phone", "copy_code")
TOKEN = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")

#: Our codes whose WhatsApp name is another one; a code that WhatsApp has as it is is not listed.
RENAMED = {"pt": "pt_BR", "zh": "zh_CN", "no": "nb", "iw": "he"}
#: Languages that a template can be written in (Meta, “Supported languages”).
SPOKEN = frozenset(
    """af sq ar ar_EG ar_AE ar_LB ar_MA ar_QA az be_BY bn bn_IN bg ca zh_CN zh_HK zh_TW hr cs da prs_AF nl nl_BE en
    en_GB en_US en_AE en_AU en_CA en_GH en_IE en_IN en_JM en_MY en_NZ en_QA en_SG en_UG en_ZA et fil fi fr fr_BE fr_CA
    fr_CH fr_CI fr_MA ka de de_AT de_CH el gu ha he hi hu id ga it ja kn kk rw_RW ko ky_KG lo lv lt mk ms ml mr nb
    ps_AF fa pl pt_BR pt_PT pa ro ru sr si_LK sk sl es es_AR es_CL es_CO es_CR es_DO es_EC es_HN es_MX es_PA es_PE
    es_ES es_UY sw sv ta te th tr uk ur uz vi zu""".split()  # noqa: SIM905 - read as prose
)


@dataclass(frozen=True, slots=True)
class Variable:
    """A named place. `kind` is one of KINDS; `sample` is what the reviewer sees."""

    name: str
    kind: str
    sample: str
    place: Place


@dataclass(frozen=True, slots=True)
class TemplateButton:
    """`target` is the address, number or code; empty for a quick reply, whose payload is signed at each send."""

    kind: str
    title: str
    target: str
    place: Place


@dataclass(frozen=True, slots=True)
class Wording:
    """A template in one language (`language` is ours, such as `pt-BR`). `media` is the kind of the header's file."""

    language: str
    place: Place
    body: str
    header: str = ""
    media: str = ""
    footer: str = ""
    buttons: tuple[TemplateButton, ...] = ()
    samples: Mapping[str, str] = field(default_factory=dict)
    otherwise: Mapping[str, str] = field(default_factory=dict)  # what is said where nobody knows a value
    lines: Mapping[str, Place] = field(default_factory=dict)

    def at(self, part: str) -> Place:
        """Where a part was written."""
        return self.lines.get(part, self.place)

    @property
    def quick_replies(self) -> int:
        """How many buttons answer in the chat."""
        return sum(button.kind == "quick_reply" for button in self.buttons)

    def tokens(self) -> tuple[str, ...]:
        """The variables in the order in which they are read first: the provider numbers them so."""
        return tuple(dict.fromkeys(token for text in self.texts() for token in tokens_in(text)))

    def texts(self) -> Iterator[str]:
        """Every text that may hold a variable."""
        yield from (self.header, self.body, self.footer)
        for button in self.buttons:
            yield from (button.title, button.target)

    def filled(self, text: str) -> str:
        """One of its texts with the samples in it."""
        return TOKEN.sub(lambda found: self.samples.get(found[1], found[0]), text)


@dataclass(frozen=True, slots=True)
class TemplateContract:
    """What is agreed with WhatsApp under one name: `wordings` by our language code, the base among them."""

    name: str
    category: str
    place: Place
    variables: Mapping[str, Variable]
    wordings: Mapping[str, Wording]

    def values(self, find: Callable[[str], Any], language: str = "") -> dict[str, str]:
        """Every variable as text, found by its name, else as its `otherwise` in this language.

        What is not there either way is left out (and refused at the send).
        """
        otherwise: dict[str, str] = {}
        for code in (BASE, language.split("-")[0], language):
            otherwise |= self.wordings[code].otherwise if code in self.wordings else {}
        found = {name: show(find(name)).strip() or otherwise.get(name, "") for name in self.variables}
        return {name: text for name, text in found.items() if text}

    def lacks(self, languages: Sequence[str]) -> list[str]:
        """Those of these languages in which it would not be read, the base of each language counting for it."""
        return [code for code in languages if not self.wordings.keys() & {code, code.split("-")[0]}]


def tokens_in(text: str) -> list[str]:
    """The names in a text, in order."""
    return TOKEN.findall(text)


def provider_language(code: str) -> str:
    """WhatsApp's name of a language: `pt-BR` → `pt_BR`, `pt` → `pt_BR`."""
    return RENAMED.get(code, code.replace("-", "_"))
