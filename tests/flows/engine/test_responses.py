"""Which words are said, and in which language."""

import pytest

from flows.engine.advance import advance
from flows.engine.commands import KnowledgeAnswer, SetSlot, StartFlow
from flows.engine.compile import Source, check_flows
from flows.engine.events import Understood
from flows.engine.state import ConversationState
from flows.engine.texts import compile_text, show
from tests.flows.engine.chat import NOW, Chat, flows_of

TEXT = """
slots: {vip: {type: bool}, name: {type: text}, count: {type: float}, language: {type: text}}
responses:
  utter_faq/a:
    - {text: One}
    - {text: Two}
    - {text: Three}
  utter_faq/b:
    - {text: For all}
    - {text: For VIPs, condition: slots.vip}
    - {text: In a browser, channel: web}
  utter_faq/c:
    - text: "Hello {name}!"
      buttons:
        - title: Yes
          payload: /menu
          translation: {ko: {title: 네}}
        - {title: No, payload: /cancel, description: not at all}
      translation: {ko: "{name}님, 안녕하세요!"}
  utter_faq/d:
    - {text: "{count} things"}
  utter_faq/e:
    - {id: first, text: A}
    - {id: second, text: B, condition: slots.vip}
  utter_faq/f:
    - text: Look
      image: "https://shop/{name}.png"
      metadata: {whatsapp: {template: x}}
  utter_faq/g: [{text: "Base"}]
templates:
  x: {category: utility, body: Look at this.}
flows:
  quiz:
    name: the quiz
    description: d
    translation: {ko: {name: 퀴즈}}
    steps: [{id: s, action: utter_faq/a}]
"""
PT = "language: pt\nresponses: {utter_faq/g: Base em português}\n"
BRAZIL = "language: pt-BR\nresponses: {utter_faq/a: [Um, Dois, Três]}\n"
KOREAN = """
language: ko
names: {faq/a: 에이}
keywords: {menu: [메뉴]}
synonyms: {vip: {"true": [단골]}}
nlu: [{intent: faq/a, examples: [에이는 뭐예요]}]
responses:
  utter_faq/c: {buttons: {/cancel: {title: 아니요, description: 전혀}}}
  utter_faq/d: "{count|josa:을} 드릴게요"
  utter_faq/e: {text: {first: 가, second: 나}}
"""
ENGLISH_PLURALS = (
    "language: en\nresponses: {utter_faq/d: {text: {one: one thing, other: '{count} things', zero: nothing}}}\n"
)
FLOWS = flows_of(TEXT, Source("pt.yml", PT), Source("br.yml", BRAZIL), Source("ko.yml", KOREAN))


def said(topic, **slots):
    chat = Chat(FLOWS, **slots)
    chat.hears(KnowledgeAnswer(topic))
    return chat.replies[0]


def test_the_variation_is_chosen_by_the_seed_alone():
    """The same turn computed again says the same: an outbox key must not meet two texts."""
    event = Understood((KnowledgeAnswer("a"),))
    texts = [advance(FLOWS, ConversationState(), event, NOW, seed).effects[0].reply.text for seed in range(30)]
    again = [advance(FLOWS, ConversationState(), event, NOW, seed).effects[0].reply.text for seed in range(30)]
    assert texts == again
    assert set(texts) == {"One", "Two", "Three"}


def test_a_condition_wins_and_other_channels_do_not_count():
    assert said("b").text == "For all"
    assert said("b", vip=True).text == "For VIPs"


def test_slots_are_filled_in_and_missing_ones_left_out():
    assert said("c", name="Amina").text == "Hello Amina!"
    assert said("c").text == "Hello !"


def test_a_translation_of_the_domain_is_used():
    reply = said("c", name="아미나", language="ko")
    assert reply.text == "아미나님, 안녕하세요!"
    assert [button.title for button in reply.buttons] == ["네", "아니요"]
    assert reply.buttons[1].description == "전혀"
    assert [button.payload for button in reply.buttons] == ["/menu", "/cancel"]


def test_descriptions_of_buttons_are_kept():
    assert said("c").buttons[1].description == "not at all"


