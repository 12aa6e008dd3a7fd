"""A merchant's own checkout: `[checkout]` of the shop's file, and the address that a cart has there."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

_TEMPLATES = {
    "shopify": "{url}/cart/{items}?discount={coupon}&attributes%5Bwa_ref%5D={ref}",
    "woocommerce": "{url}/checkout-link/?products={items}&coupon={coupon}&wa_ref={ref}",
}
_COUPONS = {"shopify": "{url}/discount/{coupon}?wa_ref={ref}", "woocommerce": "{url}/?coupon={coupon}&wa_ref={ref}"}
_PLACE = re.compile(r"\{(\w+)\}")
_KNOWN = frozenset({"items", "coupon", "ref"})


class StoreCheckout(BaseModel):
    """Where people pay. Without `url` it is our own page.

    With `store` the address is the store's (`https://shop.example.com`) and the rest is known; without it, a
    template: `{items}` are the goods, `{coupon}` the code and `{ref}` what an order there can be found by. A name of
    the question whose value comes out empty is left out. `ids` maps our SKUs to the store's numbers of variants.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = ""
    store: Literal["", "shopify", "woocommerce"] = ""
    item: str = Field(default="{id}:{quantity}", description="one of the {items} of a template")
    separator: str = ","
    ids: Mapping[str, str] = Field(default_factory=dict)
    coupon_url: str = Field(
        default="", description="a template with {coupon}: opens the store with the code in place"
    )

    @field_validator("ids", mode="before")
    @classmethod
    def _numbers_are_texts(cls, value: object) -> object:
        return {sku: str(number) for sku, number in value.items()} if isinstance(value, Mapping) else value

    @field_validator("url", "coupon_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("https", "http") or not parts.hostname or "{" in parts.netloc):
            raise ValueError("must be a full address such as https://shop.example.com")
        if unknown := set(_PLACE.findall(value)) - _KNOWN:
            raise ValueError(f"there is no {{{unknown.pop()}}}: write {{items}}, {{coupon}} or {{ref}}")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _is_whole(self) -> "StoreCheckout":
        if self.store and not self.url:
            raise ValueError("url: the store's address is missing")
        if self.store and _PLACE.search(self.url):
            raise ValueError("url: with `store` only the store's address, such as https://shop.example.com")
        if self.url and not self.store and "{items}" not in self.url:
            raise ValueError("url: a template needs {items}; or say which `store` it is")
        if self.coupon_url and "{coupon}" not in self.coupon_url:
            raise ValueError("coupon_url: needs {coupon}")
        return self

    @property
    def is_ours(self) -> bool:
        """Whether our own page is where people pay."""
        return not self.url

    @property
    def takes_coupon(self) -> bool:
        """Whether a code is in place by itself; else it is to be typed at the store's checkout."""
        return self.is_ours or "{coupon}" in self._template

    @property
    def has_coupon_link(self) -> bool:
        """Whether a code alone has an address."""
        return bool(self.coupon_url or self.store)

    def missing(self, skus: Iterable[str]) -> list[str]:
        """Those whose number the store would want and we do not know."""
        return [sku for sku in skus if self.store and not _is_number(self._id(sku))]

    def address(self, lines: Sequence[tuple[str, int]], *, coupon: str = "", ref: str = "") -> str:
        """The store's checkout with these goods (SKU and quantity) in it."""
        each = [self.item.format(id=self._id(sku), quantity=quantity) for sku, quantity in lines]
        items = quote(self.separator.join(each), safe=":,;|")
        return _fill(self._template, {"url": self.url, "items": items, "coupon": quote(coupon), "ref": quote(ref)})

    def coupon_address(self, coupon: str, ref: str) -> str:
        """The store with this code in place."""
        template = self.coupon_url or _COUPONS[self.store]
        return _fill(template, {"url": self.url, "items": "", "coupon": quote(coupon), "ref": quote(ref)})

    @property
    def _template(self) -> str:
        return _TEMPLATES.get(self.store, self.url)

    def _id(self, sku: str) -> str:
        return self.ids.get(sku, sku)


def _fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its values; of the question only what has one."""
    before, mark, question = template.partition("?")
    told = [part for each in question.split("&") if (part := _one(each, values))]
    path = _PLACE.sub(lambda found: values.get(found[1], ""), before)
    return f"{path}{mark}{'&'.join(told)}" if told else path


def _one(part: str, values: Mapping[str, str]) -> str:
    places = _PLACE.findall(part)
    if places and not any(values.get(name) for name in places):
        return ""
    return _PLACE.sub(lambda found: values.get(found[1], ""), part)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
