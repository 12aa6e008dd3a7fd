"""JSON bodies, checked against their models."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from bot.console.faults import TooLarge, WrongInput, WrongKind
from bot.web import read_at_most

MOST = 256 * 1024  # bytes of a JSON body
LARGEST = 2**63 - 1
Model = TypeVar("Model", bound=BaseModel)


async def read_body(request: Request, model: type[Model]) -> Model:
    """The body as this model. Raises WrongKind, TooLarge or WrongInput, which names each field that is wrong."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise WrongKind
    body = await read_at_most(request, MOST)
    if body is None:
        raise TooLarge
    try:
        read = model.model_validate_json(body or b"{}")
    except ValidationError as error:
        fields = {".".join(map(str, each["loc"])) or "body": each["msg"] for each in error.errors()}
        raise WrongInput(fields=fields) from None
    if not fits(read.model_dump()):
        raise WrongInput(fields={"body": "has a number or a sign that nothing here can hold"})
    return read


def fits(value: Any) -> bool:
    """Whether a database can hold it: numbers of 64 bits, texts without NUL."""
    if isinstance(value, str):
        return "\x00" not in value
    if isinstance(value, int):
        return -LARGEST <= value <= LARGEST
    if isinstance(value, dict):
        return all(map(fits, value.values())) and all(map(fits, value))
    return all(map(fits, value)) if isinstance(value, list | tuple | set) else True
