"""Templates at Twilio: Content resources and what WhatsApp says of them (a `TemplateOffice`)."""

import json
from collections.abc import Mapping
from typing import Any

from bot.errors import GiveUp, Unsettled
from bot.settings import DEMO_ACCOUNT_SID, Settings
from bot.templates.office import Draft, Verdict
from bot.templates.places import PAYLOAD, places_of
from bot.templates.variants import VariantStatus
from bot.whatsapp.client import Refused, open_client
from bot.whatsapp.contents import CONTENT
from bot.whatsapp.sdk import Client
from flows.engine.templates import TOKEN, TemplateButton, Wording, provider_language

APPROVALS = "https://content.twilio.com/v1/ContentAndApprovals"
PAGE_SIZE = 500
MOST_PAGES = 50
COPY_TITLE = "Copy code"  # Twilio wants one; WhatsApp shows its own
_JSON = {"Content-Type": "application/json"}
_KINDS = {"url": ("URL", "url"), "phone": ("PHONE_NUMBER", "phone"), "copy_code": ("COPY_CODE", "code")}


class TwilioTemplates:
    """Made inside a running event loop; `close` it there."""

    def __init__(self, settings: Settings, client: Client | None = None) -> None:
        self._client = client or open_client(settings)
        account = settings.twilio_account_sid or DEMO_ACCOUNT_SID
        self.account = f"{account}@{settings.twilio_api_url or 'twilio'}"

    async def list_titles(self) -> dict[str, str]:
        """As `TemplateOffice.list_titles`; the newest of equals."""
        found: dict[str, str] = {}
        url, params = APPROVALS, {"PageSize": PAGE_SIZE}
        for _ in range(MOST_PAGES):
            page = await self._call("GET", url, params=params)
            for row in page.get("contents") or ():
                found.setdefault(str(row.get("friendly_name") or ""), str(row.get("sid") or ""))
            url, params = str((page.get("meta") or {}).get("next_page_url") or ""), {}
            if not url:
                break
        return {title: sid for title, sid in found.items() if title.startswith("shopclerk ") and sid}

    async def create(self, draft: Draft) -> str:
        """As `TemplateOffice.create`."""
        answer = await self._call("POST", CONTENT, data=resource_of(draft))
        sid = answer.get("sid")
        if not isinstance(sid, str) or not sid:
            raise Unsettled("Twilio's answer about a template is not readable")
        return sid

    async def ask(self, sid: str, draft: Draft) -> None:
        """As `TemplateOffice.ask`."""
        wanted = {"name": draft.approval_name, "category": draft.contract.category.upper()}
        await self._call("POST", f"{CONTENT}/{sid}/ApprovalRequests/whatsapp", data=wanted)

    async def look(self, sid: str) -> Verdict:
        """As `TemplateOffice.look`."""
        try:
            answer = await self._call("GET", f"{CONTENT}/{sid}/ApprovalRequests")
        except _Gone:
            return Verdict(VariantStatus.GONE.value)
        told = answer.get("whatsapp")
        return verdict_of(told if isinstance(told, dict) else {})

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.http_client.close()

    async def _call(self, method: str, url: str, **more: Any) -> dict[str, Any]:
        headers = _JSON if "data" in more else None
        try:
            answer = await self._client.request_async(method, url, headers=headers, **more)
        except Refused as refused:
            if refused.status == 404:
                raise _Gone("Twilio does not have this template (any more)", refused.code) from refused
            raise GiveUp(f"Twilio refused the template: {refused}", refused.code) from refused
        try:
            told = json.loads(answer.text)
        except ValueError as error:
            raise Unsettled("Twilio's answer about a template is not readable") from error
        return told if isinstance(told, dict) else {}


class _Gone(GiveUp):
    """There is no such resource."""


def verdict_of(told: Mapping[str, Any]) -> Verdict:
    """Twilio's words; a status that nobody knows counts as still under review."""
    said = str(told.get("status") or "unsubmitted").lower()
    status = said if said in VariantStatus._value2member_map_ else VariantStatus.PENDING.value
    quality = str(told.get("quality") or told.get("quality_rating") or "")
    category, reason = str(told.get("category") or "").lower(), str(told.get("rejection_reason") or "")
    return Verdict(status, category, reason, quality)


def resource_of(draft: Draft) -> dict[str, Any]:
    """The body of the request that creates a wording, its variables numbered from 1."""
    wording = draft.wording
    places = places_of(wording)
    numbers = {place.name: str(n) for n, place in enumerate(places, 1)}
    samples = {numbers[place.name]: _sample(wording, place.name) for place in places}
    return {
        "friendly_name": draft.title,
        "language": provider_language(wording.language),
        "variables": samples,
        "types": _types(draft, numbers),
    }


def _sample(wording: Wording, place: str) -> str:
    return wording.samples.get(place) or place.replace(f"{PAYLOAD} ", "answer")


def _types(draft: Draft, numbers: Mapping[str, str]) -> dict[str, Any]:
    """The plainest type that carries the wording."""
    wording = draft.wording
    if draft.contract.category == "authentication":
        return {"whatsapp/authentication": {"actions": [{"type": "COPY_CODE", "copy_code_text": COPY_TITLE}]}}
    body = _numbered(wording.body, numbers)
    actions = _actions(wording, numbers)
    if wording.header or wording.footer or wording.media:
        return {"whatsapp/card": _card(wording, body, actions, numbers)}
    if not actions:
        return {"twilio/text": {"body": body}}
    answers = wording.quick_replies
    if answers == len(actions):
        return {"twilio/quick-reply": {"body": body, "actions": actions}}
    return {"whatsapp/card" if answers else "twilio/call-to-action": {"body": body, "actions": actions}}


def _card(wording: Wording, body: str, actions: list[dict[str, str]], numbers: Mapping[str, str]) -> dict[str, Any]:
    card: dict[str, Any] = {"body": body}
    if wording.media:
        card["media"] = [_numbered(wording.header, numbers)]
    elif wording.header:
        card["header_text"] = _numbered(wording.header, numbers)
    if wording.footer:
        card["footer"] = wording.footer
    return card | ({"actions": actions} if actions else {})


def _actions(wording: Wording, numbers: Mapping[str, str]) -> list[dict[str, str]]:
    answers = iter(range(1, wording.quick_replies + 1))
    return [_action(button, answers, numbers) for button in wording.buttons]


def _action(button: TemplateButton, answers: Any, numbers: Mapping[str, str]) -> dict[str, str]:
    if button.kind == "quick_reply":
        payload = "{{" + numbers[f"{PAYLOAD} {next(answers)}"] + "}}"
        return {"type": "QUICK_REPLY", "title": button.title, "id": payload}
    kind, field = _KINDS[button.kind]
    return {"type": kind, "title": button.title or COPY_TITLE, field: _numbered(button.target, numbers)}


def _numbered(text: str, numbers: Mapping[str, str]) -> str:
    return TOKEN.sub(lambda found: "{{" + numbers[found[1]] + "}}", text)
