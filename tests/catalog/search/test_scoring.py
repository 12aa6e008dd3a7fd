"""Scores of a query with more words than a table of their combinations is made for."""

import numpy as np
import pytest

from catalog.search.filed.scoring import Room, Scores, Word
from catalog.search.filed.segment import Postings
from catalog.search.index import FINEST

COUNT = 40


@pytest.fixture(params=[1, 8, 9, 12, 13, 20, 40])
def words(request: pytest.FixtureRequest) -> list[Word]:
    """Word n is held by the products from n on; the second way counts half."""
    return [
        Word(f"w{n}", 1.0 + n, [("a", 1.0, _postings(n)), ("b", 0.5, _postings(0))][: 1 + n % 2])
        for n in range(request.param)
    ]


def _postings(first: int) -> Postings:
    products = np.arange(first, COUNT, dtype=np.int32)
    return Postings(products, np.full(len(products), FINEST, np.uint16), np.zeros(len(products), np.uint8))


def _holds(n: int, product: int) -> bool:
    return product >= n or n % 2 == 1


def test_weights_and_scores_are_sums_over_the_words_held(words: list[Word]) -> None:
    scores, numbers = Scores(words, COUNT, Room(COUNT)), np.array([0, 3, 10, 39])
    for _ in range(2):  # what was lent comes back as zeros
        weights = [sum(word.rarity for n, word in enumerate(words) if _holds(n, at)) for at in numbers]
        assert scores.weights(numbers).tolist() == pytest.approx(weights)
        told = [sum(1.0 if at >= n else 0.5 if n % 2 else 0.0 for n in range(len(words))) for at in numbers]
        assert scores.of(numbers).tolist() == pytest.approx(told)


def test_holders_of_some_words(words: list[Word]) -> None:
    last = words[-1]
    numbers, weights = Scores(words, COUNT, Room(COUNT)).holders([last.word])
    held = [at for at in range(COUNT) if _holds(len(words) - 1, at)]
    assert numbers.tolist() == held
    assert weights.tolist() == [last.rarity] * len(held)


def test_holding_all_of_some_words(words: list[Word]) -> None:
    scores, numbers = Scores(words, COUNT, Room(COUNT)), np.arange(COUNT)
    whole = scores.hold_all(numbers, [word.word for word in words])
    assert whole.tolist() == [all(_holds(n, at) for n in range(len(words))) for at in range(COUNT)]
    assert not scores.hold_all(numbers, ["never"]).any()
