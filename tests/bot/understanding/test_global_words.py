"""Words that mean the same everywhere: menu, person, cancel, back, skip, repeat, greetings."""

# ruff: noqa: E501 (tables of phrases are read by row)

import pytest

from flows.engine.commands import (
    CancelFlow,
    CannotHandle,
    Command,
    GoBack,
    HumanHandoff,
    Repeat,
    ShowMenu,
    SkipQuestion,
)
from tests.bot.understanding.make import CODES, SKIN, asking, idle, languages, read

SAID: dict[Command, str] = {
    ShowMenu(): """
        menu|MENU!|Main menu|show me the menu|menu please|the menu pls|home|help|Help me|i need help|hi|Hello!|hey there|hiii|
        good morning|메뉴|메뉴요|메뉴 보여주세요|메뉴판|도움말|도와주세요|안녕|안녕하세요|안녕하세요~!|안녕하세용|하이|ㅎㅇ|처음 메뉴|
        menú|menu principal|hola|¡Hola!|Buenos días|buenas|ayuda|oi|Olá|bom dia|ajuda|me ajuda|नमस्ते|मदद|मेनू|namaste|menu dikhao|
        القائمة|القائمة الرئيسية|مرحبا|مرحباً|السلام عليكم|السلام عليكم ورحمة الله وبركاته|مساعدة|helo|hello 👋|👋 hello""",
    HumanHandoff(): """
        agent|Agent!|human|a human|person please|operator|customer service|I want to talk to a person|can I speak to a human?|
        can you connect me with an agent please|let me talk to a real person|is there a real person here|live agent please|
        i need to speak with someone|get me a human|humna|agnet|represntative|상담원|상담원이요|상담원 연결|상담원 연결해주세요|
        상담원이랑 얘기하고 싶어요|사람이랑 대화하고 싶어요|진짜 사람 없어요?|직원 불러주세요|상담사 연결 부탁드립니다|상담하고 싶어요 상담원 바꿔주세요|
        고객센터|agente|quiero hablar con una persona|necesito hablar con un asesor|asesor por favor|atendente|
        quero falar com um atendente|falar com humano|इंसान से बात करनी है|मुझे एजेंट से बात करनी है|insaan se baat karni hai|
        أريد التحدث مع شخص|خدمة العملاء|موظف|ابي اكلم موظف|حولني إلى موظف من فضلك""",
    CancelFlow(): """
        cancel|Cancel this|cancle|never mind|nevermind|nevermnd|forget it|exit|quit|end|취소|취소요|취소할게요|취소해 주세요|그만할래요|
        나갈래요|안 할래요|종료|나중에 할게요|cancelar|salir|olvídalo|déjalo|sair|esquece|deixa pra lá|रद्द करो|रहने दो|cancel karo|إلغاء|الغاء|خروج|خلاص""",
    GoBack(): """
        back|go back|Back!|previous question|i want to go back|뒤로|뒤로 가기|이전 질문|이전으로|atrás|volver|regresar|voltar|
        पीछे|wapas|رجوع|السابق""",
    SkipQuestion(): """
        skip|skip this one|pass|i don't know|I dont know|idk|not sure|no idea|건너뛰기|건너뛸게요|패스|모르겠어요|잘 모르겠어요|몰라요|글쎄요|
        saltar|no sé|no lo se|pular|não sei|nao sei|पता नहीं|pata nahi|تخطي|لا أعرف|مش عارف""",
    Repeat(): """
        repeat|say that again|can you repeat that?|다시 말해주세요|다시 보여줘|뭐라고요?|repite|otra vez|de novo|repete por favor|फिर से|dobara|
        أعد|مرة أخرى""",
}
TABLE = [(text.strip(), command) for command, texts in SAID.items() for text in texts.split("|")]


@pytest.mark.parametrize(("text", "command"), TABLE)
def test_a_global_word_is_heard_with_nothing_open(text: str, command: Command) -> None:
    assert read(text, idle()) == (command,)


@pytest.mark.parametrize(("text", "command"), TABLE)
def test_a_global_word_is_heard_inside_a_question(text: str, command: Command) -> None:
    assert read(text, asking("skin_type", SKIN)) == (command,)


@pytest.mark.parametrize(
    "text",
    [
        *("I don't need a human agent", "cancer", "menudo", "skipper", "my cancelled flight"),
        *("사람들이 많아요", "취소선", "뒤로 묶는 머리", "the agency called me", "abandoned"),
    ],
)
def test_words_that_merely_contain_one_are_left_alone(text: str) -> None:
    assert read(text) == (CannotHandle("not_understood"),)


def test_the_contacts_own_language_goes_first() -> None:
    """`passo` skips in Portuguese and `paso` in Spanish; `de novo` is nobody else's."""
    assert read("paso", asking("skin_type", SKIN, language="es")) == (SkipQuestion(),)
    assert read("passo", asking("skin_type", SKIN, language="pt")) == (SkipQuestion(),)


@pytest.mark.parametrize("code", CODES)
def test_every_shipped_language_has_the_same_keywords(code: str) -> None:
    assert set(languages()[code].keywords) == set(languages()["en"].keywords)
    assert all(languages()[code].keywords.values())


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    "name", ["menu", "help", "agent", "agent_within", "cancel", "back", "skip", "repeat", "greeting"]
)
def test_every_shipped_phrase_means_what_its_list_says(code: str, name: str) -> None:
    """Typed by somebody whose language it is; no list may shadow another."""
    meaning: dict[str, Command] = {
        "menu": ShowMenu(),
        "help": ShowMenu(),
        "greeting": ShowMenu(),
        "agent": HumanHandoff(),
        "agent_within": HumanHandoff(),
        "cancel": CancelFlow(),
        "back": GoBack(),
        "skip": SkipQuestion(),
        "repeat": Repeat(),
    }
    wrong = [p for p in languages()[code].keywords[name] if read(p, idle(code)) != (meaning[name],) and p != "?"]
    assert wrong == []
