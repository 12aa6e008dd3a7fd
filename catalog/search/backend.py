"""What every search can do, whatever is inside."""

from typing import Protocol

from catalog.search.query import Query, Results

MOST = 30  # results that a shopper may leaf through


class SearchBackend(Protocol):
    """Reads queries and finds products. Deterministic: the same query on the same catalog finds the same."""

    def read(self, text: str, language: str) -> Query:
        """What these words ask for. Never raises."""

    def find(self, query: Query, *, limit: int = MOST, near: bool = False) -> Results:
        """Products that fit, best first, those in stock before all others but one whose whole title was written.

        With `near`, what is only of the same kind comes along, as far as there is room.
        """
