"""A message made ready for reading: cleaned once, compared many times."""

from dataclasses import dataclass
from functools import cached_property

from bot.understanding.normal import clean, compact, fold, has_hangul
from bot.understanding.wordlists import KOREAN_QUESTIONS, POLITE, QUESTION_WORDS
from bot.understanding.words import stem

_FEELINGS = {
    "😂🤣😆😹😄😅😁": "haha",
    "❤💚💕💖😍🥰😘🤩🎉👏🔥": "awesome",
    "🙏": "thanks",
    "👋": "hi",
    "🆗😊🙂☺": "ok",
}
_QUESTION_MARKS = ("?", "？", "؟")


@dataclass(frozen=True)
class Message:
    """`text` as it may be kept, `folded` words in one form, `key` the whole phrase for look-ups."""

    text: str
    folded: str
    key: str
    language: str

    @classmethod
    def of(cls, text: str, language: str) -> "Message":
        """Read raw text."""
        cleaned = clean(text)
        folded = fold(cleaned) or _feeling(cleaned)
        return cls(cleaned, folded, compact(folded), language)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The folded words."""
        return tuple(self.folded.split())

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The whole message as it is, without polite words, and in Korean without its ending."""
        polite = " ".join(word for word in self.words if word not in POLITE)
        forms = [self.key, compact(polite)]
        if has_hangul(self.key):
            forms.append(stem(self.key))
        return tuple(dict.fromkeys(filter(None, forms)))

    @property
    def is_question(self) -> bool:
        """Whether it asks something: by its mark, its first word or its Korean ending."""
        if any(mark in self.text for mark in _QUESTION_MARKS):
            return True
        words = self.words
        asks = len(words) > 2 and words[0] in QUESTION_WORDS
        return asks or self.folded.endswith(KOREAN_QUESTIONS)


def _feeling(text: str) -> str:
    """What a message of emoji alone says."""
    return next((word for signs, word in _FEELINGS.items() if any(sign in text for sign in signs)), "")
