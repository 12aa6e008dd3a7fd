"""Garbage collection in processes that read a whole catalog: they make millions of values and hardly any circles."""

import gc

_OFTEN = (50_000, 20, 100)  # new values before the youngest are looked through, and how often the older ones are


def collect_seldom() -> None:
    """For a process that does nothing else; what it has loaded so far stays and is never looked through again."""
    gc.freeze()
    gc.set_threshold(*_OFTEN)
