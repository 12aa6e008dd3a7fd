"""The store finder: the nearest stores for a shared location or a city, and when they are open."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from urllib.parse import urlencode

from babel.units import format_unit

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.moments import render_clock, render_moment, render_plain
from bot.actions.money import find_locale
from bot.actions.shopfile.places import Store, kilometres

MILES = frozenset({"US", "GB", "LR", "MM"})
KM_PER_MILE = 1.609344
MOST_BUTTONS = 3


class FindStores(ShopAction):
    """Says which store is nearest to the place in `store_place`: a location, a store's id or a city's name.

    Without a place it lists the stores and says how to share one; no question stays open.
    """

    called = "action_find_stores"
    listed: ClassVar[str] = "utter_store_list"

    async def act(self, talk: Talk) -> Events:
        stores = talk.reads.shop.stores
        if not stores:
            talk.say("utter_no_stores")
            return fill(store_place=None)
        place = talk.slots.get("store_place")
        if place is None and (there := named_in(stores, str(talk.tracker.latest_message.get("text") or ""))):
            _say_there(talk, there)
            return []
        if place is None:
            talk.say(self.listed, stores=_lines(talk, stores), buttons=_buttons(talk, stores))
            return []
        here = _location(place)
        if here:
            stores = tuple(sorted(stores, key=lambda store: kilometres(store, *here)))
        elif named := [store for store in stores if _is_named(store, str(place))]:
            stores = (*named, *(store for store in stores if store not in named))
        else:
            talk.say("utter_store_unknown", stores=_lines(talk, stores), buttons=_buttons(talk, stores))
            return fill(store_place=None)
        _say_store(talk, stores[0], here, stores[1:])
        return fill(store_place=None)


def named_in(stores: Sequence[Store], text: str) -> list[Store]:
    """The stores that a message names by themselves or by their city: `부산 매장`, `is the Seoul store open`."""
    return [store for store in stores if _is_named(store, text)]


def _say_there(talk: Talk, stores: Sequence[Store]) -> None:
    """Those of one city, and no others."""
    if len(stores) == 1:
        _say_store(talk, stores[0], None, ())
    else:
        talk.say("utter_stores_there", stores=_lines(talk, stores), buttons=_buttons(talk, stores))


class StoreHours(FindStores):
    """Says when the stores are open; a tap on one of them says more of it."""

    called = "action_store_hours"
    listed = "utter_store_hours"


def _say_store(talk: Talk, store: Store, here: tuple[float, float] | None, others: Sequence[Store]) -> None:
    where = store.addresses.get(talk.language, store.address)
    if here:
        where += f" · {_distance(talk, kilometres(store, *here), store)}"
    facts = {
        "store": store.names.get(talk.language, store.name),
        "where": where,
        "phone": store.phone,
        "link": _maps_link(store),
        "buttons": _buttons(talk, others, most=2),
    }
    if span := store.open_span(talk.now):
        talk.say("utter_store_open", until=_clock(talk, store, span[1]), **facts)
    elif span := store.next_span(talk.now):
        talk.say("utter_store_opens", at=_moment(talk, store, span[0]), **facts)
    else:
        talk.say("utter_store_closed", **facts)


def _lines(talk: Talk, stores: Sequence[Store]) -> str:
    """A line for each store: open or not, its city, today's hours on its own clock."""
    return "\n".join(_line(talk, store) for store in stores)


def _line(talk: Talk, store: Store) -> str:
    name = store.names.get(talk.language, store.name)
    is_open = store.open_span(talk.now)
    span = is_open or store.next_span(talk.now)
    if span is None:
        return f"🔴 {name}"
    opens = _clock(talk, store, span[0]) if is_open else _moment(talk, store, span[0])
    return f"{'🟢' if is_open else '🔴'} {name} · {opens} – {_clock(talk, store, span[1])}"


def _buttons(talk: Talk, stores: Sequence[Store], *, most: int = MOST_BUTTONS) -> list[dict[str, str]]:
    return [
        {
            "title": f"📍 {store.cities.get(talk.language, store.city)}",
            "payload": f"/SetSlots(store_place={store.id})",
        }
        for store in stores[:most]
    ]


def _clock(talk: Talk, store: Store, moment: datetime) -> str:
    """`8:00 PM` or `오후 8:00`, on the store's clock."""
    return render_clock(moment, store.zone, talk.language)


def _moment(talk: Talk, store: Store, moment: datetime) -> str:
    """The same, with the weekday (and from a week on, the date) unless it is today there."""
    return render_moment(moment, talk.now, store.zone, talk.language)


def _distance(talk: Talk, km: float, store: Store) -> str:
    in_miles = (talk.text_of("country") or store.country) in MILES
    amount, unit = (km / KM_PER_MILE, "length-mile") if in_miles else (km, "length-kilometer")
    rounded = round(amount, 1) if amount < 10 else round(amount)
    return render_plain(str(format_unit(rounded, unit, "short", locale=find_locale(talk.language))))


def _maps_link(store: Store) -> str:
    return "https://www.google.com/maps/search/?" + urlencode(
        {"api": 1, "query": f"{store.latitude},{store.longitude}"}
    )


def _is_named(store: Store, place: str) -> bool:
    said = place.casefold()
    names = (store.id, store.city, store.name, *store.cities.values(), *store.names.values())
    return any(re.search(rf"(?<!\w){re.escape(name.casefold())}", said) for name in names)


def _location(place: object) -> tuple[float, float] | None:
    """Latitude and longitude of a shared place; None for words."""
    if not isinstance(place, dict):
        return None
    try:
        return float(place["latitude"]), float(place["longitude"])
    except (KeyError, TypeError, ValueError):
        return None
