"""What the law lets people and shops demand through their store: to be forgotten, to be told what is kept."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Forget:
    """Somebody wants to be forgotten; each name may be empty."""

    customer: str
    email: str
    phone: str
    orders: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class CustomerGone:
    """The store has deleted an account: nobody has asked to be forgotten in the chat."""

    customer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DataAsked:
    """Somebody wants to know what is kept of them."""

    customer: str
    email: str
    phone: str
    request: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ForgetStore:
    """All that came from this store is to go."""

    at: datetime


@dataclass(frozen=True, slots=True)
class StoreGone:
    """The merchant has taken the app away: its store tells nothing and is asked nothing any more."""

    at: datetime


Demand = Forget | CustomerGone | DataAsked | ForgetStore | StoreGone
