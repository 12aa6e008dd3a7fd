"""Orders, carts, parcels … told at `POST /events` by whoever has no webhook of ours: a till, a shop of own make.

A row is checked against its fact's schema at the door, kept like a store's delivery, and written down by that loop.
"""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError, model_validator

from bot.orders.facts import AnyTold, Told
from bot.orders.vocabulary import FACTS
from bot.storage.transactions import Tx
from bot.stores.happened import Happened, Who, keep_as_told
from bot.stores.products import Heard
from catalog.feeds.values import RowWrong

_FACT: TypeAdapter[Told] = TypeAdapter(AnyTold)


class FactTold(Happened):
    """A fact of kind `topic` about the store `source`. `at` is the fact's moment where it names none itself."""

    contact: Who = Who(anonymous_id="facts")
    source: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,24}$")] = "events"
    fact: dict[str, Any] = Field(description="see `bot/orders/facts.py`")

    @model_validator(mode="after")
    def _is_fact(self) -> "FactTold":
        self.read()
        return self

    def read(self) -> Told:
        """The fact. Raises ValueError, naming the field that is wrong."""
        moment = {} if self.topic == "movement" else {"at": self.at}
        try:
            return _FACT.validate_python({**moment, **self.fact, "kind": self.topic})
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            raise ValueError(f"fact.{'.'.join(map(str, first['loc'][1:]))}: {first['msg']}") from error


async def fact_told(tx: Tx, told: FactTold) -> None:
    """Kept for the loop that takes in what stores tell."""
    await keep_as_told(tx, told.id, told.at, told.source, told.topic, told.read().model_dump_json())


def fact(heard: Heard) -> Sequence[Told]:
    """A delivery of that door. Raises RowWrong."""
    try:
        return [_FACT.validate_python(dict(heard.body))]
    except ValidationError as error:
        raise RowWrong(str(error.errors(include_input=False, include_url=False)[0]["msg"])) from error


KINDS = tuple(kind for kind in FACTS if kind not in ("view", "happening"))  # these are topics by their own names
