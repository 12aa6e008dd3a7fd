"""“Narrow it down”: the question that tells most about what was found, and the results again.

An answer is kept in `searched` below `picked`, so that cards, “cheaper” and later words go by it, too.
"""

from typing import Any

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.finding.finder import recall_wishes
from bot.actions.finding.questioning import Asking, read_amount, read_tapped
from bot.actions.finding.search import PICKED, look_again, picks_of
from bot.actions.finding.wanted import OPEN, plan_for
from catalog.finder.pool import Few
from catalog.finder.questions import Question, ask
from catalog.finder.settle import Settled
from catalog.finder.wanted import Wanted, Weight
from catalog.search.embedded import search_of
from catalog.wishes import PRICE, Wish

ASK, SHOW, NONE = "ask", "show", "none"


class NarrowPlan(ShopAction):
    """Whether something is left to ask about what was found: `ask`, `show`, or `none` when nothing was found."""

    called = "action_narrow_plan"

    async def act(self, talk: Talk) -> Events:
        pool = _found(talk)
        if not len(pool):
            return fill(narrow_way=NONE)
        if _question(talk, pool) is None:
            talk.say("utter_narrow_enough")
            return fill(narrow_way=SHOW, card_view="list", card_shown=None)
        return fill(narrow_way=ASK, narrow_pick=None)


class AskNarrowPick(ShopAction):
    """The question; each of its answers leads to something that was found."""

    called = "action_ask_narrow_pick"

    async def act(self, talk: Talk) -> Events:
        question, asking = _question(talk, _found(talk)), Asking(talk, "narrow_pick")
        if question is None:
            asking.say_nothing_left()
            return fill(narrow_question=OPEN)
        asking.say(question)
        return fill(narrow_question=question.name)


class NarrowTake(ShopAction):
    """Takes the answer in: a button's, or words, which are heard as they are beside a card."""

    called = "action_narrow_take"

    async def act(self, talk: Talk) -> Events:
        answer, asked = talk.text_of("narrow_pick"), talk.text_of("narrow_question")
        done = fill(narrow_pick=None, narrow_question=None, card_view="list", card_shown=None)
        if told := read_tapped(answer, (_found(talk),)):
            return [*done, *await _search_with(talk, *told)]
        amount = read_amount(talk, answer) if asked == PRICE else None
        if amount is not None:
            return [*done, *fill(budget=amount)]
        query = search_of(talk.shelf).read(answer, talk.language)
        if query.filters or query.foreign:
            return [*done, *fill(narrow_words=answer)]
        talk.say("utter_live_left_open")
        return [*done, *await _search_with(talk, asked, OPEN)]


async def _search_with(talk: Talk, name: str, code: str) -> Events:
    """The same search with one answer more; what was found stays when nothing is like that any longer."""
    searched = talk.slots.get("searched")
    if not isinstance(searched, dict) or not name or name == OPEN:
        return []
    picked = {**searched.get(PICKED, {}), name: code}
    again = None if code == OPEN else await look_again(talk, {**searched, PICKED: picked}, strictly=(name,))
    if again is None and code != OPEN:
        talk.say("utter_none_like_that")
    return again or fill(searched={**searched, PICKED: picked})


def _found(talk: Talk) -> Few:
    """What was found and is still in stock."""
    matches: Any = talk.slots.get("matches")
    found = [talk.shelf.find_sku(str(sku)) for sku in matches] if isinstance(matches, list) else []
    there = {each[0].id: each[0] for each in found if each is not None and each[0].in_stock}
    return Few([(product, product.in_stock) for product in there.values()])


def _question(talk: Talk, pool: Few) -> Question | None:
    searched = talk.slots.get("searched")
    picked = searched.get(PICKED, {}) if isinstance(searched, dict) else {}
    wanted = Wanted(asked=len(picked), open=frozenset(name for name, code in picked.items() if code == OPEN))
    wishes: list[Wish] = [*recall_wishes(talk), *picks_of({PICKED: picked})]
    for wish in wishes:
        wanted = wanted.tell(wish, Weight.FIRM)
    question = ask(Settled(pool, tuple(told.wish for told in wanted.told), ()), wanted, plan_for(talk, wanted))
    return question if isinstance(question, Question) else None
