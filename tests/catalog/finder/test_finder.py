"""What the finder asks, what gives way, and what words mean to it (G10)."""

from catalog.finder.bands import band_of, list_bands
from catalog.finder.counted import everything
from catalog.finder.pool import pool_of
from catalog.finder.questions import Enough, Plan, Question, next_question
from catalog.finder.said import read_said
from catalog.finder.settle import find_fitting, settle
from catalog.finder.wanted import Wanted, Weight
from catalog.search.embedded import search_of
from catalog.shelf import Shelf
from catalog.wishes import CATEGORY, PRICE, PRODUCT, Shown, Wish
from tests.catalog.make import product, shelf


def mug(name: str, price: int, stock: int = 5, category: str = "home/mug", **attributes: str) -> Shown:
    held = {key: (value,) for key, value in attributes.items()}
    return product(name, category=category, attributes=held, variants=[("M", price, stock)])


def mugs(*more: Shown) -> Shelf:
    """Twelve mugs: two glazes, three shapes, one origin."""
    made = [
        mug(
            f"m{n:02}",
            1000 + 100 * n,
            glaze=("matt", "shiny")[n % 2],
            shape=("tall", "wide", "tiny")[n % 3],
            origin="x",
        )
        for n in range(12)
    ]
    return shelf(*made, *more)


def told(*wishes: Wish, weight: Weight = Weight.ANSWERED) -> Wanted:
    wanted = Wanted()
    for wish in wishes:
        wanted = wanted.tell(wish, weight)
    return wanted


def asked(question: Question | Enough) -> str:
    return question.name if isinstance(question, Question) else "enough"


def test_it_asks_what_parts_most_and_not_what_all_share() -> None:
    plan = Plan(("origin", "glaze", "shape"))
    first = next_question(mugs(), Wanted(), plan)
    assert isinstance(first, Question)
    assert first.name == "shape"
    assert [(answer.code, answer.count) for answer in first.answers] == [("tall", 4), ("tiny", 4), ("wide", 4)]


def test_what_is_known_is_not_asked_and_few_are_enough() -> None:
    wanted = told(Wish("shape", ("tall",)))
    assert asked(next_question(mugs(), wanted)) == "enough"  # four are left
    assert asked(next_question(mugs(), Wanted().leave_open("shape"), Plan(("shape",)))) == "enough"


def test_no_answer_is_offered_that_nothing_in_stock_has() -> None:
    gone = mug("gone", 1000, stock=0, glaze="gold", shape="tall")
    first = next_question(mugs(gone), Wanted(), Plan(("glaze",)))
    assert isinstance(first, Question)
    assert {answer.code for answer in first.answers} == {"matt", "shiny"}


def test_the_kind_of_thing_comes_first() -> None:
    lamps = [mug(f"l{n}", 5000 + n, category="home/lamp") for n in range(5)]
    first = next_question(mugs(*lamps), Wanted())
    assert isinstance(first, Question)
    assert (first.name, [answer.code for answer in first.answers]) == (CATEGORY, ["home/mug", "home/lamp"])


def test_the_least_important_wish_gives_way() -> None:
    """A budget said firmly outlives an answer, an answer what a profile says."""
    wanted = told(Wish("glaze", ("shiny",)), weight=Weight.INFERRED).tell(Wish("shape", ("wide",)), Weight.ANSWERED)
    wanted = wanted.tell(Wish(PRICE, at_most=1000), Weight.FIRM)
    settled = settle(mugs(), wanted)
    assert [wish.name for wish in settled.kept] == [PRICE]
    assert [wish.name for wish in settled.given_up] == ["shape", "glaze"]


def test_only_what_contradicts_is_given_up() -> None:
    """An innocent wish that matters less than the culprit is kept."""
    wanted = told(Wish("origin", ("x",)), Wish("shape", ("square",)))
    assert [wish.name for wish in settle(mugs(), wanted).given_up] == ["shape"]


def test_beyond_the_budget_the_nearest_comes_first() -> None:
    fitting = find_fitting(mugs(), told(Wish(PRICE, at_most=500), weight=Weight.FIRM))
    assert fitting.hits[0].offer.to_pay == 1000
    assert [wish.name for wish in fitting.given_up] == [PRICE]


def test_a_kind_that_is_sold_out_leads_to_the_part_above_it() -> None:
    gone = mug("vase", 900, stock=0, category="home/vase")
    fitting = find_fitting(mugs(gone), told(Wish(CATEGORY, ("home/vase",))))
    assert fitting.hits
    assert [wish.values for wish in fitting.given_up] == [("home/vase",)]
    assert [wish.values for wish in fitting.kept] == [("home",)]


