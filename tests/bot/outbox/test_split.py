"""What is too much for one bubble becomes several: nothing is cut off, nothing changes places."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.outbox.content import Choice, Content, Template
from bot.outbox.split import MAX_ASKING, MAX_BUTTONS, MAX_ROWS, MAX_TEXT, split_content, split_text

THREE = tuple(Choice(f"id{n}", f"Option {n}") for n in range(3))
TWELVE = tuple(Choice(f"id{n}", f"Option {n}") for n in range(12))


def test_a_text_that_fits_is_left_alone() -> None:
    assert split_text("x" * MAX_TEXT) == ["x" * MAX_TEXT]
    assert split_text("") == [""]


def test_a_text_is_cut_where_reading_goes_on_well() -> None:
    paragraphs = "\n\n".join(("word " * 100).strip() for _ in range(5))
    assert all(part.endswith("word") for part in split_text(paragraphs, 1_024))
    sentences = "One sentence here. " * 80
    assert all(part.endswith("here.") for part in split_text(sentences.strip(), 1_024))


def test_a_family_is_not_torn_apart() -> None:
    family = "👨‍👩‍👧‍👦"
    for shift in range(8):
        parts = split_text("x" * (100 - shift) + family * 30, 104)
        assert all(not part.startswith("\u200d") and not part.endswith("\u200d") for part in parts)


@settings(max_examples=200)
@given(st.text(alphabet="ab .\n。가👍\u200d\ufe0f", max_size=400), st.integers(20, 80))
def test_no_letter_is_lost_whatever_the_text(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert all(len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_choices_stay_below_the_last_part() -> None:
    bubbles = split_content(Content(text="word " * 500, choices=THREE))
    assert [len(bubble.choices) for bubble in bubbles] == [0] * (len(bubbles) - 1) + [3]
    assert all(len(bubble.text) <= MAX_ASKING for bubble in bubbles)


def test_a_picture_above_a_list_goes_first() -> None:
    """A list cannot carry a picture on WhatsApp."""
    bubbles = split_content(Content(text="Which?", media="/a.png", choices=TWELVE[:5], list_label="Show"))
    assert bubbles == [
        Content(media="/a.png"),
        Content(text="Which?", choices=TWELVE[:5], list_label="Show"),
    ]


def test_a_picture_stays_with_its_buttons() -> None:
    content = Content(text="Which?", media="/a.png", choices=THREE)
    assert split_content(content) == [content]


def test_a_document_does_not_swallow_its_text() -> None:
    """Reference section 3: text beside video, audio or documents is dropped by the provider."""
    assert split_content(Content(text="Your invoice", media="https://x.example/a.PDF?v=2")) == [
        Content(media="https://x.example/a.PDF?v=2"),
        Content(text="Your invoice"),
    ]


def test_more_than_ten_choices_become_a_second_list() -> None:
    bubbles = split_content(Content(text="Which?", choices=TWELVE))
    assert [len(bubble.choices) for bubble in bubbles] == [MAX_ROWS, 2]
    assert all(bubble.text for bubble in bubbles)


def test_a_template_is_never_touched() -> None:
    content = Content(template=Template(sid="HX1", variables={"1": "x" * 5_000}))
    assert split_content(content) == [content]


@settings(max_examples=150)
@given(
    st.integers(0, 4_000),
    st.sampled_from(["", "/a.png", "/a.mp4", "/no-ending"]),
    st.integers(0, 23),
)
def test_every_bubble_fits_whatsapp_and_all_choices_survive(length: int, media: str, count: int) -> None:
    choices = tuple(Choice(f"id{n}", f"Option {n}") for n in range(count))
    bubbles = split_content(Content(text="x" * length, media=media, choices=choices))
    assert [choice for bubble in bubbles for choice in bubble.choices] == list(choices)
    assert [bubble.media for bubble in bubbles if bubble.media] == ([media] if media else [])
    for bubble in bubbles:
        assert len(bubble.choices) <= (MAX_BUTTONS if bubble.media else MAX_ROWS)
        assert len(bubble.text) <= (MAX_ASKING if bubble.choices else MAX_TEXT)
