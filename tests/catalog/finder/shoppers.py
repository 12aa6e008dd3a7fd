"""Random catalogs and random shoppers: some contradict themselves, some change their minds, some just write."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import perf_counter

from catalog.finder.questions import Answer, Enough, Question, next_question
from catalog.finder.said import read_said
from catalog.finder.settle import Fitting, find_fitting, settle
from catalog.finder.wanted import Wanted, Weight
from catalog.matching import match
from catalog.search.embedded import search_of
from catalog.shelf import Shelf
from catalog.shelf.gather import gather
from catalog.shelf.kept import Kept
from catalog.shelf.large import Large
from catalog.shelf.overlay import Layers
from catalog.wishes import CATEGORY, PRICE, Offered, Shown, Wish, Words

SHOWN = 9  # results that are shown
SMALL = 2_000  # products: more lie in columns
_COLOURS = ("red", "blue", "green", "black", "white", "navy_blue")
_SIZES = ("xs", "s", "m", "l", "xl")
_NAMES = ("material", "season", "use", "power", "weight", "brand", "waterproof", "finish_of_it")


def make_shelf(chance: Random, count: int) -> Shelf:
    """Goods of some departments with attributes of their own; values are missing, many are sold out or unpriced."""
    departments = [f"d{n}" for n in range(chance.randint(1, 6))]
    kinds = [f"{each}/k{n}" for each in departments for n in range(chance.randint(1, 8))] + departments[:1]
    names = chance.sample(_NAMES, chance.randint(1, len(_NAMES)))
    spread = {name: [f"{name}_{n}" for n in range(chance.choice((1, 2, 3, 5, 8, 12, 60)))] for name in names}
    missing, sold_out = chance.choice((0.0, 0.1, 0.4)), chance.choice((0.05, 0.3, 0.8))
    products = [_product(chance, n, chance.choice(kinds), spread, missing, sold_out) for n in range(count)]
    if not any(product.in_stock for product in products):
        products[0] = _product(chance, 0, kinds[0], spread, missing, -1)
    labels = {(name, code, "en"): code.replace("_", " ") for name, codes in spread.items() for code in codes}
    if count <= SMALL:
        return Shelf(1, {product.id: product for product in products}, labels)
    return Shelf(1, Large(Layers(gather(Kept(product, ()) for product in products)), 0, Path(), 1), labels)


def _product(
    chance: Random, number: int, kind: str, spread: dict[str, list[str]], missing: float, sold_out: float
) -> Shown:
    attributes = {
        name: tuple(chance.sample(codes, min(len(codes), chance.choice((1, 1, 1, 2)))))
        for name, codes in spread.items()
        if chance.random() >= missing
    }
    offers = () if sold_out >= 0 and chance.random() < 0.05 else tuple(_offers(chance, number, sold_out))
    return Shown(
        id=f"p{number:06}",
        category=kind,
        attributes=attributes,
        media=(),
        page="",
        popularity=chance.randrange(100),
        texts={"en": Words(f"Thing {number}")},
        variants=offers,
        on_request=not offers,
    )


def _offers(chance: Random, number: int, sold_out: float) -> Sequence[Offered]:
    base = int(chance.lognormvariate(8, 1)) + 100
    made = []
    for place in range(chance.choice((1, 1, 2, 4))):
        options = {"colour": chance.choice(_COLOURS), "size": chance.choice(_SIZES)} if chance.random() < 0.8 else {}
        stock = 0 if chance.random() < sold_out else chance.randint(1, 9)
        sale = base * 3 // 4 if chance.random() < 0.1 else None
        made.append(Offered(f"p{number:06}-{place}", options, base, sale, "USD", stock))
    return made


@dataclass
class Visit:
    """What one shopper went through."""

    questions: int = 0
    seconds: list[float] = field(default_factory=list)
    dead_answers: int = 0
    repeated: int = 0
    fitting: Fitting | None = None

    @property
    def is_empty(self) -> bool:
        return self.fitting is None or not self.fitting.hits

    @property
    def wrong(self) -> int:
        """Results that cannot be bought, have no price, or are not what the kept wishes say."""
        assert self.fitting is not None
        kept = self.fitting.kept
        return sum(
            hit.offer.stock <= 0
            or hit.offer.to_pay <= 0
            or any(match(hit.product, hit.offer, wish) is None for wish in kept)
            for hit in self.fitting.hits[:20]
        )


def visit(chance: Random, shelf: Shelf, codes: Sequence[tuple[str, str]], *, writes: bool) -> Visit:
    """One shopper from the first word to the results. `codes` are names and codes that may be wished for."""
    visit, wanted, asked = Visit(), _begins(chance, codes), list[str]()
    while True:
        began = perf_counter()
        question = next_question(shelf, wanted)
        visit.seconds.append(perf_counter() - began)
        if isinstance(question, Enough):
            break
        visit.repeated += question.name in asked and question.name != CATEGORY
        asked.append(question.name)
        wanted = _answers(chance, shelf, wanted.was_asked(), question, codes, visit, writes=writes)
    visit.questions = wanted.asked
    visit.fitting = find_fitting(shelf, wanted)
    return visit


def look_for(chance: Random, shelf: Shelf, target: Shown) -> int | None:
    """A shopper who has one product in mind and answers truly, one time in ten not at all. Its place among the
    results; None when it is not among them."""
    wanted = Wanted()
    while isinstance(question := next_question(shelf, wanted), Question):
        offers = target.in_stock[:1]
        true = [a for a in question.answers if offers and match(target, offers[0], a.wish) is not None]
        wanted = wanted.was_asked()
        knows = true and chance.random() >= 0.1
        wanted = wanted.tell(true[0].wish, Weight.ANSWERED) if knows else wanted.leave_open(question.name)
    ids = [hit.product.id for hit in find_fitting(shelf, wanted).hits[:SHOWN]]
    return ids.index(target.id) if target.id in ids else None


def _begins(chance: Random, codes: Sequence[tuple[str, str]]) -> Wanted:
    """Nothing, what a profile says, or wishes that may contradict each other."""
    wanted = Wanted()
    for name, code in chance.sample(list(codes), min(len(codes), chance.choice((0, 0, 0, 1, 1, 2, 4)))):
        wanted = wanted.tell(Wish(name, (code,)), chance.choice(list(Weight)))
    if chance.random() < 0.2:
        wanted = wanted.tell(Wish(PRICE, at_most=int(chance.lognormvariate(8, 1.5))), Weight.FIRM)
    return wanted


def _answers(
    chance: Random,
    shelf: Shelf,
    wanted: Wanted,
    question: Question,
    codes: Sequence[tuple[str, str]],
    visit: Visit,
    *,
    writes: bool,
) -> Wanted:
    way = chance.random()
    if way < 0.12:
        return wanted.leave_open(question.name)
    if way < 0.2:  # changes her mind, about anything
        name, code = chance.choice(list(codes))
        return wanted.leave_open(question.name).tell(Wish(name, (code,), unwanted=chance.random() < 0.4), Weight.FIRM)
    if way < 0.3 and writes:
        told = read_said(search_of(shelf), _words(chance, codes), "en", settle(shelf, wanted).pool)
        for each in told.told:
            wanted = wanted.tell(each.wish, each.weight)
        return wanted.leave_open(question.name) if wanted.wish_of(question.name) is None else wanted
    answer: Answer = chance.choice(question.answers)
    visit.dead_answers += len(settle(shelf, wanted).pool.narrowed(answer.wish)) == 0
    return wanted.tell(answer.wish, Weight.ANSWERED)


def _words(chance: Random, codes: Sequence[tuple[str, str]]) -> str:
    _, code = chance.choice(list(codes))
    told = code.rpartition("/")[2].replace("_", " ")
    return chance.choice(
        (f"not {told}", f"{told} please", f"no, under {chance.randint(1, 200)}", "whatever you like")
    )


def codes_of(shelf: Shelf) -> list[tuple[str, str]]:
    """Everything that may be wished for, whether it is in stock or not, and a few things that nobody holds."""
    columns = shelf.columns
    named = [(name, code) for name in columns.names() for code in list(columns.codes(name))[:40]]
    return [*named, ("material", "unobtainium"), (CATEGORY, "d0/nothing"), (CATEGORY, "nowhere")]
