"""Words as wishes: what it should be, what it must not be (`not leather`, `검정 말고`), how firmly it is meant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from catalog.finder.pool import Pool
from catalog.finder.wanted import Told, Weight
from catalog.search.backend import SearchBackend
from catalog.search.normal import stem, stems
from catalog.search.prices import PriceRange
from catalog.search.query import Filter, Query
from catalog.search.unwanted import IN_ANSWERS
from catalog.wishes import CATEGORY, ON_SALE, PRICE, PRODUCT, Shown, Wish

MOST_TITLED = 60  # products that some words are about
MOST_UNSOLD = 2  # words that name a thing nobody has heard of
LONGEST = 300  # characters that are read
_FIRM = frozenset({PRICE, ON_SALE, "size"})


@dataclass(frozen=True, slots=True)
class Said:
    """Wishes in the order of the words; `foreign` is a price in another currency, which is no wish by itself.
    `titled` are the products that words which are no wish are about, where the shop's categories do not say it
    (`elsewhere`: none of them is left, so that another kind of thing is meant); `unsold` names a thing that is not
    sold here."""

    told: tuple[Told, ...] = ()
    foreign: PriceRange | None = None
    titled: Wish | None = None
    elsewhere: bool = False
    unsold: str = ""


def read_said(search: SearchBackend, text: str, language: str, pool: Pool) -> Said:
    """What a text wants. A word that may mean several things means the one of which `pool` holds something."""
    rest, unwanted = _without_negations(search, text[:LONGEST], language)
    query = search.read(rest, language)
    wishes = [_meant(one, pool) for one in query.filters]
    told = (*_one_kind([wish for wish in wishes if wish.values or wish.name != CATEGORY]), *unwanted)
    said = Said(tuple(Told(wish, weight_of(wish)) for wish in told), query.foreign)
    return _with_titled(said, search, query, pool)


def _with_titled(plain: Said, search: SearchBackend, query: Query, pool: Pool) -> Said:
    """With what free words are about: products by their titles, or nothing that is sold."""
    free = query.free
    if not free or query.names_a_kind:
        return plain
    found = search.find(replace(query, filters=()), limit=MOST_TITLED)
    if set(free) <= {*found.missed, *query.unsold} or query.unsold:
        return replace(plain, unsold=query.thing) if query.unsold or len(free) <= MOST_UNSOLD else plain
    named = [one.product for one in found.results if one.why.is_named or one.why.exact]
    if not named or found.missed:
        return plain
    wish = Wish(PRODUCT, (query.thing or " ".join(free), *(product.id for product in named)))
    if left := len(pool.narrowed(wish)):
        return replace(plain, titled=wish) if left < len(pool) else plain
    is_kind = any(_is_called(named[0], word) for word in free)
    return replace(plain, titled=wish, elsewhere=True) if is_kind else plain


def _is_called(product: Shown, word: str) -> bool:
    """Whether a title begins or ends with the word: `Enamel Mug` is a mug, `Winter Jacket` no winter."""
    titles = (stems(words.title) for words in product.texts.values())
    return any(stem(word) in (title[0], title[-1]) for title in titles if title)


def weight_of(wish: Wish) -> Weight:
    """A budget, a size and what it must not be are meant firmly."""
    return Weight.FIRM if wish.name in _FIRM or wish.unwanted else Weight.ANSWERED


def _without_negations(search: SearchBackend, text: str, language: str) -> tuple[str, list[Wish]]:
    """The text without what it must not be, and that as wishes. `no more than 50` is no such thing."""
    found: list[Wish] = []
    for pattern in IN_ANSWERS:
        for match in pattern.finditer(text):
            filters = search.read(match["what"], language).filters
            if not filters or any(one.name in (PRICE, ON_SALE) for one in filters):
                continue
            found += [replace(wish, unwanted=True) for one in filters for wish in one.wishes if wish.values]
            text = text.replace(match[0], " , ", 1)
    return text, found


def _meant(one: Filter, pool: Pool) -> Wish:
    if len(one.wishes) == 1:
        return one.wishes[0]
    return next((wish for wish in one.wishes if len(pool.narrowed(wish))), one.wishes[0])


def _one_kind(wishes: Sequence[Wish]) -> Iterator[Wish]:
    """Of several kinds the one that lies deepest in the catalog: `tools, a hammer`."""
    kinds = [wish for wish in wishes if wish.name == CATEGORY]
    if kinds:
        yield max(kinds, key=lambda wish: max(path.count("/") for path in wish.values))
    yield from (wish for wish in wishes if wish.name != CATEGORY)
