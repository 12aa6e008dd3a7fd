"""Texts of shops become clean text (stores.md 3 rule 5, 12.14)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.feeds.html import clean_line, clean_text, harmless


def test_lists_and_paragraphs_stand_on_lines_of_their_own() -> None:
    html = "<p>Warm &amp; <b>soft</b>.</p><ul><li>wool</li><li>two&nbsp;pockets</ul>Wash cold<br/>Dry flat"
    assert clean_text(html) == "Warm & soft.\n\n• wool\n• two pockets\n\nWash cold\nDry flat"


def test_scripts_styles_and_comments_are_dropped() -> None:
    html = "<style>p{}</style>A<script>alert('<p>x</p>')</script>B<!-- no -->C<script>never closed"
    assert clean_text(html) == "ABC"


def test_markup_that_was_escaped_once_too_often_is_markup() -> None:
    assert clean_text("&lt;p&gt;Tea &amp;amp; milk&lt;/p&gt;") == "Tea & milk"


def test_what_only_looks_like_markup_stays() -> None:
    assert clean_text("5 < 6 and 7 > 3, R&D <3") == "5 < 6 and 7 > 3, R&D <3"


def test_a_template_in_a_text_is_harmless() -> None:
    for text in ("{{7*7}}", "{% raw %}", "{{{x}}}", "<b>{</b>{ x }<i>}</i>}", "&#123;&#123; x }}", "{#c#}", "{{%}}"):
        clean = clean_text(text)
        assert not any(sign in clean for sign in ("{{", "{%", "{#", "}}", "%}", "#}"))


def test_emoji_and_right_to_left_texts_stay_but_their_overrides_go() -> None:
    assert clean_text("عطر الورد 👩‍👩‍👧 50 مل") == "عطر الورد 👩‍👩‍👧 50 مل"
    assert clean_text("safe\u202egnp.exe\u2066") == "safegnp.exe"


def test_sixty_thousand_characters_are_cut_at_a_word() -> None:
    clean = clean_text("<p>" + "lorem ipsum " * 5000 + "</p>")
    assert len(clean) <= 10_000
    assert clean.endswith("…")
    assert clean[-6:-1] in ("lorem", "ipsum")


def test_editorjs_is_read_as_its_blocks() -> None:
    blocks = '{"blocks":[{"data":{"text":"Hi <b>you</b>"}},{"data":{"items":["one",{"content":"two"}]}},{"data":{}}]}'
    assert clean_text(blocks) == "Hi you\n• one\n• two"
    assert clean_text('{"blocks": 3}') == '{"blocks": 3}'


def test_a_line_is_one_line() -> None:
    assert clean_line(" <b>Linen</b>\n  shirt ") == "Linen shirt"
    assert clean_line("x" * 999) == "x" * 300


@pytest.mark.parametrize(
    "hard", ["<div>", '<a "<', "<script>", "<!--", "<p '", "{{", "&", "<", "\n ", "<a x='", "<![CDATA["]
)
def test_nothing_takes_long(hard: str) -> None:
    begun = time.process_time()
    clean_text(hard * (400_000 // len(hard)))
    assert time.process_time() - begun < 8


@given(st.text(alphabet="<>&;/!-[]{}%#'\"= abpliscrt\n\u202e한\x00", max_size=300))
def test_whatever_comes_in_is_clean_when_it_goes_out(text: str) -> None:
    clean = clean_text(text)
    assert clean == clean.strip()
    assert "\x00" not in clean
    assert "\u202e" not in clean
    assert harmless(clean) == clean
