"""What the catalog makes of some words: whether a message is a search at all."""

import pytest

from bot.actions.finding.search import what_is_named
from bot.storage.database import Database
from catalog.search.embedded import search_of
from tests.databases import make_stocked
from tests.made_once import shelf_of_demo


@pytest.mark.parametrize(
    ("text", "language", "kind", "guessed"),
    [
        ("30대", "ko", False, False),  # an age, though 30 ml is a size
        ("30", "en", False, False),
        ("spf 30", "en", True, False),
        ("march 5", "en", True, True),  # a date, one letter from a frame in Spanish: only ever a guess
        ("calm serum", "en", True, False),
    ],
)
async def test_a_number_alone_names_nothing(
    text: str, language: str, kind: bool, guessed: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('shop')}/shop.db"
    await make_stocked(url)
    database = Database(url)
    named = what_is_named(search_of(await shelf_of_demo(database)), text, language)
    await database.close()
    assert (named.kind, named.guessed) == (kind, guessed)
