"""What somebody may do: each role may all that those below it may."""

from typing import Literal, get_args

Role = Literal["viewer", "agent", "lead", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)


def rank(role: str) -> int:
    """0 is the lowest role; -1 is none at all."""
    return ROLES.index(role) if role in ROLES else -1


def may(role: str, needed: str) -> bool:
    """Whether somebody of this role may do what needs that one."""
    return rank(role) >= rank(needed) >= 0


def lower_of(one: str, other: str) -> str:
    """The lesser of two roles: a token may never more than its owner."""
    return min(one, other, key=rank)
