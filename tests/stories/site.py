"""The shop's own website, telling what happens there: signed, one event or many."""

import json
from typing import Any

import httpx

from bot.stores.eventdoor import sign_event
from tests.stories.shop import PUBLIC_URL, Shop

SECRET = "a-secret-of-the-site"


def searched(shop: Shop, number: int, query: str, **more: Any) -> dict[str, Any]:
    """`search.performed`, now, by Amina's number unless `contact` says otherwise."""
    told = {"id": f"e-{number}", "topic": "search.performed", "at": shop.clock.now().isoformat()}
    return {**told, "contact": {"phone": "+1 415 555 0101"}, "query": query, **more}


async def tells(shop: Shop, body: Any, *, secret: str = SECRET, age: float = 0, header: str | None = None) -> Any:
    """The status of the answer and what it says. `body` is what is sent as JSON, or bytes as they are."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    moment = int(shop.clock.now().timestamp() - age)
    signature = header.encode() if header is not None else f"t={moment},v1={sign_event(raw, secret.encode(), moment)}"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(shop.door)) as client:
        answer = await client.post(f"{PUBLIC_URL}/events", content=raw, headers={"X-Shopclerk-Signature": signature})
    return answer.status_code, answer.json()
