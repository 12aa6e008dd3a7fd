"""What understanding a message costs: `python -m benchmarks.understanding`.

500 example phrases, six languages, an open question or none. The floor is a dictionary look-up of the folded
message in the same run: what the cheapest exact match would cost.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace

from bot.understanding.heard import Heard
from bot.understanding.normal import key_of
from bot.understanding.understand import LexicalUnderstanding
from flows.engine.compile import compile_flows
from flows.engine.flowset import FlowSet
from flows.engine.state import ConversationState, Option, Question
from flows.shipped import list_shipped_sources

EXAMPLES = 500
TARGET_MICROS = 300
ROUNDS = 30
MESSAGES = (
    *("hi", "menu", "2", "dry", "I have dry skin", "how long does delivery take?", "do you have a coupon code"),
    *(
        "i want to talk to a person",
        "no, under 50",
        "something for dry skin under 30 please",
        "asdf qwer",
        "refnd polcy",
    ),
    *("안녕하세요", "건성이에요", "배송 얼마나 걸려요?", "쿠폰 주세요", "상담원 연결해주세요", "제품 추천해 주세요"),
    *(
        "hola, quiero una crema",
        "não sei",
        "रूखी",
        "إلغاء",
        "my parcel has not arrived and I have been waiting two weeks",
    ),
)
OPTIONS = tuple(
    Option(value.title(), f"/SetSlots(skin_type={value})")
    for value in ("oily", "dry", "combination", "sensitive", "normal")
)


def main() -> int:
    """Print the figures; 1 when a message costs more than the target."""
    flows = _with_examples(compile_flows(list_shipped_sources()))
    began = time.perf_counter()
    shop = LexicalUnderstanding(flows)
    print(f"built from {sum(map(len, flows.examples.values()))} examples in {time.perf_counter() - began:.3f} s")
    idle = ConversationState(slots={"language": "en"})
    question = Question("product_finder", "q_skin_type", "skin_type", "f", OPTIONS)
    open_ = ConversationState(slots={"language": "en"}, question=question)
    known = dict.fromkeys(map(key_of, MESSAGES))
    floor = _micros(lambda text: known.get(key_of(text)))
    costs = [_micros(lambda text, s=state: shop.commands_for(Heard(text), s)) for state in (idle, open_)]  # type: ignore[misc]
    for name, cost in zip(("nothing open", "a question open"), costs, strict=True):
        print(f"{name:16} {cost:6.0f} µs a message, {cost / floor:5.1f} × the floor of {floor:.1f} µs")
    return int(max(costs) > TARGET_MICROS)


def _micros(read: Callable[[str], object]) -> float:
    """The best of a few rounds, as an average over all messages."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for text in MESSAGES:
            read(text)
        best = min(best, time.perf_counter() - began)
    return best / len(MESSAGES) * 1e6


def _with_examples(flows: FlowSet) -> FlowSet:
    """The shipped flows, their examples filled up to EXAMPLES with made-up FAQs of shop words."""
    words = sorted({word for phrases in flows.examples.values() for phrase in phrases for word in phrase.split()})
    missing = EXAMPLES - sum(map(len, flows.examples.values()))
    made = {f"faq/made_{n}": tuple(_made_up(words, n * 10 + i) for i in range(10)) for n in range(missing // 10 + 1)}
    return replace(flows, examples={**flows.examples, **made})


def _made_up(words: list[str], number: int) -> str:
    return " ".join(words[(number * 7 + i * 31) % len(words)] for i in range(5))


if __name__ == "__main__":
    sys.exit(main())
