"""Six languages: greeted in the local one before any question, changed by a word, and kept."""

import pytest

from tests.stories.shop import Shop

LOCAL = [
    ("+14155550101", "Amina", "Hi Amina", "How can I help you?", "🔎 Find a product"),
    ("+4915155550101", "Jonas", "Hi Jonas", "How can I help you?", "🔎 Find a product"),
    ("+821055550101", "민지", "민지님, 안녕하세요", "무엇을 도와드릴까요?", "🔎 제품 찾기"),
    ("+5511955550101", "Ana", "Oi, Ana!", "Como posso ajudar?", "🔎 Achar um produto"),
    ("+34655550101", "Lucía", "¡Hola, Lucía!", "¿En qué te puedo ayudar?", "🔎 Buscar producto"),
    ("+919855550101", "Asha", "नमस्ते Asha", "मैं आपकी क्या मदद करूँ?", "🔎 प्रोडक्ट ढूँढें"),
    ("+966555550101", "ليلى", "أهلًا ليلى", "كيف يمكنني مساعدتك؟", "🔎 البحث عن منتج"),
]


@pytest.mark.parametrize(("address", "name", "greeting", "menu", "first"), LOCAL, ids=[row[0] for row in LOCAL])
async def test_hi_is_answered_in_the_local_language(
    shop: Shop, address: str, name: str, greeting: str, menu: str, first: str
) -> None:
    """A7: by name, with the menu, before any question; German is not spoken, so English."""
    phone = shop.phone(address, name)
    [answer] = await shop.hears(phone, "hi")
    assert greeting in answer
    assert menu in answer
    assert shop.offered(phone)[0] == first


WORDS = [
    ("+821055550101", "speak English please", "en", "English it is"),
    ("+821055550101", "영어로 해 주세요", "en", "English it is"),
    ("+14155550101", "한국어로", "ko", "한국어로 말씀드릴게요"),
    ("+14155550101", "한국어로 말해 주세요", "ko", "한국어로 말씀드릴게요"),
    ("+14155550101", "en español", "es", "seguimos en español"),
    ("+14155550101", "Español, por favor", "es", "seguimos en español"),
    ("+14155550101", "português", "pt", "agora em português"),
    ("+34655550101", "em português por favor", "pt", "agora em português"),
    ("+14155550101", "हिंदी में", "hi", "अब हिन्दी में"),
    ("+14155550101", "hindi", "hi", "अब हिन्दी में"),
    ("+14155550101", "بالعربية", "ar", "نتحدث بالعربية"),
    ("+5511955550101", "do you speak English", "en", "English it is"),
    ("+966555550101", "English please", "en", "English it is"),
    ("+919855550101", "अंग्रेज़ी में", "en", "English it is"),
]


@pytest.mark.parametrize(("address", "words", "language", "answer"), WORDS, ids=[row[1] for row in WORDS])
async def test_a_word_changes_the_language_for_good(
    shop: Shop, address: str, words: str, language: str, answer: str
) -> None:
    """A7: whoever asks is answered in the new language, from then on."""
    phone = shop.phone(address)
    await shop.hears(phone, "hi")
    assert answer in (await shop.hears(phone, words))[-1]
    assert await shop.rows("select language, language_pinned from contact") == [(language, 1)]


async def test_a_chosen_language_is_not_flipped_by_a_word(shop: Shop) -> None:
    """A7: foreign words change nothing; a whole message in another language does."""
    amina = shop.phone("+821055550101", "Amina")
    await shop.walks(amina, "hi", "speak English please")
    assert "Menu" in shop.offered(amina)
    assert "How can I help" in (await shop.hears(amina, "안녕하세요"))[-1]
    assert "question" not in (await shop.hears(amina, "배송비"))[-1]
    assert await shop.rows("select language from contact") == [("en",)]
    assert "배송비" in (await shop.hears(amina, "배송비는 얼마인지 궁금해요"))[-1]
    assert await shop.rows("select language, language_pinned from contact") == [("ko", 1)]


async def test_the_menu_of_languages(shop: Shop) -> None:
    """A7: every language by its own name; the open quiz goes on in the new one."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care", "serum")
    await shop.hears(amina, "change language")
    assert shop.offered(amina) == ["English", "한국어", "Español", "Português", "हिन्दी", "العربية"]
    answers = await shop.taps(amina, "한국어")
    assert "피부가 어떤 편" in answers[-1]


async def test_help_and_not_understood_in_portuguese(shop: Shop) -> None:
    """B1: help topics, a way out, a person."""
    ana = shop.phone("+5511955550101", "Ana")
    await shop.hears(ana, "oi")
    assert "gostaria de saber" in (await shop.taps(ana, "💬 Perguntas"))[-1]
    assert "🚚 Valor do frete" in shop.offered(ana)
    assert "não entendi" in (await shop.hears(ana, "xkcd qwzx plim"))[-1]
    assert "Uma pessoa" in (await shop.taps(ana, "Falar com alguém"))[-1]
