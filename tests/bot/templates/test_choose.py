"""Twin or template, which language, what it costs: decided from values alone."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.templates.choose import Chosen, NotNow, Wanted, chain_of, choose
from bot.templates.places import Place
from bot.templates.rates import read_rates
from bot.templates.variants import Variant, VariantStatus, filled_in

NOW, EARLIER = read_rates().on(date(2026, 11, 27)), read_rates().on(date(2026, 9, 1))
WANTED = Wanted("paid", "ko", frozenset({"name", "total"}), "KR", twin=1, in_window=True)
LATE = replace(WANTED, twin=0, in_window=False)
PLACES = (Place("name", 250), Place("total", 250))
PAID = Variant(
    1, "paid", "ko", "aaaaaaaa", "HX1", PLACES, "utility", "utility", VariantStatus.APPROVED,
    "", "", None, None, None,
)  # fmt: skip


def variant(**more: Any) -> Variant:
    return replace(PAID, **more)


def test_where_both_cost_the_same_the_twin_goes() -> None:
    """It can show more, and it counts against nothing."""
    assert choose(WANTED, [PAID], NOW, ["en"]) == Chosen(None, "service", 16_300)
    assert choose(WANTED, [PAID], EARLIER, ["en"]) == Chosen(None, "service", 5_000)


def test_two_bubbles_cost_more_than_one_template() -> None:
    chosen = choose(replace(WANTED, twin=2), [PAID], NOW, ["en"])
    assert chosen == Chosen(PAID, "utility", 16_300)


def test_a_marketing_template_is_dearer_than_its_twin() -> None:
    assert isinstance(choose(WANTED, [variant(category="marketing", billed_as="marketing")], NOW, []), Chosen)
    late = choose(LATE, [variant(category="marketing", billed_as="marketing")], NOW, [])
    assert isinstance(late, Chosen)
    assert (late.billed_as, late.price) == ("marketing", 78_200)


@pytest.mark.parametrize(
    ("language", "defaults", "chain"),
    [
        ("pt-BR", ["ko"], ["pt-BR", "pt", "ko"]),
        ("ko", ["ko"], ["ko"]),
        ("", ["en"], ["en"]),
        ("es", ["pt-PT"], ["es", "pt-PT", "pt"]),
    ],
)
def test_the_chain_of_languages(language: str, defaults: list[str], chain: list[str]) -> None:
    """P11."""
    assert chain_of(language, defaults) == chain


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ({"status": VariantStatus.PENDING}, "ko is pending"),
        ({"status": VariantStatus.REJECTED, "reason": "TAG"}, r"ko is rejected \(TAG\)"),
        ({"status": VariantStatus.PAUSED}, "ko is paused"),
        ({"status": VariantStatus.DISABLED}, "ko is disabled"),
        ({"status": VariantStatus.GONE}, "ko is gone"),
        ({"doubt": 63041}, "refused at its last send"),
        ({"places": (*PAID.places, Place("day", 250))}, "lacks a value for day"),
        ({"billed_as": "marketing"}, "counts as marketing now"),
        ({"language": "en"}, None),
        ({"language": "es"}, "nothing in ko, en"),
    ],
)
def test_what_may_not_be_sent_is_told_by_name_and_language(spoilt: dict[str, Any], told: str | None) -> None:
    """P7, P9, P11: never silence."""
    chosen = choose(LATE, [variant(**spoilt)], NOW, ["en"])
    if told is None:
        assert isinstance(chosen, Chosen)
        return
    assert isinstance(chosen, NotNow)
    assert not chosen.for_good
    assert re.fullmatch(f"the template paid is not approved in ko: .*{told}.*", chosen.reason)


def test_what_is_doubted_gives_way_to_an_earlier_wording() -> None:
    older = variant(id=0, mark="bbbbbbbb")
    assert choose(LATE, [variant(doubt=63041), older], NOW, []) == Chosen(older, "utility", 16_300)


def test_who_agreed_to_offers_gets_what_became_marketing() -> None:
    chosen = choose(replace(LATE, takes_offers=True), [variant(billed_as="marketing")], NOW, [])
    assert isinstance(chosen, Chosen)


def test_values_are_numbered_and_payloads_come_last() -> None:
    """P9, P10: every variable of every part is given."""
    answers = [Place("payload 1", 250, "payload"), Place("payload 2", 250, "payload")]
    told = variant(places=(Place("total", 50), Place("name", 50), *answers))
    values = filled_in(told, {"name": "Amina", "total": "$5"}, ["one"])
    assert values == {"1": "$5", "2": "Amina", "3": "one", "4": "2"}
