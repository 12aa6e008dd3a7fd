"""Questions that are asked in different words, put together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.message import Message
from bot.understanding.similar import Examples

ALIKE = 0.34  # from this likeness on, two questions ask the same
_NEIGHBOURS = 8


@dataclass(frozen=True, slots=True)
class Question:
    """One message. `at` in µs."""

    id: int
    text: str
    language: str
    flow: str
    at: int
    contact_id: int


@dataclass(frozen=True, slots=True)
class Group:
    """Messages that ask the same, the newest first."""

    questions: tuple[Question, ...]

    @property
    def head(self) -> str:
        """The one that stands for all: neither the shortest nor the longest."""
        texts = sorted({each.text for each in self.questions}, key=len)
        return texts[len(texts) // 2]

    @property
    def people(self) -> int:
        """How many have asked."""
        return len({each.contact_id for each in self.questions})


def group_alike(questions: Sequence[Question]) -> list[Group]:
    """By likeness within each language; what most people asked comes first, then what was asked last."""
    parents = {each.id: each.id for each in questions}
    by_language: defaultdict[str, list[Question]] = defaultdict(list)
    for each in questions:
        by_language[each.language.split("-")[0]].append(each)
    for language, listed in by_language.items():
        for one, other in _pairs(listed, language):
            parents[_root(parents, one)] = _root(parents, other)
    groups: defaultdict[int, list[Question]] = defaultdict(list)
    for each in sorted(questions, key=lambda question: -question.id):
        groups[_root(parents, each.id)].append(each)
    found = [Group(tuple(each)) for each in groups.values()]
    return sorted(found, key=lambda group: (-group.people, -group.questions[0].id))


def _pairs(questions: Sequence[Question], language: str) -> list[tuple[int, int]]:
    examples = Examples({str(each.id): [each.text] for each in questions})
    same: dict[str, int] = {}
    pairs = []
    for each in questions:
        message = Message.of(each.text, language)
        pairs.append((each.id, same.setdefault(message.key, each.id)))
        near = examples.nearest(message, limit=_NEIGHBOURS)
        pairs += [(each.id, int(match.intent)) for match in near if match.score >= ALIKE]
    return pairs


def _root(parents: dict[int, int], each: int) -> int:
    while parents[each] != each:
        parents[each] = parents[parents[each]]
        each = parents[each]
    return each
