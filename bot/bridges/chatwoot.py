"""Chatwoot's Application API, as much of it as the bridge needs: contacts, conversations, messages.

What is made is looked for first: asking again after a lost answer makes nothing twice but a message.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.errors import TryAgain

if TYPE_CHECKING:
    import httpx

SECONDS = 10.0
TAKEN = 422  # a contact of this number or identifier is there already


@dataclass(frozen=True)
class Chatwoot:
    """An inbox of the kind API in one account."""

    url: str
    token: str
    account: int
    inbox: int

    async def find_conversation(self, contact_id: int, name: str, address: str) -> int:
        """The conversation of this contact of ours, made if need be. Raises TryAgain."""
        identifier = f"shopclerk:{contact_id}"
        remote = await self._find_contact(identifier) or await self._add_contact(identifier, name, address)
        told = await self._ask("GET", f"contacts/{remote['id']}/conversations")
        here = [each for each in told.get("payload", ()) if each.get("inbox_id") == self.inbox]
        if here:
            return int(max(each["id"] for each in here))
        body = {"inbox_id": self.inbox, "contact_id": remote["id"], "source_id": await self._source_of(remote)}
        return int((await self._ask("POST", "conversations", body | {"status": "open"}))["id"])

    async def say(self, conversation: int, text: str, *, private: bool = False) -> None:
        """As the contact; or, `private`, a note that only agents see. Raises TryAgain."""
        kind = "outgoing" if private else "incoming"
        body = {"content": text, "message_type": kind, "private": private}
        await self._ask("POST", f"conversations/{conversation}/messages", body)

    async def give(self, conversation: int, text: str, name: str, content_type: str, body: bytes) -> None:
        """A file of the contact. Raises TryAgain."""
        fields = {"content": text, "message_type": "incoming", "private": "false"}
        files = {"attachments[]": (name, body, content_type)}
        await self._send("POST", f"conversations/{conversation}/messages", data=fields, files=files)

    async def set_status(self, conversation: int, status: str) -> None:
        """`open` or `resolved`. Raises TryAgain."""
        await self._ask("POST", f"conversations/{conversation}/toggle_status", {"status": status})

    async def _find_contact(self, identifier: str) -> dict[str, Any] | None:
        told = await self._ask("GET", f"contacts/search?q={identifier}")
        found = [each for each in told.get("payload", ()) if each.get("identifier") == identifier]
        return found[0] if found else None

    async def _add_contact(self, identifier: str, name: str, address: str) -> dict[str, Any]:
        """Without the number where somebody there has it already."""
        body = {"inbox_id": self.inbox, "name": name or address, "identifier": identifier}
        number = {"phone_number": address} if address.startswith("+") else {}
        response = await self._send("POST", "contacts", json=body | number, may_be=TAKEN)
        if response.status_code == TAKEN:
            response = await self._send("POST", "contacts", json=body)
        return dict(response.json()["payload"]["contact"])

    async def _source_of(self, remote: dict[str, Any]) -> str:
        """By what the inbox knows the contact."""
        for each in remote.get("contact_inboxes", ()):
            if each["inbox"]["id"] == self.inbox:
                return str(each["source_id"])
        made = await self._ask("POST", f"contacts/{remote['id']}/contact_inboxes", {"inbox_id": self.inbox})
        return str(made["source_id"])

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        response = await self._send(method, path, json=body)
        return dict(response.json()) if response.content else {}

    async def _send(self, method: str, path: str, *, may_be: int = 0, **given: Any) -> "httpx.Response":
        import httpx

        headers = {"api_access_token": self.token}
        async with httpx.AsyncClient(timeout=SECONDS, trust_env=False, headers=headers) as client:
            try:
                address = f"{self.url}/api/v1/accounts/{self.account}/{path}"
                response = await client.request(method, address, **given)
            except httpx.HTTPError as failed:
                raise TryAgain(f"Chatwoot did not answer: {type(failed).__name__}") from None
        if response.status_code >= 300 and response.status_code != may_be:
            raise TryAgain(f"Chatwoot answered {path.partition('?')[0]} with {response.status_code}")
        return response
