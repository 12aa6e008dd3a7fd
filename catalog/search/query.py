"""What was asked for, what was found, and why: the values that go in and out of a search."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.search.prices import PriceRange
from catalog.wishes import CATEGORY, Offered, Shown, Wish


@dataclass(frozen=True, slots=True)
class Filter:
    """Something that a hit must be. `said` is how it was said, `wishes` what it may mean: any of them will do.

    One that `may_be_named` is fulfilled as well by a product whose title holds its `words`.
    """

    said: str
    wishes: tuple[Wish, ...]
    words: tuple[str, ...] = ()
    may_be_named: bool = False

    @property
    def name(self) -> str:
        """`price`, `category`, an attribute's or an option's name."""
        return self.wishes[0].name

    @property
    def names_a_kind(self) -> bool:
        """Whether it says what kind of thing is wanted, not only how it should be."""
        return any(wish.name == CATEGORY for wish in self.wishes)


@dataclass(frozen=True, slots=True)
class Query:
    """Words as filters and what is left of them as text. `words` are stems in order; `unsold` are words for things
    that no product and no category is called."""

    text: str = ""
    filters: tuple[Filter, ...] = ()
    words: tuple[str, ...] = ()
    unsold: tuple[str, ...] = ()
    other: tuple[str, ...] = ()  # words that say nothing about products: `do you have`
    corrected: Mapping[str, str] = field(default_factory=dict)  # what was misspelt → what was read
    cheapest_first: bool = False
    foreign: PriceRange | None = None  # a price in another currency than the shop's: it is no filter by itself
    order: str = ""  # `popular` or `newest`: what was asked for before all

    thing: str = ""  # what is asked for as it was written, without prices, colours, sizes and such

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing in particular."""
        return not (self.filters or self.words or self.unsold or self.cheapest_first or self.foreign or self.order)

    @property
    def free(self) -> tuple[str, ...]:
        """The words that are in none of its filters."""
        said = {word for one in self.filters for word in one.words}
        return tuple(word for word in self.words if word not in said)

    @property
    def names_a_kind(self) -> bool:
        """Whether it says what kind of thing is wanted."""
        return any(one.names_a_kind for one in self.filters)


@dataclass(frozen=True, slots=True)
class Match:
    """One word of the query and where it was found. `score` is its part of the hit's."""

    word: str
    term: str
    field: str  # title, category, tagline, description
    score: float


@dataclass(frozen=True, slots=True)
class Why:
    """Why a product was found: its words, and the filters that it fulfils as `name=code`, in another sense as
    `name≈code`, by its title alone as `name~title`. `meaning` is the kind of thing that the words are near to, with
    what that counts; `exact` that its title was asked for."""

    matches: tuple[Match, ...] = ()
    filters: tuple[str, ...] = ()
    in_stock: bool = True
    meaning: tuple[str, float] | None = None
    exact: bool = False

    @property
    def is_named(self) -> bool:
        """Whether more than its description speaks of what was asked for."""
        return any(match.field != "description" for match in self.matches)


@dataclass(frozen=True, slots=True)
class Result:
    """A product, the variant that suits best, how well it fits (comparable within one search), and why."""

    product: Shown
    offer: Offered
    score: float
    why: Why


@dataclass(frozen=True, slots=True)
class Results:
    """Best first. `relaxed` names the filters that had to be given up, `missed` the words that nothing matched.
    `near` are things of the same kind that fulfil less, if they were asked for; `on_request` products that hold all
    the words and have no price: they can be asked for, not bought."""

    results: tuple[Result, ...] = ()
    relaxed: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    near: tuple[Result, ...] = ()
    on_request: tuple[Shown, ...] = ()

    @property
    def ranked(self) -> tuple[Result, ...]:
        """The results and, after them, what is near."""
        return (*self.results, *self.near)


def nothing_to_ask(query: Query) -> Results | None:
    """What is found without a search: nothing, for what asks for nothing or for what this shop does not sell."""
    if query.is_empty or (query.unsold and not query.names_a_kind):
        return Results(missed=query.unsold)
    if query.free and all(map(str.isdecimal, query.free)) and not query.filters:
        return Results(missed=query.free)
    return None
