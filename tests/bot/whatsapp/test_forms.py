"""Our form parser reads what the standard library's reads, and refuses what cannot be read."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import Unreadable
from bot.whatsapp.forms import MAX_FIELDS, parse_form

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(TEXTS.filter(bool), TEXTS), max_size=10))
def test_what_was_encoded_comes_back(fields):
    """Blank and repeated values, NUL, `+`, `%` and every script."""
    assert parse_form(urlencode(fields).encode()) == fields


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="a=&+%20F\xe9", max_size=30).map(str.encode) | st.binary(max_size=30))
def test_agrees_with_the_standard_library(body):
    """Where both can read a body they read the same; ours refuses broken escapes as well."""
    try:
        ours = parse_form(body)
    except Unreadable:
        return
    assert ours == parse_qsl(body.decode(), keep_blank_values=True, errors="strict")


def test_the_number_of_fields_is_limited():
    assert len(parse_form(b"&".join([b"a=1"] * MAX_FIELDS))) == MAX_FIELDS
    with pytest.raises(Unreadable):
        parse_form(b"&".join([b"a=1"] * (MAX_FIELDS + 1)))
