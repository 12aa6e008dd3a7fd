"""WhatsApp's own catalog, as the shop's file names it: which one at Meta, and what Meta calls our products."""

import re
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

MAX_ID = 100  # characters of a content id that a message may name (Twilio)
#: What a content id may be made of: our own key, the store's SKU, and the store's ids of variant and product.
PARTS = ("sku", "shop_sku", "variant_id", "product_id")
_PART = re.compile(r"\{(\w*)\}")

ContentId = Annotated[str, Field(min_length=1, max_length=MAX_ID)]


class WhatsApp(BaseModel):
    """`[whatsapp]`. Without `catalog_id` products go out as our own cards and lists."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    catalog_id: str = Field(default="", pattern=r"^(\d{5,25})?$", description="Commerce Manager → Catalog → Settings")
    content_id: str = Field(default="{sku}", description="how the catalog's content ids are made")
    categories: tuple[str, ...] = Field(default=(), description="only these are in Meta's catalog; empty: all")
    leave_out: frozenset[ContentId] = Field(default=frozenset(), description="content ids that Meta does not have")
    full_catalog: bool = Field(default=False, description="Twilio has enabled messages with the whole catalog")

    @field_validator("content_id")
    @classmethod
    def _has_known_parts(cls, value: str) -> str:
        named = _PART.findall(value)
        if not named or "{" in _PART.sub("", value) or "}" in _PART.sub("", value):
            raise ValueError("must hold a part such as {sku}")
        if strange := sorted(set(named) - set(PARTS)):
            raise ValueError(f"{', '.join(strange)}: the parts are {', '.join(PARTS)}")
        if len(named) != len(set(named)):
            raise ValueError("holds a part twice")
        return value

    @property
    def is_on(self) -> bool:
        return bool(self.catalog_id)

    @property
    def is_our_key(self) -> bool:
        """Whether content ids are our own keys: then nothing need be looked up."""
        return self.content_id == "{sku}"

    def make_id(self, parts: dict[str, str]) -> str:
        """The content id; empty when a part is missing, or when Meta's catalog does not have it."""
        if not all(parts.get(name) for name in _PART.findall(self.content_id)):
            return ""
        made = self.content_id.format_map(parts)
        return "" if len(made) > MAX_ID or made in self.leave_out else made

    def read_id(self, content_id: str) -> dict[str, str]:
        """The parts of a content id; empty when it is not made like ours."""
        found = self._pattern.fullmatch(content_id)
        return found.groupdict() if found else {}

    def holds(self, category: str) -> bool:
        """Whether what stands at this category path is in Meta's catalog."""
        return not self.categories or any(f"{category}/".startswith(f"{path}/") for path in self.categories)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        texts = _PART.split(self.content_id)
        groups = (re.escape(text) if n % 2 == 0 else f"(?P<{text}>.+?)" for n, text in enumerate(texts))
        return re.compile("".join(groups))
