"""A message made ready for reading: cleaned once, compared many times."""

from dataclasses import dataclass

from bot.understanding.normal import clean, compact, fold
from bot.understanding.wordlists import KOREAN_QUESTIONS, QUESTION_WORDS

_FEELINGS = {
    "😂🤣😆😹😄😅😁": "haha",
    "❤💚💕💖😍🥰😘🤩🎉👏🔥": "awesome",
    "🙏": "thanks",
    "👋": "hi",
    "🆗😊🙂☺": "ok",
}
_QUESTION_MARKS = ("?", "？", "؟")


@dataclass(frozen=True, slots=True)
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

    @property
    def words(self) -> list[str]:
        """The folded words."""
        return self.folded.split()

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
