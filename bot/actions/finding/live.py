"""The finder over the live catalog: it asks what narrows most, hears any words, and always ends at something.

`live_wanted` holds what was said, `live_way` where it goes from here: `ask`, `show`, `quiz` (a quiz that somebody
has written wins), or `none` when nothing at all is in stock.
"""

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.finding.finder import keep_search
from bot.actions.finding.questioning import Asking, read_amount, read_tapped
from bot.actions.finding.quiz import GIFT
from bot.actions.finding.wanted import (
    LIVE,
    OPEN,
    answer_wish,
    describe,
    plan_for,
    recall_wanted,
    tell_remembered,
    tell_words,
    told_given_up,
)
from bot.actions.finding.wishes import KINDS
from bot.actions.money import to_minor
from bot.understanding.normal import fold as clean
from catalog.finder.questions import Question, ask
from catalog.finder.said import read_said
from catalog.finder.settle import find_fitting, settle
from catalog.finder.wanted import Wanted, Weight
from catalog.search.embedded import search_of
from catalog.wishes import CATEGORY, PRICE, PRODUCT, Found, Wish

ASK, SHOW, QUIZ, NONE = "ask", "show", "quiz", "none"


class LiveWay(ShopAction):
    """Before the quizzes: whether there is something that none of them is about."""

    called = "action_live_way"

    async def act(self, talk: Talk) -> Events:
        quizzes = talk.reads.shop.finder.quizzes
        told = [name for name, slot in KINDS.items() if talk.slots.get(slot)] or [talk.text_of("department")]
        known = any(name in (*quizzes, GIFT) for name in told)
        return fill(live_way=QUIZ if known or _is_all_quizzed(talk) else ASK)


class LiveBegin(ShopAction):
    """Begins with what the words, the ad or the profile say. A department with a quiz goes to its quiz."""

    called = "action_live_begin"

    async def act(self, talk: Talk) -> Events:
        text = str((talk.tracker.latest_message or {}).get("text") or "")
        words = talk.text_of("live_words")
        is_hers = bool(words) and words in clean(text)
        told = Wanted() if is_hers else tell_words(talk, Wanted(), words, Weight.INFERRED)
        wanted = say_unsold(talk, words) if is_hers else None
        wanted = wanted or tell_words(talk, told, words if is_hers else text)
        kept = fill(live_wanted=wanted.to_plain(), live_words=None, live_relaxed=None, live_answer=None)
        kind = wanted.wish_of(CATEGORY)
        if kind and (quiz := _quiz_for(talk, kind.values[0])):
            return [*kept, *quiz]
        open_yet = not kind and wanted.wish_of(PRODUCT) is None
        return [*kept, *fill(live_way=QUIZ if open_yet and _is_all_quizzed(talk) else ASK)]


class LivePlan(ShopAction):
    """Decides between a question and the results, and says what had to be given up."""

    called = "action_live_plan"

    async def act(self, talk: Talk) -> Events:
        wanted = tell_remembered(talk, recall_wanted(talk))
        kind = wanted.wish_of(CATEGORY)
        if kind and (quiz := _quiz_for(talk, kind.values[0])):
            return quiz
        settled = settle(talk.shelf, wanted)
        if not len(settled.pool):
            return fill(live_way=NONE, match_count=0)
        if not isinstance(ask(settled, wanted, plan_for(talk, wanted)), Question):
            return [*show_wanted(talk, wanted), *fill(live_way=SHOW)]
        left_out = describe(talk, told_given_up(wanted, settled.given_up))
        if left_out and left_out != talk.text_of("live_relaxed"):
            talk.say("utter_live_relaxed", left_out=left_out)
        return fill(live_way=ASK, live_relaxed=left_out or None, live_wanted=wanted.to_plain())


