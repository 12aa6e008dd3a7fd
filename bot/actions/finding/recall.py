"""Coming back to what somebody searched for on the shop's site, when they write and ask for nothing in particular."""

from bot.actions.base import Events, ShopAction, Talk, fill, want
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
        offered = [one for one in await _searches(talk) if await _words_for(talk, one)][:MOST]
        if not offered:
            return fill(recalled=False)
        if len(offered) == 1:
            talk.say("utter_recalled", words=offered[0].query, show_payload=_payload(offered[0]))
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
        words = await _words_for(talk, found) if found else ""
        return fill(search_words=words or (found.query if found else None), recalled_id=None)


async def _searches(talk: Talk) -> list[Interest]:
    async with talk.reads.database.read() as tx:
        opted_out = await tx.row(OPTED_OUT, talk.contact_id)
        offers = (await consents_of(tx, talk.contact_id)).get(OFFERS)
        if opted_out is None or opted_out[0] is not None or (offers is not None and not offers.granted):
            return []
        return await list_interests(tx, talk.contact_id, to_micros(talk.now), LOOKED_AT)


async def _words_for(talk: Talk, one: Interest) -> str:
    """What finds something that is there now: the words as they were typed, else the department."""
    for words in filter(None, (one.query, one.category)):
        query = search_of(talk.shelf).read(words, talk.language)
        found = await talk.reads.search.find(talk.shelf, query, talk.language)
        if any(result.why.in_stock for result in found.results) and not found.missed:
            return words
    return ""


def _payload(one: Interest) -> str:
    return f'/recalled_search{{"recalled_id": "{one.id}"}}'
