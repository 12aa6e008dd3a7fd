"""Which products WhatsApp has lately refused to show: they go out as our own cards for a while, at once."""

import asyncio
from collections import OrderedDict

from bot.outbox.content import Native

REST = 3600.0  # seconds
MANY = 5  # different ones at rest: then it is the catalog (not connected, not allowed), and all of it rests
MOST = 2_000


class Refusals:
    """In memory: each process learns from what it sends. A list says nothing about any one of its products."""

    def __init__(self) -> None:
        self._until: OrderedDict[str, float] = OrderedDict()

    def add(self, native: Native) -> None:
        """This was refused."""
        name = _name(native)
        self._until[name] = _now() + REST
        self._until.move_to_end(name)
        while len(self._until) > MOST:
            self._until.popitem(last=False)

    def rests(self, native: Native) -> bool:
        """Whether to leave it at our own card for now."""
        now = _now()
        catalog = f"{native.catalog_id}/"
        resting = [name for name, until in self._until.items() if until > now and name.startswith(catalog)]
        return _name(native) in resting or len(resting) >= MANY


def _name(native: Native) -> str:
    return f"{native.catalog_id}/{'|'.join(sorted(item for item, _ in native.items))}"


def _now() -> float:
    return asyncio.get_running_loop().time()
