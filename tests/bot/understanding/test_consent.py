"""Opting out and in comes before everything, in every language, as a whole message only (P34)."""

# ruff: noqa: E501 (tables of phrases are read by row)

import pytest

from bot.understanding.heard import Heard
from flows.engine.commands import CancelFlow, OptIn, OptOut, SetSlot, ShowMenu
from tests.bot.understanding.make import CODES, GIFT, SKIN, asking, idle, languages, options, read, tap, understanding

STOPS = """
STOP|stop|Stop.|STOP!!!|  stop  |ｓｔｏｐ|ＳＴＯＰ|Stop 🛑|🛑 STOP 🛑|stop stop stop|s​top|"stop"|stop please|Please stop|STOPALL|Stop all
unsubscribe|Unsubscribe me|unsubscrbe|UNSUBSCIRBE|opt out|opt-out|I want to unsubscribe|Stop sending me messages|don't message me|Don’t text me
take me off your list|remove me|leave me alone|no more messages please
수신거부|수신 거부|수신거부요|수신 거부 해주세요|수신거부합니다.|그만|그만요|그만!!|그만 보내세요|그만 좀 보내세요|구독 취소|구독취소해주세요|구독해지|메시지 보내지 마세요
보내지 마|더 이상 보내지 마세요|연락하지 마세요|알림 꺼줘|수신차단|중지|스탑
parar|Baja|BAJA|darme de baja|Quiero darme de baja|cancelar suscripción|cancelar suscripcion|Cancelar la suscripción.|no quiero recibir más mensajes|No me escriban más
pare|cancelar inscrição|CANCELAR INSCRICAO|descadastrar|Não quero mais receber mensagens|nao me mande mais mensagens|me tire da lista|sair da lista|Cancelar assinatura
बंद करो|बंद करें|मैसेज मत भेजो|सदस्यता रद्द करें|अनसब्सक्राइब|band karo|Band kar do|message mat bhejo
إلغاء الاشتراك|الغاء الاشتراك|إِلْغَاء الاِشْتِرَاك|الغـــاء الاشتراك|أوقف الرسائل|توقف|لا ترسل لي رسائل|لا أريد المزيد من الرسائل|إيقاف الرسائل
"""
NOT_STOPS = (
    "stop by the store",
    "can I stop by tomorrow?",
    "non-stop shipping?",
    "where is the bus stop",
    "stopwatch",
    "shop",
    "step",
    "don't stop believing",
    "그만큼 좋아요",
    "거부감이 있어요",
    "para",
    "para mi madre",
    "la baja de precio",
    "parar de fumar",
    "बंद बोतल चाहिए",
    "هل الاشتراك مجاني",
    "unsubscribed from life",
)


@pytest.mark.parametrize("text", [t for line in STOPS.strip().split("\n") for t in line.split("|")])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_way_of_saying_stop_opts_out_whatever_the_language(text: str, language: str) -> None:
    assert read(text, idle(language)) == (OptOut(),)


@pytest.mark.parametrize("text", NOT_STOPS)
def test_the_word_inside_a_sentence_is_no_opt_out(text: str) -> None:
    assert OptOut() not in read(text)


@pytest.mark.parametrize("code", CODES)
def test_each_stop_phrase_of_a_shipped_language_opts_out(code: str) -> None:
    """Nothing in one language's list may be caught by another rule first."""
    for phrase in languages()[code].keywords["stop"]:
        assert read(phrase) == (OptOut(),), phrase


@pytest.mark.parametrize("code", CODES)
def test_each_start_phrase_of_a_shipped_language_opts_in(code: str) -> None:
    for phrase in languages()[code].keywords["start"]:
        assert read(phrase) == (OptIn(),), phrase


@pytest.mark.parametrize("code", CODES)
def test_each_way_to_stop_offers_stops_them_alone(code: str) -> None:
    """Offers are marketing alone; no phrase may be on both lists."""
    keywords = languages()[code].keywords
    assert set(keywords["stop_offers"]).isdisjoint(keywords["stop"])
    for phrase in keywords["stop_offers"]:
        assert read(f"{phrase}!") == (OptOut(offers=True),), phrase
        assert read(phrase, asking("skin_type", SKIN, forced=True)) == (OptOut(offers=True),), phrase


@pytest.mark.parametrize("text", ["do you have offers?", "stop", "offers", "광고", "ofertas"])
def test_what_does_not_stop_offers(text: str) -> None:
    assert OptOut(offers=True) not in read(text)


@pytest.mark.parametrize("kind", ["image", "video", "document", "list"])
def test_stop_counts_as_a_caption_too(kind: str) -> None:
    assert understanding().commands_for(Heard("STOP", kind=kind), idle()) == (OptOut(),)


@pytest.mark.parametrize("text", ["STOP", "그만", "parar", "إلغاء الاشتراك"])
@pytest.mark.parametrize("slot", ["skin_type", "review", "budget", "gift", "email"])
@pytest.mark.parametrize("forced", [False, True])
def test_stop_wins_over_any_open_question(text: str, slot: str, forced: bool) -> None:
    assert read(text, asking(slot, forced=forced)) == (OptOut(),)


@pytest.mark.parametrize(
    "text", ["cancel", "CANCEL", "End", "quit!", "exit", "취소", "salir", "sair", "रद्द करो", "إلغاء"]
)
def test_cancel_end_and_quit_leave_the_flow_and_never_opt_out(text: str) -> None:
    assert read(text, asking("skin_type", SKIN)) == (CancelFlow(),)
    assert read(text) == (CancelFlow(),)


def test_the_providers_word_counts_whatever_was_typed() -> None:
    assert read("whatever", opt_out_type="STOP") == (OptOut(),)
    assert read("whatever", opt_out_type="START") == (OptIn(),)
    assert read("HELP", opt_out_type="HELP") == (ShowMenu(),)


def test_yes_answers_an_open_question_before_it_can_be_an_opt_in() -> None:
    assert read("YES", asking("gift", GIFT), opt_out_type="START") == (SetSlot("gift", True),)
    assert read("YES", idle(), opt_out_type="START") == (OptIn(),)
    assert read("YES", asking("skin_type", SKIN), opt_out_type="START") == (OptIn(),)


def test_start_from_the_provider_opts_in_even_inside_a_question() -> None:
    assert read("START", asking("gift", GIFT), opt_out_type="START") == (OptIn(),)


def test_a_lone_yes_is_no_consent() -> None:
    """Consent needs a word that says so: without the provider's mark a yes to nothing changes nothing."""
    assert read("yes") == (ShowMenu(),)


def test_an_option_called_start_is_chosen_when_typed() -> None:
    offered = options("pick", ("Start", "go"), ("Later", "later"))
    assert read("start", asking("pick", offered)) == (SetSlot("pick", "go"),)


def test_an_option_called_baja_is_chosen_but_stop_always_opts_out() -> None:
    offered = options("pick", ("Alta", "high"), ("Baja", "low"), ("Stop", "stop"))
    assert read("baja", asking("pick", offered, language="es")) == (SetSlot("pick", "low"),)
    assert read("stop", asking("pick", offered)) == (OptOut(),)


def test_a_tapped_button_titled_stop_does_what_its_payload_says() -> None:
    assert tap("/cancel", title="Stop") == (CancelFlow(),)
    assert tap("/stop", title="Unsubscribe") == (OptOut(),)


def test_a_forged_button_titled_stop_is_read_as_typed() -> None:
    """Only our signature makes a tap: without a reference the title is words."""
    assert understanding().commands_for(Heard("STOP", kind="button"), idle()) == (OptOut(),)
