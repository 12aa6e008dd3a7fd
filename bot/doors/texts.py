"""What visitors find written in WhatsApp, and how it is recognised after they have edited it."""

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz.fuzz import ratio

from bot.doors.plan import Door, DoorPlan
from bot.understanding.normal import clean, fold
from catalog.shelf import Shelf
from catalog.wishes import Shown

ALIKE = 88  # of 100: the same text with a slip or a word changed
MOST_WORDS, LONGEST_NAME = 8, 60  # of a product that we do not know
LONGEST = 400  # a longer message is no prefilled text
_PRODUCT = "{product}"
_EMPTY_REF = re.compile(r"[(\[（]\s*(?:ref\.?)?[\s:#]*[\w-]{0,8}\s*[)\]）]\s*$", re.IGNORECASE)
_LANGUAGES = ("en", "ko")

#: What Meta writes for those who tap an ad, and what people write themselves when they come from one.
OPENERS = (
    "Hello! Can I get more info on this?",
    "Hi! Can you tell me more about this?",
    "Can I get more information about this?",
    "I'm interested in this",
    "I saw your ad",
    "I'd like to know more",
    "Tell me more",
    "Is this still available?",
    "안녕하세요! 이 광고에 대해 더 알고 싶어요",
    "이 상품에 대해 더 알고 싶습니다",
    "광고 보고 왔어요",
    "광고 보고 연락드려요",
    "자세히 알고 싶어요",
    "더 알고 싶어요",
    "문의드립니다",
    "¡Hola! ¿Puedo obtener más información sobre esto?",
    "Olá! Tenho interesse e queria mais informações, por favor.",
    "नमस्ते! क्या मुझे इसके बारे में और जानकारी मिल सकती है?",
    "مرحبًا! هل يمكنني الحصول على مزيد من المعلومات حول هذا؟",
)


@cache
def words_of(language: str) -> dict[str, str]:
    """The shipped texts of a language."""
    text = (files("bot.doors") / "words" / f"{language}.json").read_text("utf-8")
    words: dict[str, str] = json.loads(text)
    return words


@dataclass(frozen=True, slots=True)
class Opening:
    """A text of a door, folded, cut where the product's name goes."""

    door: str
    before: str
    after: str | None  # None: there is no product in it

    def product_in(self, folded: str) -> str | None:
        """The product's name in a text that is otherwise unchanged; empty when the text names none."""
        if self.after is None:
            return "" if folded == self.before else None
        if not (folded.startswith(self.before) and folded.endswith(self.after)):
            return None
        return folded[len(self.before) : len(folded) - len(self.after)].strip() or None


