"""JSON Lines: one product a line, in the form that we write ourselves (docs/feeds.md)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from catalog.feeds.html import clean_line, clean_text
from catalog.feeds.rows import split_lines
from catalog.feeds.terms import Terms
from catalog.feeds.values import RowWrong, Values
from catalog.items import Gone, Item, ItemText, ItemVariant, Money, Picture, Refused, SourceFailed, Status, Told

Amount = str | int | Decimal


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", coerce_numbers_to_str=True)


class PictureLine(_Part):
    url: str
    alt: str = ""


class TextLine(_Part):
    title: str
    tagline: str = ""
    description: str = ""
    material: str = ""
    usage: str = ""


class VariantLine(_Part):
    id: str
    sku: str = ""
    gtin: str = ""
    options: dict[str, str] = Field(default_factory=dict)
    price: Amount | None = None
    sale_price: Amount | None = None
    sale_from: str = ""
    sale_until: str = ""
    stock: Decimal | None = None
    availability: str = ""
    sells_on: bool = False
    inventory_id: str = ""
    pictures: tuple[PictureLine | str, ...] = ()
    swatch: str = ""
    measure: dict[str, Any] = Field(default_factory=dict)


class Line(_Part):
    """A product. `title` and its like are short for `texts` in the shop's own language."""

    id: str
    gone: bool = False
    texts: dict[str, TextLine] = Field(default_factory=dict)
    title: str = ""
    tagline: str = ""
    description: str = ""
    material: str = ""
    usage: str = ""
    variants: tuple[VariantLine, ...] = ()
    price: Amount | None = None
    stock: Decimal | None = None
    status: str = ""
    brand: str = ""
    url: str = ""
    paths: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    attributes: dict[str, tuple[str, ...] | str] = Field(default_factory=dict)
    pictures: tuple[PictureLine | str, ...] = ()
    size_table: dict[str, Any] = Field(default_factory=dict)
    rating: Decimal | None = None
    rating_count: int = 0
    added_at: str = ""
    updated_at: str = ""


def read_json_lines(pieces: Iterable[str], terms: Terms) -> Iterator[Told]:
    """Broken lines are refused; a broken last one without an end means that the file was cut."""
    values = Values(terms)
    for number, written in enumerate(split_lines(pieces), 1):
        line = written.lstrip("\ufeff").strip()
        if not line:
            continue
        where = f"line {number}"
        told: Told
        try:
            told = _told(_parsed(line), where, values)
        except RowWrong as error:
            told = Refused(where, str(error))
            if not written.endswith("\n") and not line.endswith("}"):
                raise SourceFailed(f"the file ends in the middle of line {number}", may_pass=True) from error
        yield from values.told()
        yield told


def write_line(item: Item) -> str:
    """What `read_json_lines` reads back as the same item."""
    return json.dumps(_plain(item), ensure_ascii=False, separators=(",", ":"))


def _parsed(line: str) -> Line:
    try:
        data = json.loads(line, parse_float=Decimal, parse_constant=_refuse)
        return Line.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RowWrong(f"{place}: {first['msg']}" if place else first["msg"]) from error
    except RecursionError:
        raise RowWrong("is nested too deeply") from None
    except ValueError as error:
        raise RowWrong(f"is no JSON: {error}"[:200]) from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _told(line: Line, where: str, values: Values) -> Item | Gone:
    external_id = values.identity(line.id.strip())
    if line.gone:
        return Gone(external_id, values.moment(where, line.updated_at))
    strange = sorted({*(line.model_extra or ()), *(key for each in line.variants for key in each.model_extra or ())})
    if strange:
        values.note(where, f"fields that are not known: {', '.join(strange)[:200]}")
    texts = _texts(line, values.terms.language)
    if not texts:
        raise RowWrong("has no title")
    written = line.variants or (VariantLine(id=external_id, price=line.price, stock=line.stock),)
    variants = tuple(_variant(each, where, values) for each in written)
    if len({each.external_id for each in variants}) < len(variants):
        raise RowWrong("two of its variants have the same id")
    return Item(
        external_id=external_id,
        texts=texts,
        variants=variants,
        status=values.status(where, line.status) if line.status else Status.ACTIVE,
        brand=clean_line(line.brand, 100),
        url=values.url(where, line.url),
        paths=tuple(clean for path in line.paths if (clean := clean_line(path, 200))),
        tags=tuple(clean for tag in line.tags if (clean := clean_line(tag, 60))),
        attributes=_attributes(line),
        pictures=_pictures(line.pictures, where, values),
        size_table=line.size_table,
        rating=values.rating(where, str(line.rating)) if line.rating is not None else None,
        rating_count=max(0, line.rating_count),
        added_at=values.moment(where, line.added_at),
        updated_at=values.moment(where, line.updated_at),
    )


