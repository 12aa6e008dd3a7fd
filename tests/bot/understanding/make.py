"""Small flow sets, states and messages for the tests of understanding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

import flows.languages
from bot.clock import ManualClock
from bot.understanding.heard import Heard
from bot.understanding.references import Reference
from bot.understanding.understand import Commands, LexicalUnderstanding
from flows.engine.flowset import FlowSet, Language, Slot, Trigger
from flows.engine.state import ConversationState, Frame, Option, Question

CODES = ("en", "ko", "es", "pt", "hi", "ar")
NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)  # a Wednesday

SYNONYMS: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {
    "en": {"skin_type": {"oily": ("greasy", "shiny"), "dry": ("flaky",), "combination": ("combo", "mixed")}},
    "ko": {
        "skin_type": {
            "oily": ("지성", "지성 피부", "번들거려요"),
            "dry": ("건성", "건성 피부", "건조해요"),
            "combination": ("복합성", "복합"),
            "sensitive": ("민감성", "예민해요"),
        },
        "concern": {"acne": ("여드름", "트러블"), "aging": ("주름", "노화")},
    },
    "es": {"skin_type": {"oily": ("grasa", "grasosa"), "dry": ("seca",), "combination": ("mixta",)}},
    "pt": {"skin_type": {"oily": ("oleosa",), "dry": ("seca", "ressecada"), "combination": ("mista",)}},
    "hi": {"skin_type": {"oily": ("तैलीय", "oily"), "dry": ("रूखी", "सूखी", "rukhi")}},
    "ar": {"skin_type": {"oily": ("دهنية", "زيتية"), "dry": ("جافة", "ناشفة"), "combination": ("مختلطة",)}},
}

SLOTS = (
    Slot("skin_type", "categorical", ("oily", "dry", "combination", "sensitive")),
    Slot("concern", "categorical", ("acne", "aging", "dullness")),
    Slot("budget", "float"),
    Slot("rating", "float"),
    Slot("gift", "bool"),
    Slot("review", "text"),
    Slot("nickname", "text"),
    Slot("email", "text", metadata={"format": "email"}),
    Slot("phone", "text", metadata={"format": "phone", "region": "KR"}),
    Slot("birthday", "text", metadata={"format": "date", "when": "past"}),
    Slot("delivery_day", "text", metadata={"format": "date"}),
    Slot("place", "any", metadata={"accepts": ["location"]}),
    Slot("likes", "list"),
    Slot("pick", "any"),
    Slot("language", "text", initial_value="en"),
)

EXAMPLES: dict[str, tuple[str, ...]] = {
    "find_product": (
        "help me find a product",
        "i want to find a product",
        "find me something",
        "which product is right for me",
        "recommend something for my skin",
        "what should i buy",
        "i need a moisturiser",
        "제품 추천해주세요",
        "나한테 맞는 제품 찾아줘",
        "화장품 추천 받고 싶어요",
    ),
    "unlock_coupon": (
        "do you have a coupon",
        "i want a discount code",
        "any vouchers",
        "give me a coupon",
        "쿠폰 있어요",
        "할인 쿠폰 받고 싶어요",
        "쿠폰 주세요",
    ),
    "faq/shipping": (
        "how long does shipping take",
        "when will my order arrive",
        "how much is delivery",
        "is shipping free",
        "do you ship abroad",
        "배송 얼마나 걸려요",
        "배송비 얼마예요",
        "언제 도착해요",
    ),
    "faq/returns": (
        "how do i return an item",
        "what is your return policy",
        "can i get a refund",
        "i want my money back",
        "반품하고 싶어요",
        "환불 되나요",
        "교환 가능한가요",
    ),
    "faq/payment": (
        "how can i pay",
        "do you accept credit cards",
        "which payment methods do you take",
        "can i pay with paypal",
        "결제 방법 알려주세요",
        "카드 결제 되나요",
    ),
    "chitchat/thanks": ("thank you", "thanks a lot", "thanks", "고마워요", "감사합니다"),
    "chitchat/bye": ("bye", "goodbye", "see you", "잘 있어요", "안녕히 계세요"),
}


@dataclass(frozen=True)
class FakeStep:
    """As much of a compiled step as understanding looks at."""

    slot: str


@dataclass(frozen=True)
class FakeFlow:
    """As much of a compiled flow as understanding looks at."""

    steps: dict[str, FakeStep]


def flow(*slots: str) -> FakeFlow:
    """A flow that asks for these slots."""
    return FakeFlow({f"ask_{slot}": FakeStep(slot) for slot in slots})


@cache
def languages() -> dict[str, Language]:
    """The shipped languages, with the synonyms of the test shop."""
    return {code: _language(code) for code in CODES}


def _language(code: str) -> Language:
    read = YAML(typ="safe").load(Path(flows.languages.__path__[0]) / f"{code}.yml")
    synonyms = {**read["synonyms"], **SYNONYMS[code]}
    return Language(
        code,
        {name: tuple(phrases) for name, phrases in read["keywords"].items()},
        {slot: {value: tuple(phrases) for value, phrases in values.items()} for slot, values in synonyms.items()},
    )


@cache
def flow_set() -> FlowSet:
    """A shop with a finder, a coupon, three FAQs and six languages."""
    return FlowSet(
        version="00000000",
        slots={slot.name: slot for slot in SLOTS},
        languages=languages(),
        triggers=(Trigger("product_finder", "find_product"), Trigger("coupon", "unlock_coupon")),
        examples=EXAMPLES,
        flows={
            "product_finder": flow("skin_type", "concern", "budget", "gift"),
            "coupon": flow("email"),
            "review_flow": flow("rating", "review"),
        },
        responses={},
    )


@cache
def understanding() -> LexicalUnderstanding:
    """What is tested, at a fixed moment."""
    return LexicalUnderstanding(flow_set(), clock=ManualClock(NOW))


def options(slot: str, *pairs: tuple[str, str]) -> tuple[Option, ...]:
    """Options that fill one slot: titles and values."""
    return tuple(Option(title, f"/SetSlots({slot}={value})") for title, value in pairs)


def asking(
    slot: str,
    offered: Sequence[Option] = (),
    *,
    language: str = "en",
    flow: str = "product_finder",
    forced: bool = False,
    slots: dict[str, Any] | None = None,
) -> ConversationState:
    """A conversation in which a question is open."""
    return ConversationState(
        stack=(Frame(flow, f"ask_{slot}", "f1"),),
        slots={"language": language, **(slots or {})},
        question=Question(flow, f"ask_{slot}", slot, "f1", tuple(offered), forced=forced),
    )


def idle(language: str = "en") -> ConversationState:
    """A conversation in which nothing is open."""
    return ConversationState(slots={"language": language})


def read(text: str, state: ConversationState | None = None, **heard: Any) -> Commands:
    """The commands of a typed message."""
    return understanding().commands_for(Heard(text, **heard), state or idle())


def tap(payload: str, state: ConversationState | None = None, *, kind: str = "button", title: str = "") -> Commands:
    """The commands of a tapped button."""
    heard = Heard(title, kind=kind, reference=Reference("product_finder", "ask_skin_type", payload))
    return understanding().commands_for(heard, state or idle())


SKIN = options(
    "skin_type", ("Oily", "oily"), ("Dry", "dry"), ("Combination", "combination"), ("Sensitive", "sensitive")
)
SKIN_KO = options("skin_type", ("지성", "oily"), ("건성", "dry"), ("복합성", "combination"), ("민감성", "sensitive"))
BUDGET = options("budget", ("Under $20", "20"), ("$20 to $50", "50"), ("Over $50", "1000"))
GIFT = options("gift", ("Yes, a gift", "true"), ("No, for me", "false"))
