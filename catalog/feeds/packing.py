"""Numbers for names that many rows of a file have alike: packed rows are half as long and as much work with them."""

from threading import Lock

MOST, LONGEST = 500, 200  # rows of names that are remembered, and names in one
SIGNS = ("\x1f", "\x1e")  # that no name holds which has a number

_NAMES: list[tuple[str, ...]] = []
_NUMBERS: dict[tuple[str, ...], str] = {}
_NUMBERING = Lock()  # sources are read in threads


def number_of(names: tuple[str, ...]) -> str:
    """Empty for names that cannot be remembered, or that are one more way to leave out cells than is worth it.

    It holds within this process alone.
    """
    known = _NUMBERS.get(names)
    return _numbered(names) if known is None else known


def names_of(number: str) -> tuple[str, ...]:
    """What `number_of` has numbered, in the same order."""
    return _NAMES[int(number)]


def _numbered(names: tuple[str, ...]) -> str:
    with _NUMBERING:
        if names in _NUMBERS or len(_NUMBERS) >= MOST or len(names) > LONGEST:
            return _NUMBERS.get(names, "")
        if any(sign in name for name in names for sign in SIGNS):
            return ""
        _NAMES.append(names)
        _NUMBERS[names] = str(len(_NAMES) - 1)
        return _NUMBERS[names]
