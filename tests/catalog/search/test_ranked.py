"""What comes first and what comes after: whole titles, kinds by their titles' ends, things of the same kind."""

import pytest

from benchmarks.judged.shop import make_shop
from benchmarks.search_quality import as_shelf
from catalog.search.embedded import EmbeddedSearch
from catalog.search.mend import mend

GOODS = {good.id: good for good in make_shop("building", count=400)}
SEARCH = EmbeddedSearch(as_shelf(list(GOODS.values())))


def _kinds(text: str) -> list[str]:
    found = SEARCH.find(SEARCH.read(text, "en"), limit=10, near=True).ranked
    return [GOODS[result.product.id].kind.name for result in found]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("러닝화", "running shoes"),
        ("esterilla de yoga", "yoga mat"),
        ("노란란색 러그", "rug"),
        ("만필 강지", "fountain pen"),
        ("notbook", "notebook"),
        ("cat trree", "cat tree"),
        ("mochila azul", "backpack"),
    ],
)
def test_other_languages_and_slips_find_the_kind(text: str, kind: str) -> None:
    """Item 4: the shop has English titles and labels only."""
    assert _kinds(text)[0] == kind


def test_a_word_for_a_kind_and_a_material_means_the_kind() -> None:
    assert _kinds("fleece")[:3] == ["fleece"] * 3


def test_ten_are_shown_though_few_fulfil_all() -> None:
    """What fulfils less comes after, and is of the same kind."""
    query = SEARCH.read("kettle on sale", "en")
    found = SEARCH.find(query, limit=10, near=True)
    assert 0 < len(found.results) < 10
    assert all(result.offer.is_on_sale for result in found.results)
    assert not any(result.offer.is_on_sale for result in found.near)
    assert set(_kinds("kettle on sale")) == {"kettle"}


def test_a_whole_title_comes_first_although_it_is_sold_out() -> None:
    gone = next(good for good in GOODS.values() if not good.in_stock)
    first = SEARCH.find(SEARCH.read(gone.title, "en")).results[0]
    assert GOODS[first.product.id].title == gone.title
    assert first.why.exact


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("desk unedr 50", "desk under 50"),
        ("for lss thn 40 dollrs", "for less than 40 dollars"),
        ("mug lesss tan 9", "mug less than 9"),
        ("a tan mug", "a tan mug"),
    ],
)
def test_words_of_prices_are_mended(said: str, meant: str) -> None:
    known = {"desk", "for", "mug", "tan"}
    assert mend(said, known.__contains__) == meant