def test_a_correction_replaces_and_its_opposite_clears() -> None:
    wanted = told(Wish("shape", ("tall",))).tell(Wish("shape", ("wide",)), Weight.FIRM)
    assert [each.wish.values for each in wanted.told] == [("wide",)]
    wanted = wanted.tell(Wish("shape", ("wide",), unwanted=True), Weight.FIRM)
    assert [(each.wish.values, each.wish.unwanted) for each in wanted.told] == [(("wide",), True)]


def test_another_kind_of_thing_makes_its_answers_void_but_not_the_budget() -> None:
    wanted = told(Wish(CATEGORY, ("home/mug",)), Wish("glaze", ("matt",)))
    wanted = wanted.tell(Wish(PRICE, at_most=900), Weight.FIRM).tell(Wish(CATEGORY, ("home/lamp",)), Weight.ANSWERED)
    assert [each.wish.name for each in wanted.told] == [PRICE, CATEGORY]


def test_what_is_wanted_survives_being_written_down() -> None:
    wanted = told(
        Wish("shape", ("tall",)), Wish("glaze", ("matt",), unwanted=True), Wish(PRICE, at_most=5, at_least=2)
    )
    wanted = wanted.leave_open("origin").was_asked()
    assert Wanted.from_plain(wanted.to_plain()) == wanted
    assert Wanted.from_plain(None) == Wanted()


def test_words_are_wishes_and_not_is_none() -> None:
    stock = mugs()
    for text, expected in {
        "something tall": [("shape", ("tall",), False)],
        "not tall": [("shape", ("tall",), True)],
        "no, under 12": [(PRICE, (), False)],
        "no more than 12": [(PRICE, (), False)],
        "tall but not matt": [("shape", ("tall",), False), ("glaze", ("matt",), True)],
        "tall 말고": [("shape", ("tall",), True)],
        "sin tall": [("shape", ("tall",), True)],
        "hello there": [],
    }.items():
        said = read_said(search_of(stock), text, "en", pool_of(stock))
        assert [(each.wish.name, each.wish.values, each.wish.unwanted) for each in said.told] == expected, text


def test_bands_are_pleasant_and_none_is_empty() -> None:
    prices = sorted([990, 1490, 1990, 2490, 2990, 3990, 4990, 7990, 9990, 14990])
    bands = list_bands(prices, 100)
    assert [band.code for band in bands] == ["-2000", "2000-5000", "5000-"]
    assert [band.count for band in bands] == [3, 4, 3]
    assert [band_of(band.code) and band.count > 0 for band in bands] == [True] * 3
    assert list_bands([5, 5, 5], 100) == []
    assert band_of("cheap") is None


def test_won_and_yen_are_rounded_as_they_are() -> None:
    bands = list_bands([9_900, 19_900, 29_900, 59_900], 1)
    assert [band.code for band in bands] == ["-20000", "20000-"]


def test_words_find_products_by_their_titles_within_or_elsewhere() -> None:
    """G10: `a jug` in a shop whose categories do not say so; what titles only mention is no thing; what is not sold
    is named."""
    jugs = [mug(f"{name} jug", 900 + n, category="home/rest") for n, name in enumerate(("blue moon", "red sun"))]
    stock = mugs(*jugs, mug("jug brush", 300, category="home/care"))
    search = search_of(stock)
    whole = settle(stock, Wanted()).pool
    found = read_said(search, "a jug", "en", whole)
    assert found.titled is not None
    assert (found.titled.values[0], found.elsewhere) == ("jug", False)
    assert set(found.titled.values[1:]) >= {jug.id for jug in jugs}
    only_mugs = settle(stock, told(Wish(CATEGORY, ("home/mug",)))).pool
    assert read_said(search, "a jug", "en", only_mugs).elsewhere
    assert read_said(search, "something with a moon", "en", only_mugs).titled is None
    assert read_said(search, "a laptop", "en", whole).unsold == "laptop"


def test_another_kind_replaces_named_products_and_the_other_way_round() -> None:
    named = Wish(PRODUCT, ("jug", "a", "b"))
    kind = Wish(CATEGORY, ("home/mug",))
    assert told(kind, named).wish_of(CATEGORY) is None
    assert told(named, kind).wish_of(PRODUCT) is None
    assert told(kind).tell_within(named, Weight.ANSWERED).wish_of(CATEGORY) == kind


def test_named_products_are_found_in_columns_as_in_memory() -> None:
    stock = mugs()
    wish = Wish(PRODUCT, ("jug", "m03", "m07", "nobody"))
    few, many = pool_of(stock).narrowed(wish), everything(stock).narrowed(wish)
    assert len(few) == len(many) == 2
    assert list(few.prices()) == list(many.prices()) == [1300, 1700]
