"""G7: whatever the values are, what goes out is what WhatsApp takes; or it does not go out."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.templates.office import Draft
from bot.templates.places import Place, Unfit, clean, places_of
from bot.templates.variants import Variant, VariantStatus, filled_in
from bot.whatsapp.emulator.account import Account
from bot.whatsapp.emulator.records import ContentResource
from bot.whatsapp.emulator.sending import read_order
from bot.whatsapp.emulator.store import Store
from bot.whatsapp.templates import resource_of
from flows.engine.compile import Source, compile_flows
from flows.engine.limits import length_of
from flows.engine.templates import TemplateContract
from tests.flows.engine.seeds.unspoilt import BASE, KOREAN

NOW = datetime(2026, 11, 27, tzinfo=UTC)
SENDER, SID = "+15550100000", "HX" + "a" * 32
CONTRACTS = compile_flows([Source("t.yml", BASE, own=True), Source("ko.yml", KOREAN, own=True)]).templates
WORDINGS = [(contract, language) for contract in CONTRACTS.values() for language in contract.wordings]
VALUES = st.one_of(
    st.text(max_size=40),
    st.text(st.sampled_from("a \n\t\r\u200b\u200d😀é{}"), max_size=400),
    st.sampled_from(["", " ", "x" * 5_000, "😀" * 3_000, "{{1}}", "{{2}} {{3}}", "a" * 15, "https://evil.example/"]),
)


def sends(contract: TemplateContract, language: str, values: dict[str, str]) -> tuple[int | None, Any]:
    """The code with which the provider refuses it, and what is shown. Raises Unfit."""
    draft = Draft(contract, contract.wordings[language])
    variant = Variant(
        1, contract.name, language, draft.mark, SID, places_of(draft.wording), contract.category, "",
        VariantStatus.APPROVED, "", "", None, None, None,
    )  # fmt: skip
    told = filled_in(variant, values, ["one", "two"])
    store, made = Store(), resource_of(draft)
    content = ContentResource(
        SID, made["friendly_name"], made["language"], made["variables"], made["types"], NOW, NOW,
        {"name": draft.approval_name, "category": contract.category, "status": "approved"},
    )  # fmt: skip
    store.add_content(content)
    form = {
        "To": "whatsapp:+821012345678",
        "From": f"whatsapp:{SENDER}",
        "ContentSid": SID,
        "ContentVariables": json.dumps(told),
    }
    order = read_order(form, Account("AC" + "0" * 32, "t", (SENDER,)), store, NOW)
    return order.doom, order.shown


@pytest.mark.parametrize(("contract", "language"), WORDINGS, ids=[f"{c.name}-{lang}" for c, lang in WORDINGS])
@given(data=st.data())
def test_an_accepted_template_is_never_refused_by_the_provider(
    contract: TemplateContract, language: str, data: st.DataObject
) -> None:
    """None of 63013, 63016, 63021, 63028 for any values (G7)."""
    values = {name: data.draw(VALUES, label=name) for name in contract.variables}
    try:
        doom, _ = sends(contract, language, values)
    except Unfit:
        return
    assert doom is None


def test_a_value_with_braces_fills_in_nothing_else() -> None:
    values = {name: variable.sample for name, variable in CONTRACTS["new_in"].variables.items()}
    _, shown = sends(CONTRACTS["new_in"], "en", {**values, "first_name": "{{3}}"})
    assert "you may like, {3}, and" in shown.text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\nb\tc\r\nd", "a b c d"),
        ("a      b", "a b"),
        ("  a  ", "a"),
        ("x" * 30, "x" * 19 + "…"),
        ("😀" * 11, "😀" * 9 + "…"),
        ("\x00a\x1b[0m", "a[0m"),
        ("سلام\u200cها", "سلام\u200cها"),
        ("\u200d", ""),
        ("a {{1}} {{{b}}}", "a {1} {b}"),
    ],
)
def test_a_value_is_one_clean_line(text: str, cleaned: str) -> None:
    """63013."""
    assert clean(text, 20) == cleaned
    assert length_of(clean(text, 20)) <= 20


@pytest.mark.parametrize("value", ["", " ", "\u200b", "\n\t"])
def test_a_value_that_shows_nothing_is_missing(value: str) -> None:
    """P9: else its sample would be sent."""
    with pytest.raises(Unfit, match="a value for total is missing"):
        Place("total", 250).fit(value)


def test_an_address_is_escaped_and_never_cut() -> None:
    assert Place("path", 20, "address").fit("a b/ü?x=1") == "a%20b/%C3%BC?x=1"
    with pytest.raises(Unfit, match="longer than 20"):
        Place("path", 20, "address").fit("a" * 21)


def test_a_code_is_never_cut() -> None:
    assert Place("code", 15, "code").fit("SPRING10") == "SPRING10"
    with pytest.raises(Unfit, match="longer than 15"):
        Place("code", 15, "code").fit("SPRING10SUMMER10")


def test_each_place_has_the_room_of_its_part() -> None:
    """A header has 60 characters, a body 1,024; what stands in several has the least of them."""
    found = {place.name: place for place in places_of(CONTRACTS["order_paid"].wordings["en"])}
    assert found["order_number"].most == 60 - len("Order ")
    assert found["total"] == Place("total", 238)
    assert found["path"].kind == "address"
    assert list(found)[-2:] == ["payload 1", "payload 2"]
