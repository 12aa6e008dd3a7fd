"""Conditions mean what pypred says they mean."""

from contextlib import suppress

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pypred import Predicate

from flows.engine.conditions.compile import MAX_SUBJECT, compile_condition
from flows.engine.conditions.grammar import ConditionWrong

SLOTS = {"a": 3, "b": "x", "c": None, "d": True, "e": 2.5, "f": "", "g": ["x", "y"], "h": False}
CONTEXT = {"reason": "media", "misses": 2}


def holds(text, slots=SLOTS, context=CONTEXT):
    return compile_condition(text)(slots, context)


LEAVES = st.sampled_from(
    [
        *(f"slots.{name}" for name in SLOTS),
        *("context.reason", "context.misses", "context.gone", "bare"),
        *("3", "-1", "2.5", "'x'", '"media"', "''", "true", "false", "null", "undefined", "empty"),
    ]
)
COMPARED = st.builds(
    lambda left, operator, right: f"{left} {operator} {right}",
    LEAVES,
    st.sampled_from(["=", "==", "!=", "is", "is not", "<", "<=", ">", ">="]),
    LEAVES,
)
TERMS = st.one_of(
    COMPARED,
    LEAVES,
    st.builds(
        lambda left, right: f"{left} contains {right}", LEAVES, st.sampled_from(["'x'", "3", "slots.b", "true"])
    ),
    st.builds(lambda left: f"{left} matches '^[mx]'", LEAVES),
    st.builds(lambda right: f"{{'x' 3 'y'}} contains {right}", st.sampled_from(["slots.b", "slots.a", "'z'"])),
)
CONDITIONS = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.builds(
            lambda left, operator, right: f"({left}) {operator} ({right})",
            inner,
            st.sampled_from(["and", "or"]),
            inner,
        ),
        st.builds(
            lambda left, operator, right: f"{left} {operator} {right}", inner, st.sampled_from(["and", "or"]), inner
        ),
        st.builds(lambda it: f"not ({it})", inner),
        st.builds(lambda it: f"not {it}", inner),
    ),
    max_leaves=6,
)


@settings(max_examples=400, deadline=None)
@given(CONDITIONS)
def test_conditions_agree_with_pypred(text):
    """The oracle is pypred itself; where it raises TypeError (null < 18), ours is false and goes on."""
    predicate = Predicate(text)
    assume(predicate.is_valid())
    try:
        expected = predicate.evaluate({"slots": SLOTS, "context": CONTEXT})
    except TypeError:
        assume(False)
    assert holds(text) == expected


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="slots.ab= <>(){}'\"andor not3#", max_size=30))
def test_what_pypred_cannot_read_is_refused(text):
    """The two parsers accept the same language."""
    predicate = Predicate(text)
    try:
        compile_condition(text)
    except ConditionWrong:
        assert not predicate.is_valid()


@pytest.mark.parametrize(
    "text",
    ["slots.c < 18", "slots.b > 3", "slots.b contains 3 and slots.a > 0", "slots.gone < 3", "context.gone > 1"],
)
def test_what_cannot_be_compared_is_false(text):
    """A missing answer never raises in the middle of a conversation."""
    assert holds(text) is False


def test_and_with_or_binds_to_the_right_as_in_pypred():
    """`false and false or true` is false: the trap that the checks warn of."""
    assert holds("slots.h and slots.h or slots.d") is False
    assert holds("(slots.h and slots.h) or slots.d") is True


def test_a_slot_that_was_never_filled_is_null():
    """CALM knows every declared slot; ours are kept only when filled."""
    assert holds("slots.never is null", {}) is True
    assert holds("slots.never is not null", {}) is False


def test_matches_looks_at_one_kilobyte_only():
    """A pattern of the author's cannot be fed an endless text."""
    assert holds("slots.b matches 'end$'", {"b": "x" * (MAX_SUBJECT - 3) + "end"}) is True
    assert holds("slots.b matches 'end$'", {"b": "x" * MAX_SUBJECT + "end"}) is False


def test_a_pattern_may_name_the_slot_that_it_is_about():
    """CALM's own patterns use `slots.{{context.collect}}`."""
    assert holds("slots.{{context.collect}} is not null", {"age": 3}, {"collect": "age"}) is True
    assert holds("slots.{{context.collect}} is not null", {}, {"collect": "age"}) is False


@pytest.mark.parametrize("text", ["__import__('os')", "slots.a; 1", "'\\'] + __import__", "slots.a) or (1", "`x`"])
def test_no_text_of_an_author_becomes_python(text):
    """Whatever is not pypred's grammar is refused; what is read is only ever compared."""
    with suppress(ConditionWrong):
        assert holds(text) in (True, False)


@pytest.mark.parametrize(
    "text", ["", "slots.a =", "(slots.a", "slots.a matches slots.b", "slots.a matches '('", "{1"]
)
def test_an_unreadable_condition_says_so(text):
    """`shopclerk flows check` tells these with their line."""
    with pytest.raises(ConditionWrong):
        compile_condition(text)
