"""JSON inside form fields: orders, catalog questions and flow responses. Broken JSON is no error here.

Twilio says that the fields of orders may be renamed, so an order is found by its shape.
"""

import json
from math import isfinite
from typing import Any

from bot.inbox.messages import OrderLine

MAX_DEPTH = 20  # of a flow response; deeper values are dropped
MAX_LINES = 500
MAX_QUANTITY = 1_000_000
_LONGEST_NUMBER = 40


def read_json_object(text: str) -> dict[str, Any]:
    """The object in `text`, made safe to store; empty when there is none."""
    if not text.lstrip().startswith("{"):
        return {}
    try:
        value = json.loads(text, parse_constant=_nothing, parse_float=_finite, parse_int=_bounded)
    except (ValueError, RecursionError):
        return {}
    cleaned = _clean(value, 0)
    return cleaned if isinstance(cleaned, dict) else {}


def is_order(form: dict[str, str]) -> bool:
    """Whether a cart was sent that lists something, though no line of it may say what or how many."""
    items = _find_order(form).get("product_items")
    return isinstance(items, list) and bool(items)


def read_order(form: dict[str, str]) -> tuple[tuple[OrderLine, ...], str]:
    """The cart's lines and the shopper's note; lines that name no product or quantity are left out."""
    order = _find_order(form)
    items = order.get("product_items")
    lines = [_line(item) for item in items[:MAX_LINES]] if isinstance(items, list) else []
    return tuple(line for line in lines if line), _word(order.get("text"))


def read_product_id(form: dict[str, str]) -> str:
    """The catalog product that a question is about, bare or in an object with its catalog."""
    value = form.get("ProductRetailerId", "")
    if value.lstrip().startswith("{"):
        return _word(read_json_object(value).get("product_retailer_id"))
    return value


def read_flow_response(form: dict[str, str]) -> dict[str, Any]:
    """The answers of a completed WhatsApp Flow, from Twilio's field or else from WhatsApp's own."""
    data = read_json_object(form.get("InteractiveData", ""))
    answers = data.get("flowResponse", data)
    if isinstance(answers, str):
        answers = read_json_object(answers)
    if isinstance(answers, dict) and answers:
        return answers
    return read_json_object(form.get("FlowData", ""))


def clean_text(text: str) -> str:
    """NUL and lone surrogates become U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")


def _find_order(form: dict[str, str]) -> dict[str, Any]:
    likely = form.get("ProductRetailerId", "")
    for text in (likely, *form.values()):
        if '"product_items"' in text and (found := _with_items(read_json_object(text))):
            return found
    return {}


def _with_items(value: dict[str, Any]) -> dict[str, Any]:
    """The order itself, or the order one level down."""
    if "product_items" in value:
        return value
    return next((v for v in value.values() if isinstance(v, dict) and "product_items" in v), {})


def _line(item: Any) -> OrderLine | None:
    if not isinstance(item, dict):
        return None
    retailer_id, quantity = _word(item.get("product_retailer_id")), _quantity(item.get("quantity"))
    if not retailer_id or not quantity:
        return None
    return OrderLine(retailer_id, quantity, _word(item.get("item_price")), _word(item.get("currency")))


def _quantity(value: Any) -> int:
    try:
        number = int(value) if isinstance(value, int | float | str) else 0
    except (ValueError, OverflowError):
        return 0
    return number if 0 < number <= MAX_QUANTITY else 0


def _word(value: Any) -> str:
    """A string or number as text; anything else counts as absent."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _clean(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(k): _clean(v, depth + 1) for k, v in value.items()} if depth < MAX_DEPTH else None
    if isinstance(value, list):
        return [_clean(item, depth + 1) for item in value] if depth < MAX_DEPTH else None
    return value


def _nothing(_constant: str) -> None:
    """NaN and Infinity are not JSON."""


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if isfinite(number) else None


def _bounded(digits: str) -> int | None:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None