def test_a_language_falls_back_to_its_base_and_then_to_the_base_text():
    assert said("g", language="pt-BR").text == "Base em português"
    assert said("a", language="pt-BR").text in {"Um", "Dois", "Três"}
    assert said("g", language="fr").text == "Base"


def test_variations_are_translated_by_their_id():
    assert said("e", language="ko").text == "가"
    assert said("e", language="ko", vip=True).text == "나"


@pytest.mark.parametrize(("count", "text"), [(0, "nothing"), (1, "one thing"), (5, "5 things"), (2.5, "2.5 things")])
def test_plural_forms_follow_the_count(count, text):
    chat = Chat(flows_of(TEXT, Source("en.yml", ENGLISH_PLURALS)), count=count)
    assert chat.hears(KnowledgeAnswer("d")) == [text]


@pytest.mark.parametrize(
    ("word", "wanted", "text"),
    [
        ("책", "을", "책을"),
        ("의자", "을", "의자를"),
        ("서울", "으로", "서울로"),
        ("부산", "으로", "부산으로"),
        ("3", "은", "3은"),
    ],
)
def test_korean_particles_fit_the_word_before_them(word, wanted, text):
    assert compile_text("{x|josa:" + wanted + "}").render({"x": word}.get, "ko") == text


@pytest.mark.parametrize(
    ("number", "form"), [(0, "zero"), (1, "one"), (2, "two"), (5, "few"), (15, "many"), (100, "other")]
)
def test_arabic_has_six_forms(number, form):
    forms = {name: name for name in ("zero", "one", "two", "few", "many", "other")}
    assert compile_text(forms).render({"count": number}.get, "ar") == form


@pytest.mark.parametrize(("value", "text"), [(3.0, "3"), (2.5, "2.5"), (["a", "b"], "a, b"), (None, "")])
def test_values_read_as_people_write_them(value, text):
    assert show(value) == text


def test_images_and_metadata_are_part_of_the_reply():
    reply = said("f", name="red")
    assert reply.image == "https://shop/red.png"
    assert reply.metadata == {"whatsapp": {"template": "x"}}
    assert reply.utter == "utter_faq/f"


def test_languages_know_keywords_synonyms_names_and_phrases():
    korean = FLOWS.languages["ko"]
    assert korean.keywords == {"menu": ("메뉴",)}
    assert korean.synonyms == {"vip": {"true": ("단골",)}}
    assert FLOWS.name_of("faq/a", "ko") == "에이"
    assert FLOWS.name_of("quiz", "ko") == "퀴즈"
    assert FLOWS.name_of("quiz", "fr") == "the quiz"
    assert FLOWS.examples["faq/a"] == ("에이는 뭐예요",)


def test_a_text_that_the_shop_rewrote_loses_its_shipped_translation():
    """Else a Korean contact would read what the shop no longer says."""
    own = Source("own.yml", "responses: {utter_faq/g: [{text: Ours}]}", own=True)
    chat = Chat(flows_of(TEXT, Source("pt.yml", PT), own), language="pt")
    assert chat.hears(KnowledgeAnswer("g")) == ["Ours"]


def test_own_translations_win_over_shipped_ones():
    own = Source("own.yml", "language: pt\nresponses: {utter_faq/g: Nosso}", own=True)
    flows = flows_of(TEXT, Source("pt.yml", PT), own)
    assert Chat(flows, language="pt").hears(KnowledgeAnswer("g")) == ["Nosso"]
    assert flows.overridden == ("pt:utter_faq/g",)


def test_the_language_is_a_slot_like_any_other():
    chat = Chat(FLOWS)
    chat.hears(SetSlot("language", "pt"))
    assert chat.state.language == "pt"
    assert chat.hears(StartFlow("quiz"))[0] in {"One", "Two", "Three"}


def test_what_is_written_here_has_no_errors():
    sources = [Source("a.yml", TEXT), Source("ko.yml", KOREAN), Source("pt.yml", PT)]
    assert [fault for fault in check_flows(sources) if fault.severity == "error"] == []
