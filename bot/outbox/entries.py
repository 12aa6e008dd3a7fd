"""A message on its way into the outbox. Turns and journeys make them; only the dispatcher sends them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.outbox.content import Content


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One bubble to send. `key` says why it exists: the same key is written once, whoever tries again.

    `kind`: `reply` (free-form, needs the open window), `template`, `agent` (written by `agent_id`), or `notice` (a
    confirmation that goes out whoever owns the conversation, such as the answer to STOP); `journey` is one of these
    by what is true when it goes out, of a `category` (utility, marketing or service), only while its `facts` hold,
    and by its journey's rules (`policy`, as `policy.carried` makes them). `template`, `agent` and `journey` may name
    a template.
    `epoch` is the conversation's when it was computed.
    """

    key: str
    contact_id: int
    sender: str
    to: str
    content: Content
    epoch: int
    kind: str
    created_at: datetime
    event_id: int | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None
    category: str = ""
    facts: tuple[Mapping[str, Any], ...] = ()
    policy: Mapping[str, Any] = field(default_factory=dict)
    agent_id: int | None = None
