"""Templates as Content resources: types by what they hold, variables numbered, accepted by Twilio's schema."""

from typing import Any

import pytest

from bot.templates.office import Draft
from bot.whatsapp.emulator.limits import check_content
from bot.whatsapp.templates import resource_of, verdict_of
from flows.engine.compile import Source, compile_flows
from tests.bot.whatsapp.emulator.openapi.schemas import is_valid

NAME = "variables: {name: Amina}"
TYPES: dict[str, tuple[str, dict[str, Any]]] = {
    "a text alone": (
        f"body: Hello {{name}} and thank you for your order. {NAME}",
        {"twilio/text": {"body": "Hello {{1}} and thank you for your order."}},
    ),
    "quick replies": (
        "body: Hello {name} and thank you for your order. "
        f"buttons: [{{quick_reply: Hm}}, {{quick_reply: No}}] {NAME}",
        {
            "twilio/quick-reply": {
                "body": "Hello {{1}} and thank you for your order.",
                "actions": [
                    {"type": "QUICK_REPLY", "title": "Hm", "id": "{{2}}"},
                    {"type": "QUICK_REPLY", "title": "No", "id": "{{3}}"},
                ],
            }
        },
    ),
    "a link, a number and a code": (
        "body: Hello there. buttons: [{url: 'https://a.example/{name}', title: Go}, {phone: '+14155550100', "
        f"title: Call}}, {{copy_code: SPRING}}] {NAME}",
        {
            "twilio/call-to-action": {
                "body": "Hello there.",
                "actions": [
                    {"type": "URL", "title": "Go", "url": "https://a.example/{{1}}"},
                    {"type": "PHONE_NUMBER", "title": "Call", "phone": "+14155550100"},
                    {"type": "COPY_CODE", "title": "Copy code", "code": "SPRING"},
                ],
            }
        },
    ),
    "header and footer": (
        f"header: Order {{name}} body: Hello there. footer: Bye {NAME}",
        {"whatsapp/card": {"body": "Hello there.", "header_text": "Order {{1}}", "footer": "Bye"}},
    ),
    "a picture": (
        "header: {image: 'https://cdn.example.com/{name}'} body: Hello there. variables: {name: a.png}",
        {"whatsapp/card": {"body": "Hello there.", "media": ["https://cdn.example.com/{{1}}"]}},
    ),
    "answers and a link": (
        f"body: Hello there. buttons: [{{quick_reply: Hm}}, {{url: 'https://a.example/{{name}}', title: Go}}] {NAME}",
        {
            "whatsapp/card": {
                "body": "Hello there.",
                "actions": [
                    {"type": "QUICK_REPLY", "title": "Hm", "id": "{{2}}"},
                    {"type": "URL", "title": "Go", "url": "https://a.example/{{1}}"},
                ],
            }
        },
    ),
}
KEYS = ("header", "body", "footer", "buttons", "variables")


def draft(text: str, category: str = "utility", language: str = "en") -> Draft:
    for key in KEYS:
        text = text.replace(f"{key}: ", f"\n    {key}: ", 1)
    source = f"templates:\n  hello:\n    category: {category}{text}\n"
    contract = compile_flows([Source("t.yml", source, own=True)]).templates["hello"]
    return Draft(contract, contract.wordings[language])


@pytest.mark.parametrize(("text", "types"), TYPES.values(), ids=TYPES.keys())
def test_the_plainest_type_that_carries_it(text: str, types: dict[str, Any]) -> None:
    """P10: header, body, footer and every kind of button."""
    resource = resource_of(draft(text))
    assert resource["types"] == types
    assert is_valid("ContentCreateRequest", resource)
    check_content(resource)


def test_a_sign_in_code_has_whatsapps_own_words() -> None:
    resource = resource_of(draft("buttons: [{copy_code: '{code}'}] variables: {code: '123456'}", "authentication"))
    assert resource["types"] == {
        "whatsapp/authentication": {"actions": [{"type": "COPY_CODE", "copy_code_text": "Copy code"}]}
    }
    assert resource["variables"] == {"1": "123456"}
    check_content(resource)


def test_a_name_carries_the_mark_of_its_wording() -> None:
    """WhatsApp keeps a name for one text: another letter is another name, the same text the same one."""
    first, same, other = draft("body: Hello there."), draft("body: Hello there."), draft("body: Hello here.")
    assert first.approval_name == same.approval_name != other.approval_name
    assert first.approval_name.startswith("hello_")
    assert first.title == f"shopclerk hello en {first.mark}"


def test_another_sample_is_no_other_wording() -> None:
    text = "body: Hello {name} and thank you for your order. variables: {name: Amina}"
    assert draft(text).mark == draft(text.replace("Amina", "Bora")).mark


@pytest.mark.parametrize(
    ("told", "status", "billed_as"),
    [
        ({"status": "approved", "category": "MARKETING"}, "approved", "marketing"),
        ({"status": "Rejected", "rejection_reason": "x"}, "rejected", ""),
        ({"status": "in_appeal"}, "pending", ""),
        ({}, "unsubmitted", ""),
    ],
)
def test_twilios_words(told: dict[str, Any], status: str, billed_as: str) -> None:
    verdict = verdict_of(told)
    assert (verdict.status, verdict.billed_as) == (status, billed_as)
