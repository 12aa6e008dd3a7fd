"""Amounts of money: whatever the form, the value and the currency are those that were written, or none."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.amounts import convert, even_out, find_money
from catalog.search.normal import fold
from catalog.search.prices import take_price

DIGITS = "영일이삼사오육칠팔구"
FORMS = {
    "EUR": ("€{}", "{} €", "{} euros", "EUR {}", "{}유로"), "USD": ("${}", "{} dollars", "USD {}", "{}달러", "US${}"),
    "INR": ("₹{}", "Rs. {}", "{} rupees", "INR {}"), "GBP": ("£{}", "{} pounds"), "KRW": ("₩{}", "{}원", "{} won"),
    "BRL": ("R${}", "{} reais"), "JPY": ("¥{}", "{} yen"),
}  # fmt: skip


def in_korean(value: int) -> str:
    """`35000` → `3만 5천`, with the rest in digits."""
    parts = ((10_000, "만"), (1_000, "천"))
    told = []
    for unit, name in parts:
        count, value = divmod(value, unit)
        told += [f"{count}{name}"] if count else []
    return " ".join([*told, *([str(value)] if value else [])])


@given(st.sampled_from([(code, form) for code, forms in FORMS.items() for form in forms]), st.integers(1, 999_999))
def test_every_form_of_an_amount(told, value):
    """Signs, names and codes before or behind, with or without separators."""
    code, form = told
    for number in (f"{value}", f"{value:,}"):
        found = find_money(fold(f"cream {form.format(number)} please"), "USD")
        assert [(amount.value, amount.currency) for amount in found] == [(value, code)]


@given(st.integers(1, 99_999_999))
def test_korean_units_add_up(value):
    for text in (f"{in_korean(value)}원", f"{in_korean(value).replace(' ', '')}원"):
        assert [(a.value, a.currency) for a in find_money(fold(text), "USD")] == [(value, "KRW")]


@given(st.integers(1, 9), st.integers(1, 9))
def test_korean_number_words(tens, ones):
    text = f"{DIGITS[tens]}만 {DIGITS[ones]}천원 이하"
    found, _ = take_price(fold(text), "USD")
    assert found is not None
    assert (found.at_most, found.currency) == (tens * 10_000 + ones * 1_000, "KRW")


@given(st.text(max_size=80))
def test_any_text_is_read_without_raising(text):
    """And what holds no number holds no amount."""
    folded = fold(text)
    even_out(folded)
    found = find_money(folded, "USD")
    assert found == [] or any(c.isdecimal() or c in "일이삼사오육칠팔구십백천만억" for c in folded)


@given(st.integers(1, 10_000), st.sampled_from(["EUR", "KRW", "INR"]))
def test_without_a_rate_nothing_is_converted(value, code):
    assert convert(value, code, "USD", {}) is None
    assert convert(value, code, "USD", {code: 2.0}) == value * 2
    assert convert(value, "USD", "USD", {}) == value == convert(value, "", "USD", {})