class Texts:
    """The texts of all doors in all languages of the shop."""

    def __init__(self, plan: DoorPlan, shop: str, languages: Sequence[str], shelf: Callable[[], Shelf]) -> None:
        self._plan, self._shop, self._shelf = plan, shop, shelf
        self.languages = self.offered = languages  # `offered`: those that new visitors may read
        self._openings = [
            self._opening(door, text) for door in plan.doors.values() for text in self._all_texts_of(door)
        ]
        self._openers = [fold(text) for text in OPENERS]
        self._begins = frozenset(opening.before[:1] for opening in self._openings)

    def prefilled(self, door: Door | None, sku: str, language: str, code: str) -> str:
        """What the visitor finds written. Of a door that is gone it is a plain hello."""
        if door is None:
            return words_of(_spoken(language)).get("text.plain", "").format(shop=self._shop)
        return f"{self._written(door, sku or door.sku, language)} (ref {code})"

    def find_unchanged(self, text: str) -> tuple[Door, str] | None:
        """The one door whose text this is, to the letter but for case and signs; with the product that it names."""
        if len(text) > LONGEST or not self._may_be_ours(text):
            return None
        folded = fold(_EMPTY_REF.sub("", text))
        named = [(o.door, name) for o in self._openings if (name := o.product_in(folded)) is not None]
        found = {(door, sku) for door, name in named if (sku := self._sku_of(name)) is not None}
        if len(found) != 1:
            return None
        door, sku = found.pop()
        return self._plan.doors[door], sku

    def _may_be_ours(self, text: str) -> bool:
        """A quick no for nearly every message of a talk: its first letter, past a wave or two."""
        return "" in self._begins or fold(text[:6])[:1] in self._begins

    def rest_of(self, text: str, door: Door, sku: str) -> str:
        """What the visitor has added to the text of the door; empty when nothing of weight."""
        for language in (*self.languages, *door.text):
            written = self._written(door, sku or door.sku, language)
            if ratio(fold(written), fold(text)) >= ALIKE:
                return ""
            bare = written.rstrip(".!?。 ")
            place = text.casefold().find(bare.casefold())
            if place >= 0:
                return (text[:place] + text[place + len(bare) :]).strip(" .!?。,\n\t-")
        return text

    def is_opener(self, text: str, more: Sequence[str] = ()) -> bool:
        """Whether it is what people (or Meta for them) write when they tap an ad."""
        folded = fold(text[:LONGEST])
        return not folded or any(ratio(folded, known) >= ALIKE for known in (*self._openers, *map(fold, more)))

    def find_product(self, sku: str) -> Shown | None:
        """The product of a SKU or product id; None when it is not sold."""
        shelf = self._shelf()
        found = shelf.find_sku(sku)
        return found[0] if found else shelf.products.get(sku)

    def choose_name(self, sku: str, page: str) -> str:
        """What a link on a page is about: a product that is sold, by its SKU or by the page's own name; else the
        words of the name that was given. Empty when nothing was named."""
        if not sku:
            return ""
        last = page.rstrip("/").rsplit("/", 1)[-1]
        known = next((name for name in (sku, last) if name and self.find_product(name)), "")
        return known or next(filter(None, map(name_in_words, (sku, last))), "")

    def _written(self, door: Door, sku: str, language: str) -> str:
        text = self._text_of(door, language)
        if _PRODUCT not in text:
            return text.replace("{shop}", self._shop)
        product = self.find_product(sku) if sku else None
        name = product.words(language).title if product else name_in_words(sku)
        name = name or words_of(_spoken(language))["text.something"]
        return text.replace(_PRODUCT, name).replace("{shop}", self._shop)

    def _text_of(self, door: Door, language: str) -> str:
        spoken = _spoken(language)
        own = door.text.get(language) or door.text.get(language.split("-")[0])
        if own or (door.text and spoken not in door.text and language not in _LANGUAGES):
            return own or next(iter(door.text.values()))
        return words_of(spoken)[f"text.{door.kind.value}"]

    def _all_texts_of(self, door: Door) -> set[str]:
        return {self._text_of(door, language) for language in (*self.languages, *door.text)}

    def _opening(self, door: Door, text: str) -> Opening:
        before, product, after = text.replace("{shop}", self._shop).partition(_PRODUCT)
        return Opening(door.id, fold(before), fold(after) if product else None)

    def _sku_of(self, name: str) -> str | None:
        """The product of this name; None when there is none. No name stands for no product."""
        if not name:
            return ""
        for product in self._shelf().titled(name):
            if any(fold(words.title) == name for words in product.texts.values()):
                return product.id
        return None


def name_in_words(name: str) -> str:
    """A SKU or a page's name as words: `calm-serum_30ml` → `calm serum 30ml`. Empty when it holds no word.

    It comes from an address that anybody may write: letters and digits stay, and not many of them.
    """
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name))[:MOST_WORDS]
    told = " ".join(words)[:LONGEST_NAME].strip()
    return told if re.search(r"[^\W\d_]{3}", told) or re.search(r"[가-힣]{2}", told) else ""


def without_code(text: str, code: str) -> str:
    """The text without the code and what surrounds it."""
    even = unicodedata.normalize("NFKC", clean(text))
    bracketed = re.compile(rf"[(\[【][^()\[\]]{{0,20}}{code}[^()\[\]]{{0,5}}[)\]】]", re.IGNORECASE)
    bare = re.compile(rf"(?:\bref(?:erence)?\b\.?)?[\s:#]*{code}", re.IGNORECASE)
    return " ".join(bare.sub(" ", bracketed.sub(" ", even)).split())


def _spoken(language: str) -> str:
    base = language.split("-")[0]
    return base if base in _LANGUAGES else "en"
