"""Going on in another language, for good."""

from bot.actions.base import Events, ShopAction, Talk, fill, want
from bot.actions.money import find_locale

#: The slot's values. Codes would be words: `en español`, and a greeting is no wish for Hindi.
CODES = {"english": "en", "korean": "ko", "spanish": "es", "portuguese": "pt", "hindi": "hi", "arabic": "ar"}
_VALUES = {code: value for value, code in CODES.items()}


class AskNewLanguage(ShopAction):
    """Offers the shop's languages, each by its own name."""

    called = "action_ask_new_language"

    async def act(self, talk: Talk) -> Events:
        buttons = [
            {"title": own_name(code), "payload": f"/SetSlots(new_language={_VALUES[code.split('-')[0]]})"}
            for code in talk.reads.shop.languages
            if code.split("-")[0] in _VALUES
        ]
        talk.say("utter_which_language", buttons=buttons)
        return []


class SetLanguage(ShopAction):
    """Changes and pins the language; `language_state`: changed, changed_amid (something is open below) or unknown."""

    called = "action_set_language"

    async def act(self, talk: Talk) -> Events:
        wanted = CODES.get(talk.text_of("new_language"))
        language = next((code for code in talk.reads.shop.languages if code.split("-")[0] == wanted), None)
        if language is None:
            return fill(language_state="unknown")
        amid = len({frame.get("frame_id") for frame in talk.tracker.stack or ()}) > 1
        state = "changed_amid" if amid else "changed"
        return fill(language_state=state, language=language) + want("pin_language", language=language)


def own_name(language: str) -> str:
    """`ko` → `한국어`, `pt` → `Português`."""
    name = str(find_locale(language).get_display_name() or language)
    return name[:1].upper() + name[1:]


def name_of_language(language: str, reader: str) -> str:
    """What a language is called in another one."""
    name = find_locale(language).get_display_name(find_locale(reader))
    return str(name or language)
