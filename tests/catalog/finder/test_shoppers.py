"""Row G10: whoever asks, whatever they want, the finder ends at something in stock, and soon."""

from random import Random
from statistics import median

import pytest

from catalog.finder import settle as settling
from catalog.finder.counted import everything
from catalog.finder.pool import Few, pool_of
from catalog.finder.questions import Plan, ask
from catalog.finder.settle import settle
from catalog.finder.wanted import Wanted, Weight
from catalog.wishes import PRICE, Wish
from tests.catalog.finder.shoppers import Visit, codes_of, make_shelf, visit


def visits_of(seed: int, size: int, count: int) -> list[Visit]:
    chance = Random(seed)
    shelf = make_shelf(chance, size)
    codes = codes_of(shelf)
    return [visit(chance, shelf, codes, writes=size <= 100) for _ in range(count)]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("size", [1, 10, 60, 300])
def test_nobody_ends_at_nothing(seed: int, size: int) -> None:
    """All that is found is in stock, has a price and is what was not given up; no answer leads to nothing."""
    visits = visits_of(seed, size, 12)
    assert [each for each in visits if each.is_empty or each.wrong or each.dead_answers] == []
    assert max(each.questions for each in visits) <= 5


def test_a_large_catalog_takes_four_questions_and_never_ends_at_nothing() -> None:
    visits = visits_of(3, 3_000, 40)
    assert [each for each in visits if each.is_empty or each.wrong or each.dead_answers] == []
    assert median(each.questions for each in visits) <= 4


@pytest.mark.parametrize("seed", range(20))
def test_columns_ask_what_memory_asks(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two ways of counting differ in speed alone."""
    chance = Random(seed)
    shelf = make_shelf(chance, 80)
    codes = codes_of(shelf)
    assert isinstance(pool_of(shelf), Few)
    for _ in range(10):
        wanted = Wanted()
        for name, code in chance.sample(codes, min(3, len(codes))):
            wanted = wanted.tell(Wish(name, (code,), unwanted=chance.random() < 0.3), chance.choice(list(Weight)))
        wanted = wanted.tell(Wish(PRICE, at_most=chance.randrange(20_000)), Weight.FIRM)
        few = settle(shelf, wanted)
        with monkeypatch.context() as patched:
            patched.setattr(settling, "pool_of", everything)
            many = settle(shelf, wanted)
        assert (len(few.pool), few.kept, few.given_up) == (len(many.pool), many.kept, many.given_up)
        assert list(few.pool.prices()) == list(many.pool.prices())
        assert ask(few, wanted, Plan()) == ask(many, wanted, Plan())
