"""What agents may call themselves: nobody passes for a colleague, or for what works here by itself."""

import unicodedata

from bot.staff.refusals import Taken
from bot.storage.transactions import Tx

RESERVED = frozenset({"terminal", "retention", "webhooks", "bot", "system"})
OF_TOKENS = "token:"  # begins what the audit log calls an API token
OTHERS = "select name from agent where id <> $1"


async def check_name(tx: Tx, name: str, agent_id: int = 0) -> None:
    """Whether this agent (0: somebody new) may be called so. Raises Taken."""
    wanted = _plain(name)
    is_reserved = wanted in RESERVED or wanted.startswith(OF_TOKENS)
    if is_reserved or wanted in {_plain(str(row[0])) for row in await tx.rows(OTHERS, agent_id)}:
        raise Taken(fields={"name": "is taken"})


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