class AskLiveAnswer(ShopAction):
    """The question that narrows most; each of its answers leads to something in stock."""

    called = "action_ask_live_answer"

    async def act(self, talk: Talk) -> Events:
        wanted = recall_wanted(talk)
        question = ask(settle(talk.shelf, wanted), wanted, plan_for(talk, wanted))
        asking = Asking(talk, "live_answer")
        if not isinstance(question, Question):
            asking.say_nothing_left()
            return fill(live_question=OPEN)
        asking.say(question)
        return fill(live_question=question.name)


class LiveTake(ShopAction):
    """Takes the answer in: a button's, or words about this or anything else."""

    called = "action_live_take"

    async def act(self, talk: Talk) -> Events:
        before, answer = recall_wanted(talk), talk.text_of("live_answer")
        asked = talk.text_of("live_question")
        wanted = _tapped(talk, before, answer) or _worded(talk, before, answer, asked)
        if wanted is None and talk.dispatcher.messages:  # an amount that cannot be used: that was said
            wanted = before
        elif wanted is None and (near := say_unsold(talk, answer)) is not None:
            wanted = near if near.told else before
        elif wanted is None:
            talk.say("utter_live_left_open")
            wanted = before.leave_open(asked) if asked else before
        return fill(live_wanted=wanted.was_asked().to_plain(), live_answer=None, live_question=None)


def show_wanted(talk: Talk, wanted: Wanted) -> Events:
    """Keep what fits as what is shown next."""
    fitting = find_fitting(talk.shelf, wanted)
    named = [wish for wish in fitting.kept if wish.values and not wish.unwanted]
    relaxed = tuple(wish.name for wish in told_given_up(wanted, fitting.given_up))
    return keep_search({LIVE: wanted.to_plain()}, named, Found(fitting.hits, relaxed))


def say_unsold(talk: Talk, words: str) -> Wanted | None:
    """Say that a thing is not sold here; with what comes nearest to it, if there is any. None when it is sold."""
    search = search_of(talk.shelf)
    said = read_said(search, words, talk.language, settle(talk.shelf, Wanted()).pool)
    if not said.unsold:
        return None
    wanted = Wanted(said.told)
    near = [r.product.id for r in search.find(search.read(words, talk.language), near=True).results if r.why.in_stock]
    talk.say("utter_live_unsold_near" if near else "utter_live_unsold", words=said.unsold)
    return wanted.tell(Wish(PRODUCT, (said.unsold, *near)), Weight.INFERRED) if near else wanted


def _is_all_quizzed(talk: Talk) -> bool:
    """Whether written quizzes ask about everything in stock."""
    departments = {path.partition("/")[0] for path in talk.shelf.categories(in_stock=True)} - {""}
    return bool(departments) and departments <= set(talk.reads.shop.finder.quizzes)


def _quiz_for(talk: Talk, path: str) -> Events:
    """The way to the quiz of a department, with the kind if it is known; empty when there is no quiz."""
    department, _, kind = path.partition("/")
    if department not in KINDS or department not in talk.reads.shop.finder.quizzes:
        return []
    known = {KINDS[department]: kind} if kind and "/" not in kind else {}
    return fill(live_way=QUIZ, department=department, **known)


def _tapped(talk: Talk, wanted: Wanted, answer: str) -> Wanted | None:
    """With the answer on a button; None when it is none."""
    told = read_tapped(answer, (settle(talk.shelf, each).pool for each in (wanted, Wanted())))
    if told is None:
        return None
    name, code = told
    if code == OPEN:
        return wanted.leave_open(name) if name != OPEN else wanted
    wish = answer_wish(name, code)
    return wanted if wish is None else wanted.tell(wish, Weight.ANSWERED)


def _worded(talk: Talk, wanted: Wanted, answer: str, asked: str) -> Wanted | None:
    """With what words say; None when they say nothing of the kind."""
    amount = read_amount(talk, answer) if asked == PRICE else None
    if amount is not None:
        return wanted.tell(Wish(PRICE, at_most=to_minor(amount, talk.reads.shop.currency)), Weight.FIRM)
    told = tell_words(talk, wanted, answer)
    return None if told == wanted else told
