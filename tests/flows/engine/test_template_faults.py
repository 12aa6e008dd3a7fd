"""G7: faults seeded into template contracts (P7–P11, P20), each caught by the compiler, by file and line."""

import pytest

from flows.engine.compile import Source, check_flows, check_templates_alone, compile_flows
from flows.engine.templates import provider_language
from tests.flows.engine.seeds.buttons import BUTTONS
from tests.flows.engine.seeds.languages import LANGUAGES
from tests.flows.engine.seeds.unspoilt import BASE, KOREAN, OVERLAY, OWN, Seed
from tests.flows.engine.seeds.variables import VARIABLES
from tests.flows.engine.seeds.words import WORDS

SEEDS = {**WORDS, **VARIABLES, **BUTTONS, **LANGUAGES}


def sources(base: str = BASE, korean: str = KOREAN) -> list[Source]:
    return [Source(OWN, base, own=True), Source(OVERLAY, korean, own=True)]


def test_the_unspoilt_templates_have_no_fault() -> None:
    """Else the seeds would prove nothing."""
    assert [str(fault) for fault in check_templates_alone(sources())] == []
    contracts = compile_flows(sources()).templates
    assert sorted(contracts) == ["new_in", "order_paid", "sign_in"]
    assert contracts["order_paid"].wordings["ko"].tokens()[0] == "order_number"


@pytest.mark.parametrize("seed", SEEDS.values(), ids=SEEDS.keys())
def test_a_seeded_fault_is_caught(seed: Seed) -> None:
    """G7: an error, in words, at its line; and nothing is compiled."""
    before = KOREAN if seed.korean else BASE
    spoilt = before.replace(seed.old, seed.new, 1)
    assert spoilt != before, "the seed does not take"
    given = sources(korean=spoilt) if seed.korean else sources(base=spoilt)
    errors = [fault for fault in check_flows(given) if fault.severity == "error"]
    told = [fault for fault in errors if seed.told in fault.message]
    assert told, [str(fault) for fault in errors]
    lines = spoilt.splitlines()
    assert any(seed.at in lines[fault.line - 1] for fault in told), [(str(f), lines[f.line - 1]) for f in told]
    assert {fault.path for fault in told} <= {OWN, OVERLAY}


def test_each_seed_is_another_one() -> None:
    """At least the template's half of the 150 that G7 asks for."""
    spoilt = {
        (seed.korean, (KOREAN if seed.korean else BASE).replace(seed.old, seed.new, 1)) for seed in SEEDS.values()
    }
    assert len(spoilt) == len(SEEDS) >= 75


def test_a_promise_of_money_off_in_a_utility_template_is_warned_of() -> None:
    """P11 and Meta's 131064: mixed content counts as marketing."""
    spoilt = BASE.replace("for you.\n    footer", "for you. Your coupon is inside!\n    footer")
    [fault] = check_templates_alone(sources(base=spoilt))
    assert fault.severity == "warning"
    assert "will count it as marketing" in fault.message


def test_a_language_without_a_wording_is_warned_of() -> None:
    """P11: it goes out in the shop's language, and somebody is told before."""
    faults = check_flows(
        [
            Source(OWN, BASE, own=True),
            Source(
                OVERLAY,
                KOREAN.replace("partial: true\n", "").replace("  new_in:\n", "  other:\n")
                + "responses: {utter_order_paid: Hi}\n",
                own=True,
            ),
        ]
    )
    assert any("the template new_in has no ko wording" in fault.message for fault in faults)


def test_a_stand_in_is_said_in_the_contacts_language() -> None:
    """Who has no profile name is greeted all the same."""
    english = BASE.replace("first_name: Amina", "first_name: {sample: Amina, otherwise: there}", 1)
    korean = KOREAN.replace("{first_name: 아미나}", "{first_name: {sample: 아미나, otherwise: 고객}}", 1)
    contract = compile_flows([Source(OWN, english, own=True), Source(OVERLAY, korean, own=True)]).templates[
        "order_paid"
    ]
    assert contract.wordings["ko"].samples["first_name"] == "아미나"
    nobody, bora = {"first_name": " "}, {"first_name": "Bora"}
    assert contract.values(nobody.get, "ko-KR")["first_name"] == "고객"
    assert contract.values(nobody.get, "es")["first_name"] == "there"
    assert contract.values(bora.get, "ko")["first_name"] == "Bora"
    assert "total" not in contract.values(nobody.get, "ko")


@pytest.mark.parametrize(
    ("ours", "theirs"), [("ko", "ko"), ("pt-BR", "pt_BR"), ("pt", "pt_BR"), ("zh", "zh_CN"), ("es-MX", "es_MX")]
)
def test_languages_have_whatsapps_names(ours: str, theirs: str) -> None:
    assert provider_language(ours) == theirs
