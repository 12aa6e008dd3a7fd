"""Coming back to what somebody searched for on the shop's site, when they write and ask for nothing in particular."""

from collections.abc import Sequence

from bot.actions.base import Events, ShopAction, Talk, fill, want
from bot.actions.people.stores import named_in
from bot.actions.shopfile.places import Store
from bot.contacts.consents import OFFERS, OPTED_OUT, consents_of
from bot.contacts.interests import Interest, find_interest, list_interests
from bot.storage.columns import to_micros
from catalog.search.embedded import search_of

MOST = 3  # searches that are offered at once
LOOKED_AT = 5


class RecallSearch(ShopAction):
    """Offers to show what the contact searched for on the site; whether it does, into `recalled`.

    Only what the shop has in stock, what was not offered before, and never against a withdrawn consent.
    """

    called = "action_recall_search"

    async def act(self, talk: Talk) -> Events:
        searches = await _searches(talk)
        offered = [one for one in searches if _words_for(talk, one)][:MOST]
        if not offered:
            return _offer_stores(talk, searches)
        if len(offered) == 1:
            words, there = offered[0].query, _buttons(talk, _stores(talk, offered[0]))[:1]
            talk.say("utter_recalled", words=words, show_payload=_payload(offered[0]), buttons=there)
        else:
            buttons = [{"title": f"🔎 {one.query}", "payload": _payload(one)} for one in offered]
            talk.say("utter_recalled_several", buttons=buttons)
        return [*fill(recalled=True), *want("searches_offered", ids=[one.id for one in offered])]


class RecalledWords(ShopAction):
    """The words of the search on the button, into `search_words`; none when it is forgotten meanwhile."""

    called = "action_recalled_words"

    async def act(self, talk: Talk) -> Events:
        told = talk.text_of("recalled_id")
        async with talk.reads.database.read() as tx:
            found = await find_interest(tx, talk.contact_id, int(told)) if told.isdecimal() else None
        words = _words_for(talk, found) if found else ""
        return fill(search_words=words or (found.query if found else None), recalled_id=None)


def _offer_stores(talk: Talk, searches: Sequence[Interest]) -> Events:
    """What is not in the catalog may be had in a store: for the newest search that was for a place with one."""
    one = next((each for each in searches if _stores(talk, each)), None)
    if one is None:
        return fill(recalled=False)
    talk.say("utter_recalled_place", words=one.query, buttons=_buttons(talk, _stores(talk, one)))
    return [*fill(recalled=True), *want("searches_offered", ids=[one.id])]


def _stores(talk: Talk, one: Interest) -> list[Store]:
    return named_in(talk.reads.shop.stores, one.place)[:MOST] if one.place else []


def _buttons(talk: Talk, stores: Sequence[Store]) -> list[dict[str, str]]:
    return [
        {
            "title": f"📍 {store.cities.get(talk.language, store.city)}",
            "payload": f'/store_finder{{"store_place": "{store.id}"}}',
        }
        for store in stores
    ]


async def _searches(talk: Talk) -> list[Interest]:
    async with talk.reads.database.read() as tx:
        opted_out = await tx.row(OPTED_OUT, talk.contact_id)
        offers = (await consents_of(tx, talk.contact_id)).get(OFFERS)
        if opted_out is None or opted_out[0] is not None or (offers is not None and not offers.granted):
            return []
        return await list_interests(tx, talk.contact_id, to_micros(talk.now), LOOKED_AT)


def _words_for(talk: Talk, one: Interest) -> str:
    """What finds something that is there now: the words as they were typed, else the department."""
    search = search_of(talk.shelf)  # no server is asked only to know whether there is something
    for words in filter(None, (one.query, one.category)):
        found = search.find(search.read(words, talk.language), limit=LOOKED_AT)
        if any(result.why.in_stock for result in found.results) and not found.missed:
            return words
    return ""


def _payload(one: Interest) -> str:
    return f'/recalled_search{{"recalled_id": "{one.id}"}}'