def _texts(line: Line, language: str) -> dict[str, ItemText]:
    written = dict(line.texts)
    if line.title:
        plain = {name: getattr(line, name) for name in ("tagline", "description", "material", "usage")}
        written.setdefault(language, TextLine(title=line.title, **plain))
    return {
        tag: ItemText(
            title,
            clean_line(text.tagline),
            clean_text(text.description),
            clean_text(text.material),
            clean_text(text.usage),
        )
        for tag, text in written.items()
        if (title := clean_line(text.title))
    }


def _variant(line: VariantLine, where: str, values: Values) -> ItemVariant:
    price = _money("price", line.price, values)
    sale = _money("sale_price", line.sale_price, values)
    if line.stock is not None and not line.stock.is_finite():
        raise RowWrong("stock is no number")
    return ItemVariant(
        external_id=values.identity(line.id.strip(), "variant's id"),
        sku=line.sku.strip(),
        gtin=values.gtin(where, line.gtin),
        options=tuple((clean_line(name, 60), clean_line(value, 100)) for name, value in line.options.items()),
        price=price,
        sale_price=values.below(where, sale, price),
        sale_from=values.moment(where, line.sale_from),
        sale_until=values.moment(where, line.sale_until, ends=True),
        stock=line.stock,
        availability=values.availability(where, line.availability),
        sells_on=line.sells_on,
        inventory_id=line.inventory_id,
        pictures=_pictures(line.pictures, where, values),
        swatch=clean_line(line.swatch, 20),
        measure=line.measure,
    )


def _money(name: str, amount: Amount | None, values: Values) -> Money | None:
    return values.price(
        name, amount if isinstance(amount, str) else "" if amount is None else format(Decimal(amount), "f")
    )


def _attributes(line: Line) -> Mapping[str, tuple[str, ...]]:
    listed = {name: (texts,) if isinstance(texts, str) else texts for name, texts in line.attributes.items()}
    return {clean_line(name, 60): tuple(clean_line(text, 200) for text in texts) for name, texts in listed.items()}


def _pictures(lines: tuple[PictureLine | str, ...], where: str, values: Values) -> tuple[Picture, ...]:
    told = [PictureLine(url=line) if isinstance(line, str) else line for line in lines[:100]]
    return tuple(
        Picture(found[0].url, clean_line(line.alt, 200))
        for line in told
        if (found := values.pictures(where, [line.url]))
    )


def _plain(value: Any) -> Any:
    """Dataclasses, moments and amounts as JSON; what is empty is left out."""
    if isinstance(value, Item):
        return {"id": value.external_id} | _fields(value)
    if isinstance(value, ItemVariant):
        return (
            {"id": value.external_id} | _fields(value) | ({"options": dict(value.options)} if value.options else {})
        )
    if isinstance(value, Money):
        digits = get_currency_precision(value.currency)
        return f"{Decimal(value.minor).scaleb(-digits):.{digits}f} {value.currency}"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return _fields(value) if isinstance(value, ItemText | Picture) else value


def _fields(value: Any) -> dict[str, Any]:
    names = [name for name in value.__dataclass_fields__ if name not in ("external_id", "silent")]
    told = {name: getattr(value, name) for name in names}
    return {
        name: _plain(each)
        for name, each in told.items()
        if each is not None and each is not False and each not in ("", (), {})
    }
