"""Search by words, and narrowing what was found: by a quiz or by words, the same way.

`searched` remembers what the last search was for: a quiz's answers by their slots, `words` for words, `more` for
whatever was said since on a card (`in blue`, `under 20`), and `picked` for answers to “narrow it down”.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.finding.favourites import find_ranked
from bot.actions.finding.finder import answers_of, find_by_wishes, keep_search, list_wishes, price_wishes
from bot.actions.finding.foreign import filters_for, say_left_out
from bot.actions.finding.live import show_wanted
from bot.actions.finding.wanted import LIVE, answer_wish, describe, tell_answers, tell_words
from bot.actions.money import render_money
from bot.actions.showing.onrequest import is_named, say_also_on_request, say_on_request
from bot.understanding.catalog import Named
from catalog.finder.settle import settle
from catalog.finder.wanted import Wanted, Weight
from catalog.matching import match
from catalog.search.backend import SearchBackend
from catalog.search.embedded import search_of
from catalog.search.query import Filter, Query, Result, Results
from catalog.wishes import CATEGORY, ON_SALE, PRICE, Found, Hit, Wish

WORDS, MORE, AT_MOST, PICKED = "words", "more", "at_most", "picked"
MOST_MORE = 6  # things said since, remembered
LIST_FROM = 4  # so many results are a list; fewer are cards
_PRICED = {"budget"}  # the only answer of a quiz that counts for what was found by words
_STRONG_FIELDS = ("title", "category")
Searched = Mapping[str, Any]


class Search(ShopAction):
    """Finds what `search_words` ask for; says so when there is nothing, and what there is instead."""

    called = "action_search"

    async def act(self, talk: Talk) -> Events:
        searched = {WORDS: talk.text_of("search_words")}
        query = query_of(talk, searched)
        found = await find_ranked(talk, query)
        say_left_out(talk, query.foreign)
        if query.order and not found.results:
            talk.say(f"utter_no_{query.order}")
            return fill(match_count=0, search_words=None)
        if found.on_request and (not found.results or found.relaxed or found.missed or is_named(talk, found)):
            say_on_request(talk, found.on_request)
            return fill(match_count=0, search_words=None)
        if not found.results:
            _say_nothing_found(talk, query)
            return fill(match_count=0, search_words=None)
        if found.on_request:
            say_also_on_request(talk, found.on_request)
        _say_given_up(talk, query, found)
        return [*keep_results(searched, query, found), *fill(search_words=None)]


async def look_again(talk: Talk, searched: Searched, *, strictly: Collection[str] = ()) -> Events | None:
    """Search for all of this, in the way in which it was searched. None when nothing fits at all, or only without
    a wish that is meant `strictly`."""
    if LIVE in searched:
        return _look_live(talk, searched, strictly)
    if WORDS not in searched:
        wishes = quiz_wishes(talk, searched)
        by_quiz = find_by_wishes(talk, wishes)
        missed = not by_quiz.hits or bool(set(strictly) & set(by_quiz.relaxed))
        return None if missed else keep_search(searched, wishes, by_quiz)
    query = query_of(talk, searched)
    found = await talk.reads.search.find(talk.shelf, query, talk.language)
    if not found.results or set(strictly) & set(found.relaxed) or not found.results[0].why.in_stock:
        return None
    _say_given_up(talk, query, found)
    return keep_results(searched, query, found)


def narrowed(talk: Talk) -> dict[str, Any] | None:
    """The last search with what was said since: `under 20`, `in blue`. None when nothing was.

    The quiz itself has ended and forgotten its answers: whatever is filled now is new.
    """
    searched, said = talk.slots.get("searched"), talk.text_of("narrow_words")
    if not isinstance(searched, dict):
        return None
    answers = answers_of(talk)
    if LIVE in searched:
        wanted = tell_answers(talk, Wanted.from_plain(searched[LIVE]), answers)
        plain = (tell_words(talk, wanted, said, Weight.FIRM) if said else wanted).to_plain()
        return {LIVE: plain} if plain != searched[LIVE] else None
    told = {**searched, **({n: answers[n] for n in _PRICED & set(answers)} if WORDS in searched else answers)}
    if said:
        told[MORE] = [*searched.get(MORE, []), said][-MOST_MORE:]
    if _PRICED & set(answers) or any(one.name == PRICE for one in filters_of(talk, said)):
        told.pop(AT_MOST, None)
    if WORDS in searched:
        return told if _asks_more(talk, told, searched) else None
    return told if quiz_wishes(talk, told) != quiz_wishes(talk, searched) else None


def _look_live(talk: Talk, searched: Searched, strictly: Collection[str]) -> Events | None:
    """The same by the finder of the live catalog."""
    wanted = Wanted.from_plain(searched[LIVE])
    for wish in picks_of(searched):
        wanted = wanted.tell(wish, Weight.ANSWERED)
    if AT_MOST in searched:
        wanted = wanted.tell(Wish(PRICE, at_most=int(searched[AT_MOST])), Weight.FIRM)
    given_up = {wish.name for wish in settle(talk.shelf, wanted).given_up}
    return None if given_up & set(strictly) else show_wanted(talk, wanted)


def query_of(talk: Talk, searched: Searched) -> Query:
    """The words' own query, with what was said since in place of what it says otherwise."""
    query = search_of(talk.shelf).read(str(searched.get(WORDS, "")), talk.language)
    query = replace(query, filters=(*query.filters, *filters_for(talk, query.foreign)))
    said = [told for text in searched.get(MORE, []) for told in filters_of(talk, text)]
    last = [_at_most(talk, int(searched[AT_MOST]))] if AT_MOST in searched else []
    for one in (*_priced(talk, searched), *_picked(talk, searched), *said, *last):
        gone = [old for old in query.filters if old.name == one.name and _gives_way(old, one)]
        unsaid = {word for old in gone for word in old.words}
        kept = tuple(old for old in query.filters if old not in gone)
        query = replace(query, filters=(*kept, one), words=tuple(word for word in query.words if word not in unsaid))
    return query


