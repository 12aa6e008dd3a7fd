"""Meta (Facebook, Instagram, WhatsApp) catalogs: Google's fields and some of their own, as CSV, TSV and XML."""

import re
from collections.abc import Iterable, Iterator

from catalog.feeds import google
from catalog.feeds.rows import Entry
from catalog.feeds.terms import Terms
from catalog.items import Note, Refused, Told

_OURS = {
    "quantity_to_sell_on_facebook": "quantity", "inventory": "quantity",
    "fb_product_category": "google_product_category", "rich_text_description": "content",
    "retailer_product_group_id": "item_group_id", "retailer_id": "id", "name": "title", "image_url": "image_link",
    "url": "link", "colour": "color", "additional_image_urls": "additional_image_link", "unit_price": "shipping",
    "commerce_tax_category": "tax", "origin_country": "tax", "importer_name": "tax", "importer_address": "tax",
    "manufacturer_info": "tax", "wa_compliance_category": "tax", "internal_label": "tax", "applink": "tax",
    "style": "tax", "gpc_category": "tax", "video": "tax", "marked_for_product_launch": "tax",
}  # fmt: skip
_INDEXED = re.compile(r"^(?P<name>[a-z_]+)\[(?P<place>\d+)\](?:\.(?P<part>\w+))?$")


def is_meta(names: Iterable[str]) -> bool:
    """Whether these names are of a file that was made for Meta."""
    own = ("quantity_to_sell_on_facebook", "fb_product_category", "rich_text_description", "inventory", "visibility")
    return any(name in own or name.startswith(("image[", "product_tags[", "video[")) for name in names)


def field_name(written: str) -> str:
    """Meta's name of a column → Google's; `image[0].url` is the picture, the others are further ones."""
    name = google.field_name(written)
    if found := _INDEXED.match(name):
        if found["name"] == "image" and found["part"] in (None, "url"):
            return "image_link" if found["place"] == "0" else "additional_image_link"
        return "product_tags" if found["name"] == "product_tags" else "tax"
    return _OURS.get(name, name) if not name.startswith("applink") else "tax"


def read_meta(entries: Iterable[Entry | Refused | Note], terms: Terms) -> Iterator[Told]:
    """Entries whose fields are named as Meta does, or already by `field_name`."""
    return google.read_google(map(_as_google, entries), terms)


def _as_google(entry: Entry | Refused | Note) -> Entry | Refused | Note:
    if isinstance(entry, Entry):
        for written in [name for name in entry.values if field_name(name) != name]:
            name, value = field_name(written), entry.values.pop(written)
            entry.values.setdefault(name, value)
            if written in entry.more:
                entry.more.setdefault(name, entry.more.pop(written))
    return entry
