"""What actions may read. They are handed this and write nothing: what they want done they return."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.actions.searches import EmbeddedSearches, Searches
from bot.actions.shopfile.shop import Shop
from bot.clock import Clock
from bot.storage.database import Database
from catalog.shelf import Shelf


@dataclass(eq=False)
class Reads:
    """Handed to every action. `shelf` answers the newest snapshot; one action asks for it once."""

    shelf: Callable[[], Shelf]
    database: Database
    clock: Clock
    shop: Shop
    secret: bytes
    site: str = ""  # our own address, for links to pages and files of ours
    products: str = ""  # what pages of products begin with; empty: there are none
    search: Searches = field(default_factory=EmbeddedSearches)