def _gives_way(old: Filter, new: Filter) -> bool:
    """What it must not be leaves what it should be, unless that is the very thing."""
    if not new.wishes[0].unwanted:
        return True
    return not old.wishes[0].unwanted and bool({*old.wishes[0].values} & {*new.wishes[0].values})


def filters_of(talk: Talk, text: str) -> tuple[Filter, ...]:
    """What a text says about how something should be."""
    query = search_of(talk.shelf).read(text, talk.language)
    return (*query.filters, *filters_for(talk, query.foreign))


def order_of(talk: Talk) -> str:
    """`popular` or `newest` when the last search asked for that, else empty."""
    searched = talk.slots.get("searched")
    words = searched.get(WORDS) if isinstance(searched, dict) else None
    return search_of(talk.shelf).read(str(words), talk.language).order if words else ""


def quiz_wishes(talk: Talk, searched: Searched) -> list[Wish]:
    """A quiz's answers as wishes, with what was said since in place of what they say otherwise."""
    wishes = list_wishes(searched, talk.reads.shop.currency)
    said = [told.wishes[0] for text in searched.get(MORE, []) for told in filters_of(talk, text)]
    last = [Wish(PRICE, at_most=int(searched[AT_MOST]))] if AT_MOST in searched else []
    for wish in (*picks_of(searched), *said, *last):
        same = next((place for place, old in enumerate(wishes) if old.name == wish.name), None)
        if same is None:
            wishes.append(wish)
        elif wish.name != CATEGORY or _is_within(wish, wishes[same]):
            wishes[same] = replace(wish, firm=wishes[same].firm, soft=wishes[same].soft)
    return wishes


def picks_of(searched: Searched) -> list[Wish]:
    """What was answered to “narrow it down”."""
    wishes = (answer_wish(str(name), str(code)) for name, code in searched.get(PICKED, {}).items())
    return [wish for wish in wishes if wish is not None]


