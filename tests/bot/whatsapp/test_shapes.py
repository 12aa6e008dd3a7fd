"""How bubbles look on WhatsApp: limits kept, letters whole, no blank and no twin titles."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.outbox.content import Choice, Content
from bot.outbox.reason import Retry
from bot.whatsapp.reasons import REASONS, explain
from bot.whatsapp.shapes import (
    BLANK,
    MAX_BUTTON_TITLE,
    MAX_ROW_TITLE,
    Shape,
    cut,
    numbered,
    resource_of,
    shape_of,
    variables_of,
)


def choices(count: int, title: str = "Option", description: str = "") -> tuple[Choice, ...]:
    return tuple(Choice(f"id{n}", f"{title} {n}", description) for n in range(1, count + 1))


def units(text: str) -> int:
    """UTF-16 units, as WhatsApp counts."""
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("content", "shape"),
    [
        (Content(text="x"), None),
        (Content(text="x", media="/a.png"), None),
        (Content(text="x", choices=choices(1)), Shape("quick-reply", 1)),
        (Content(text="x", choices=choices(3)), Shape("quick-reply", 3)),
        (Content(text="x", choices=choices(4)), Shape("list", 4)),
        (Content(text="x", choices=choices(10, description="d")), Shape("list", 10, described=True)),
        (
            Content(text="x", media="https://a.example/b.png", choices=choices(2)),
            Shape("card", 2, host="https://a.example"),
        ),
    ],
)
def test_a_bubble_has_its_shape(content: Content, shape: Shape | None) -> None:
    assert shape_of(content) == shape


def test_every_shape_has_a_name_of_its_own() -> None:
    shapes = [
        Shape(kind, count, described, host)
        for kind in ("quick-reply", "card", "list")
        for count in range(1, 11)
        for described in (False, True)
        for host in ("", "https://a.example", "https://b.example")
    ]
    assert len({shape.name for shape in shapes}) == len(shapes)


def _places(value: object) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(_places, value.values()), set())
    if isinstance(value, list):
        return set().union(*map(_places, value), set())
    text = str(value)
    return {text[text.index("{{") + 2 : text.index("}}")]} if "{{" in text else set()


@pytest.mark.parametrize(
    "content",
    [
        Content(text="", choices=choices(2)),
        Content(text="x", choices=choices(10, description="d")),
        Content(text="x", media="https://a.example/b.png", choices=choices(3)),
    ],
)
def test_no_variable_is_missing_or_blank(content: Content) -> None:
    """Reference section 5: a missing variable silently sends the sample."""
    shape = shape_of(content)
    assert shape is not None
    resource, values = resource_of(shape), variables_of(content, shape)
    assert _places(resource["types"]) == set(resource["variables"]) == set(values)
    assert all(value and not value.isspace() for value in values.values())


def test_a_blank_text_is_invisible_and_not_empty() -> None:
    content = Content(choices=choices(2))
    assert variables_of(content, Shape("quick-reply", 2))["text"] == BLANK


def test_twins_are_told_apart() -> None:
    """WhatsApp refuses two buttons of the same title."""
    twins = (Choice("a", "A very long title, blue"), Choice("b", "A very long title, black"))
    values = variables_of(Content(text="x", choices=twins), Shape("quick-reply", 2))
    assert values["title1"] != values["title2"]
    assert values["title2"].startswith("2. ")


@settings(max_examples=200)
@given(st.text(alphabet="abc 가👍👨‍👩‍👧🇰🇷é\u0301", max_size=60), st.integers(4, 30))
def test_cutting_keeps_the_limit(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert units(short) <= limit
    if units(text.strip()) <= limit:
        assert short == text.strip()


def test_cutting_tears_no_emoji_and_no_syllable_apart() -> None:
    assert cut("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 20) == "👨‍👩‍👧‍👦…"
    assert cut("e\u0301" * 12, 10) == "e\u0301" * 4 + "…"


@settings(max_examples=100)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=10))
def test_titles_are_short_different_and_never_blank(titles: list[str]) -> None:
    content = Content(text="x", choices=tuple(Choice(f"id{n}", title) for n, title in enumerate(titles)))
    shape = shape_of(content)
    assert shape is not None
    values = variables_of(content, shape)
    made = [values[f"title{n}"] for n in range(1, len(titles) + 1)]
    limit = MAX_ROW_TITLE if shape.kind == "list" else MAX_BUTTON_TITLE
    assert all(units(title) <= limit and title.strip() for title in made)
    assert len(set(made)) == len(made)


def test_numbered_text_names_every_choice_and_keeps_the_picture() -> None:
    content = Content(text="Size?", media="https://a.example/b.png", choices=choices(2, "Size", "cm"))
    assert numbered(content) == Content(
        text="Size?\n\n1. Size 1 – cm\n2. Size 2 – cm", media="https://a.example/b.png"
    )


@settings(max_examples=100)
@given(st.integers(0, 1_024), st.integers(1, 200), st.integers(0, 400), st.integers(1, 10))
def test_numbered_text_fits_one_message_and_loses_no_choice(
    text: int, title: int, description: int, count: int
) -> None:
    content = Content(text="t" * text, choices=choices(count, "o" * title, "d" * description))
    told = numbered(content).text
    assert len(told) <= 1_600
    assert all(f"{n}. " in told for n in range(1, count + 1))


def test_every_reason_is_a_sentence_for_people() -> None:
    for code, reason in REASONS.items():
        assert reason.words, code
        assert str(code) not in reason.words
        assert not reason.words.endswith(".")


@pytest.mark.parametrize(
    ("code", "retry"),
    [
        (63016, Retry.NEVER),
        (63018, Retry.THROTTLE),
        (63009, Retry.LATER),
        (30008, Retry.ONCE),
        (63999, Retry.NEVER),
        (0, Retry.NEVER),
    ],
)
def test_the_table_says_whether_to_try_again(code: int, retry: Retry) -> None:
    """Reference 3.2, the retry column."""
    assert explain(code).retry is retry


def test_an_unknown_code_is_still_explained() -> None:
    assert explain(63999).words == "WhatsApp reported error 63999"
    assert "63999" in explain(63999).then
