"""Chatwoot as its public API documentation describes it: contacts, conversations, messages of one API inbox, and the
webhooks that it sends."""

import hmac
import json
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TOKEN, SECRET, ACCOUNT, INBOX = "a-token-of-chatwoot", "a-secret-of-chatwoot", 3, 7
_BASE = f"/api/v1/accounts/{ACCOUNT}"


@dataclass
class FakeChatwoot:
    """`answers` are given instead of the next answers."""

    contacts: list[dict[str, Any]] = field(default_factory=list)
    conversations: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    statuses: list[tuple[int, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def app(self) -> Starlette:
        routes = [
            Route(f"{_BASE}/contacts/search", self.search),
            Route(f"{_BASE}/contacts", self.add_contact, methods=["POST"]),
            Route(f"{_BASE}/contacts/{{id:int}}/conversations", self.list_conversations),
            Route(f"{_BASE}/contacts/{{id:int}}/contact_inboxes", self.add_inbox, methods=["POST"]),
            Route(f"{_BASE}/conversations", self.add_conversation, methods=["POST"]),
            Route(f"{_BASE}/conversations/{{id:int}}/messages", self.add_message, methods=["POST"]),
            Route(f"{_BASE}/conversations/{{id:int}}/toggle_status", self.toggle, methods=["POST"]),
        ]
        return Starlette(
            routes=[Route(each.path, self.guarded(each.endpoint), methods=each.methods) for each in routes]
        )

    def guarded(self, endpoint: Any) -> Any:
        async def answer(request: Request) -> Response:
            if request.headers.get("api_access_token") != TOKEN:
                return JSONResponse({"errors": ["You need to sign in"]}, 401)
            if self.answers:
                return JSONResponse({"error": "not now"}, self.answers.pop(0))
            return await endpoint(request)

        return answer

    async def search(self, request: Request) -> Response:
        wanted = request.query_params["q"]
        found = [each for each in self.contacts if wanted in (each["identifier"] or "")]
        return JSONResponse({"meta": {"count": len(found), "current_page": 1}, "payload": found})

    async def add_contact(self, request: Request) -> Response:
        body = await request.json()
        for name in ("identifier", "phone_number"):
            if body.get(name) and any(each[name] == body[name] for each in self.contacts):
                return JSONResponse({"message": f"{name} has already been taken", "attributes": [name]}, 422)
        inbox = {"source_id": f"source-{len(self.contacts) + 1}", "inbox": {"id": body["inbox_id"]}}
        contact = {name: body.get(name) for name in ("name", "identifier", "phone_number")}
        contact |= {"id": len(self.contacts) + 1, "contact_inboxes": [inbox]}
        self.contacts.append(contact)
        return JSONResponse({"payload": {"contact": contact, "contact_inbox": inbox}})

    async def add_inbox(self, request: Request) -> Response:
        body = await request.json()
        made = {"source_id": f"source-{request.path_params['id']}", "inbox": {"id": body["inbox_id"]}}
        self.contacts[request.path_params["id"] - 1]["contact_inboxes"].append(made)
        return JSONResponse(made)

    async def list_conversations(self, request: Request) -> Response:
        mine = [each for each in self.conversations if each["contact_id"] == request.path_params["id"]]
        return JSONResponse({"payload": mine})

    async def add_conversation(self, request: Request) -> Response:
        body = await request.json()
        known = [inbox["source_id"] for each in self.contacts for inbox in each["contact_inboxes"]]
        if body["source_id"] not in known:
            return JSONResponse({"error": "source id should be unique"}, 422)
        made = {"id": len(self.conversations) + 40, "inbox_id": body["inbox_id"], "contact_id": body["contact_id"]}
        made["status"] = body["status"]
        self.conversations.append(made)
        return JSONResponse(made)

    async def add_message(self, request: Request) -> Response:
        if request.headers["content-type"].startswith("multipart/"):
            async with request.form() as form:
                file = form["attachments[]"]
                said: dict[str, Any] = {name: form[name] for name in ("content", "message_type")}
                said |= {"private": False, "file": (file.filename, file.content_type, await file.read())}  # type: ignore[union-attr]
        else:
            said = await request.json()
        message = {**said, "id": len(self.messages) + 900, "conversation_id": request.path_params["id"]}
        self.messages.append(message)
        return JSONResponse({"id": message["id"], "content": said["content"]})

    async def toggle(self, request: Request) -> Response:
        status = (await request.json())["status"]
        self.statuses.append((request.path_params["id"], status))
        return JSONResponse({"meta": {}, "payload": {"success": True, "current_status": status}})

    def heard(self) -> list[str]:
        """What the contact said there."""
        return [each["content"] for each in self.messages if each["message_type"] == "incoming"]

    def notes(self) -> list[str]:
        return [each["content"] for each in self.messages if each["private"]]


def reply(conversation: int, text: str, message_id: int = 118, **more: Any) -> dict[str, Any]:
    """The webhook of a message that an agent wrote."""
    sender = {"id": 5, "name": "Noor", "email": "noor@example.com", "type": "user"}
    told = {"id": message_id, "content": text, "message_type": "outgoing", "content_type": "text", "private": False}
    told |= {
        "content_attributes": {},
        "source_id": None,
        "sender": sender,
        "inbox": {"id": INBOX, "name": "WhatsApp"},
    }
    told |= {"conversation": {"id": conversation, "inbox_id": INBOX, "status": "open"}, "account": {"id": ACCOUNT}}
    return {**told, "event": "message_created", **more}


def resolved(conversation: int) -> dict[str, Any]:
    """The webhook of a conversation that an agent resolved."""
    told = {"id": conversation, "inbox_id": INBOX, "status": "resolved", "channel": "Channel::Api", "messages": []}
    return {**told, "event": "conversation_status_changed"}


def signed(body: bytes, at: int, secret: str = SECRET) -> dict[str, str]:
    """The headers that prove it. `at` in seconds."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, "sha256").hexdigest()
    return {"x-chatwoot-timestamp": str(at), "x-chatwoot-signature": f"sha256={digest}"}


def dumped(told: dict[str, Any]) -> bytes:
    return json.dumps(told).encode()