def _picked(talk: Talk, searched: Searched) -> list[Filter]:
    return [Filter(describe(talk, [wish]), (wish,)) for wish in picks_of(searched)]


def _is_within(wish: Wish, other: Wish) -> bool:
    return all(any(path.startswith(f"{old}/") for old in other.values) for path in wish.values)


def _priced(talk: Talk, searched: Searched) -> list[Filter]:
    """The most that it may cost: by the budget that was answered."""
    wishes = price_wishes(searched, talk.reads.shop.currency)
    return [_at_most(talk, wish.at_most) for wish in wishes if wish.at_most is not None]


def _at_most(talk: Talk, amount: int) -> Filter:
    return Filter(
        "≤ " + render_money(amount, talk.reads.shop.currency, talk.language), (Wish(PRICE, at_most=amount),)
    )


def _asks_more(talk: Talk, told: Searched, searched: Searched) -> bool:
    return query_of(talk, told).filters != query_of(talk, searched).filters


def keep_results(searched: Searched, query: Query, found: Results) -> Events:
    """The results as what is shown next: a list when there are many."""
    hits = tuple(Hit(r.product, r.offer, _fulfilled(r, query.filters)) for r in found.results)
    view = "list" if len(hits) >= LIST_FROM else "all"
    wishes = [_found_by(one, hits[0]) for one in query.filters]
    return keep_search(searched, wishes, Found(hits), view=view)


def _found_by(one: Filter, best: Hit) -> Wish:
    """Of what a filter may mean, that which the best hit is."""
    return next((wish for wish in one.wishes if match(best.product, best.offer, wish) is not None), one.wishes[0])


def _fulfilled(result: Result, filters: Iterable[Filter]) -> tuple[tuple[str, str], ...]:
    wishes = [wish for one in filters for wish in one.wishes]
    pairs = ((wish.name, match(result.product, result.offer, wish)) for wish in wishes)
    return tuple((name, code) for name, code in pairs if code is not None)


def _say_given_up(talk: Talk, query: Query, found: Results) -> None:
    """What had to be left out, in the shopper's own words."""
    left_out = [one.said for one in query.filters if one.name in found.relaxed] + list(found.missed)
    if left_out:
        talk.say("utter_search_relaxed", left_out=_joined(left_out))


def _say_nothing_found(talk: Talk, query: Query) -> None:
    words = " ".join(query.text.split())[:60]
    talk.say("utter_search_none", words=words, departments=_joined(departments(talk)))


def departments(talk: Talk) -> list[str]:
    """What the shop sells, in a word each."""
    names = sorted({path.partition("/")[0] for path in talk.shelf.categories()} - {""})
    return [talk.shelf.label(CATEGORY, name, talk.language) for name in names]


def _joined(words: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(words))


def what_is_named(search: SearchBackend, text: str, language: str) -> Named:
    """What the catalog makes of some words: handed to the understanding, which reads no database."""
    query = search.read(text, language)
    if query.is_empty:
        return Named(other=len(query.other))
    found = search.find(query, limit=1)
    if found.on_request and (not found.results or found.missed):
        return Named(kind=True, filters=len(query.filters), other=len(query.other))
    best = found.results[0] if found.results else None
    strong = best is not None and (best.why.exact or any(m.field in _STRONG_FIELDS for m in best.why.matches))
    free = query.free
    names = {word for word in free if not word.isdecimal()}  # a number alone is an age, an amount or a date
    spelt = {word for word in query.words if not word.isdecimal()}
    return Named(
        kind=query.names_a_kind or (strong and bool(names - set(found.missed))),
        filters=len(query.filters) + (query.foreign is not None),
        free=len(free) - len(found.missed),
        missed=len(found.missed),
        unsold=bool(query.unsold),
        other=len(query.other),
        ranked=bool(query.order),
        on_sale=any(one.name == ON_SALE for one in query.filters),
        guessed=bool(spelt) and spelt <= set(query.corrected.values()),
    )
