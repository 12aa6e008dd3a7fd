"""The shipped library is complete: every text in Korean too, every title short enough, every answer understood."""

import pytest

from bot.actions.registry import list_actions
from flows.engine.compile import check_flows
from flows.engine.flowset import FlowSet
from flows.engine.limits import WHATSAPP
from flows.engine.payloads import parse_payload
from flows.engine.responses import Response
from flows.shipped import list_shipped_sources
from tests.transcripts.shops import SHOP, compiled_library

LONGEST = 1024  # characters of a body that carries buttons
UNSAID = {"utter_skip_refused", "utter_not_now", "utter_restarted", "utter_nothing_to_repeat"}  # so rare
ASKED_BY_ACTIONS = {  # questions whose buttons come from an action
    "utter_clarification", "utter_which_offer", "utter_which_pick", "utter_which_language", "utter_which_birthday",
    "utter_which_invoice", "utter_recalled_place", "utter_recalled_several",
}  # fmt: skip
COMPLETE = ("en", "ko")  # the others say the most important things and fall back to English


@pytest.fixture(scope="module")
def library() -> FlowSet:
    return compiled_library()


def test_check_has_nothing_to_say() -> None:
    """Neither errors nor warnings."""
    assert [str(fault) for fault in check_flows(list_shipped_sources(), list_actions(None))] == []


@pytest.mark.parametrize("language", [code for code in COMPLETE if code != "en"])
def test_everything_is_said_in_every_language_of_the_shop(library: FlowSet, language: str) -> None:
    said = [response for response in library.responses.values() if any(v.texts for v in response.variations)]
    assert [r.name for r in said if language not in r.overlays] == []
    untitled = [(r.name, key) for r in said for key in keys_of(r) if key not in r.overlays[language].titles]
    assert untitled == []


@pytest.mark.parametrize("language", SHOP.languages)
def test_titles_fit_on_the_phone(library: FlowSet, language: str) -> None:
    """20 characters on a button, 24 in a list; longer ones are cut by WhatsApp, in the middle of a word."""
    for response in library.responses.values():
        for number, variation in enumerate(response.variations):
            reply = response.render(number, lambda name: name, language)
            limit = WHATSAPP.title_limit(len(variation.buttons))
            assert [b.title for b in reply.buttons if len(b.title) > limit] == [], response.name
            assert [b.description for b in reply.buttons if len(b.description) > 72] == [], response.name
            assert len(reply.text) <= LONGEST


@pytest.mark.parametrize("language", COMPLETE)
def test_every_value_of_a_question_can_be_said_in_words(library: FlowSet, language: str) -> None:
    """Whoever types instead of tapping is understood as well."""
    synonyms = library.languages[language].synonyms
    asked = {slot for r in library.responses.values() for key in keys_of(r) for slot in slots_of(key)}
    asked &= {name for name, slot in library.slots.items() if slot.type == "categorical"}
    missing = [(s, v) for s in sorted(asked) for v in library.slots[s].values if not synonyms.get(s, {}).get(v)]
    assert missing == []


@pytest.mark.parametrize("language", COMPLETE)
def test_every_flow_and_topic_has_a_name(library: FlowSet, language: str) -> None:
    """“Did you mean …” offers them by name."""
    triggers = {trigger.flow for trigger in library.triggers}
    topics = {intent for intent in library.examples if intent.startswith("faq/")}
    assert len(topics) >= 10
    assert [name for name in triggers | topics if name not in library.languages[language].names] == []


@pytest.mark.parametrize("language", SHOP.languages)
def test_what_everybody_meets_is_said_in_every_language(library: FlowSet, language: str) -> None:
    """Greeting, menu, help, consent, change of language, privacy, repairs."""
    files = ("welcome", "patterns", "consent", "language", "privacy")
    met = [
        r
        for r in library.responses.values()
        if r.variations[0].place.path in {f"flows/library/{f}.yml" for f in files}
    ]
    assert len(met) > 50
    assert [r.name for r in met if language != "en" and language not in r.overlays and r.name not in UNSAID] == []


def test_every_intent_has_enough_examples(library: FlowSet) -> None:
    assert [intent for intent, phrases in library.examples.items() if len(phrases) < 16] == []


def keys_of(response: Response) -> set[str]:
    return {button.key for variation in response.variations for button in variation.buttons}


def slots_of(payload: str) -> list[str]:
    return [name for name, _ in getattr(parse_payload(payload), "pairs", ())]


@pytest.mark.parametrize("language", SHOP.languages)
def test_no_text_asks_what_nobody_waits_for(library: FlowSet, language: str) -> None:
    """What ends with a question mark is a question of a flow, or has buttons that a yes can take."""
    asked = {getattr(step, "utter", "") for flow in library.flows.values() for step in flow.steps.values()}
    asked |= ASKED_BY_ACTIONS
    replies = [
        (response.name, response.render(number, lambda name: name, language))
        for response in library.responses.values()
        for number in range(len(response.variations))
        if response.name not in asked and not response.name.startswith(("utter_pick_", "utter_measure/"))
    ]
    assert [name for name, reply in replies if reply.asks and not reply.buttons] == []
