"""What a shopper wants so far: wishes with how much each of them matters, and what does not matter at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from catalog.wishes import CATEGORY, PRODUCT, Wish


class Weight(IntEnum):
    """How much a wish matters: the least is given up first."""

    INFERRED = 1  #: from a profile, an ad or earlier words
    ANSWERED = 2  #: the answer to a question
    FIRM = 3  #: said of the shopper's own accord: a budget, a size, what it must not be


@dataclass(frozen=True, slots=True)
class Told:
    """A wish and how much it matters."""

    wish: Wish
    weight: Weight


@dataclass(frozen=True, slots=True)
class Wanted:
    """Wishes in the order in which they were told: of each name one that it should be, one that it must not be.
    `open` names what does not matter, `asked` counts the questions."""

    told: tuple[Told, ...] = ()
    open: frozenset[str] = frozenset()
    asked: int = 0

    def tell(self, wish: Wish, weight: Weight) -> "Wanted":
        """With this wish in place of what was said of the same before. Another kind of thing makes what was
        answered about the first one void."""
        kept = [told for told in (self._cleared(told, wish) for told in self._still(wish)) if told is not None]
        if wish.unwanted:
            earlier = [
                v for told in kept if told.wish.unwanted and told.wish.name == wish.name for v in told.wish.values
            ]
            kept = [told for told in kept if not (told.wish.unwanted and told.wish.name == wish.name)]
            wish = replace(wish, values=tuple(dict.fromkeys((*earlier, *wish.values))))
        return replace(self, told=(*kept, Told(wish, weight)), open=self.open - {wish.name})

    def tell_within(self, wish: Wish, weight: Weight) -> "Wanted":
        """With some products of the kind that is wanted already."""
        kept = tuple(told for told in self.told if told.wish.name != wish.name)
        return replace(self, told=(*kept, Told(wish, weight)))

    def leave_open(self, name: str) -> "Wanted":
        """It does not matter: whatever was said of it is void."""
        kept = tuple(told for told in self.told if told.wish.name != name or name == CATEGORY)
        return replace(self, told=kept, open=self.open | {name})

    def was_asked(self) -> "Wanted":
        """With one question more."""
        return replace(self, asked=self.asked + 1)

    def by_importance(self) -> list[Told]:
        """The most important first: the kind of thing, then by weight, and what was said last before the earlier."""
        placed = enumerate(self.told)
        return [told for _, told in sorted(placed, key=lambda each: (*_before(each[1]), -each[0]))]

    def wish_of(self, name: str) -> Wish | None:
        """What it should be; None when nothing was said of it."""
        return next((told.wish for told in self.told if told.wish.name == name and not told.wish.unwanted), None)

    def to_plain(self) -> dict[str, Any]:
        """As values that JSON can hold."""
        told = [
            [t.wish.name, list(t.wish.values), t.wish.at_most, t.wish.at_least, t.wish.unwanted, int(t.weight)]
            for t in self.told
        ]
        return {"told": told, "open": sorted(self.open), "asked": self.asked}

    @classmethod
    def from_plain(cls, plain: object) -> "Wanted":
        """What `to_plain` has made; nothing wanted when it is none of that."""
        if not isinstance(plain, Mapping):
            return cls()
        told = tuple(
            Told(
                Wish(str(name), tuple(map(str, values)), most, at_least=least, unwanted=bool(unwanted)),
                Weight(weight),
            )
            for name, values, most, least, unwanted, weight in plain.get("told", ())
        )
        return cls(told, frozenset(map(str, plain.get("open", ()))), int(plain.get("asked", 0)))

    def _still(self, wish: Wish) -> Iterable[Told]:
        """What the new wish does not replace."""
        before = self.wish_of(CATEGORY)
        moves = wish.name == CATEGORY and not wish.unwanted and before is not None and not _is_within(wish, before)
        for told in self.told:
            if _replaces_kind(wish, told.wish):
                continue
            replaced = told.wish.name == wish.name and not told.wish.unwanted and not wish.unwanted
            if not replaced and not (moves and told.weight < Weight.FIRM and told.wish.name != CATEGORY):
                yield told

    def _cleared(self, told: Told, wish: Wish) -> Told | None:
        """An earlier wish without the values that the new one says the opposite of."""
        if told.wish.name != wish.name or told.wish.unwanted == wish.unwanted:
            return told
        values = tuple(value for value in told.wish.values if value not in wish.values)
        return replace(told, wish=replace(told.wish, values=values)) if values else None


_KINDS = (CATEGORY, PRODUCT)  # what says which kind of thing it should be


def _replaces_kind(wish: Wish, before: Wish) -> bool:
    """Whether both say which kind of thing it should be, and one of them by naming products."""
    names = {wish.name, before.name}
    return names <= set(_KINDS) and PRODUCT in names and not wish.unwanted and not before.unwanted


def _before(told: Told) -> tuple[bool, int]:
    return (told.wish.name not in _KINDS or told.wish.unwanted, -told.weight)


def _is_within(wish: Wish, before: Wish) -> bool:
    """Whether all the new paths lie below one of the old ones."""
    return all(any(path == old or path.startswith(old + "/") for old in before.values) for path in wish.values)
