"""Which question of the product finder comes next: at most two after the kind, and only those whose answer changes
what is left. What is not in stock is not offered."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.finding.finder import answers_of
from bot.actions.finding.foreign import say_left_out_before
from bot.actions.finding.wishes import ANY, FOR_ALL_SKINS, KINDS, Answers, category_of, list_wishes, wishes_of
from bot.actions.money import render_money, to_major
from catalog.matching import best_variant
from catalog.wishes import Shown, Wish

MOST_QUESTIONS = 2
NOTHING = "nothing"  # is left to ask
GIFT = "gift"
_STEPS = (5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 600, 800, 1000, 1500, 2000)

#: What is asked of each kind, most telling first; of those on a list's second page one thing: five taps are all.
_OTHERS = ""
PLANS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "skincare": {_OTHERS: ("skin_type", "skin_concern", "texture"), "body": ("skin_type",),
                 **dict.fromkeys(FOR_ALL_SKINS, ("fragrance", "budget"))},
    "makeup": {_OTHERS: ("finish", "budget")},
    "clothes": {_OTHERS: ("wearer", "clothes_size", "style", "budget")},
    "home": {_OTHERS: ("home_style", "budget")},
    "sport": {_OTHERS: ("activity", "budget"), "snowboard": ("level", "terrain"), "bicycle": ("ride", "budget")},
}  # fmt: skip
#: Offered on the second page of their lists.
LATE = {
    "skincare": frozenset({"lip", "body", "hand", "hair", "supplement", "fragrance"}),
    "clothes": frozenset({"accessory", "sleep", ANY}),
    "home": frozenset({"plant", "bath", "storage", "decor", "pantry", "scent", ANY}),
    "sport": frozenset({"bottle", "poles", "weights", "nutrition", "accessory", "skateboard", ANY}),
}
_VALUES: Mapping[str, tuple[str, ...]] = {
    "skin_type": ("oily", "dry", "combination", "sensitive", "normal"),
    "skin_concern": ("acne", "dryness", "redness", "dullness", "pores", "aging"),
    "texture": ("light", "rich"), "fragrance": ("free", "scented"),
    "finish": ("natural", "matte", "dewy", "satin", "glossy", "shimmer"), "wearer": ("women", "men"),
    "clothes_size": ("XS", "S", "M", "L", "XL"), "style": ("plain", "pattern"),
    "home_style": ("calm", "warm", "playful"), "level": ("beginner", "intermediate", "advanced"),
    "terrain": ("piste", "all_mountain", "freestyle", "powder"), "ride": ("city", "trail", "road", "kids"),
    "activity": ("running", "yoga", "hiking", "cycling", "swim", "snow", "strength"),
}  # fmt: skip


class PlanQuestion(ShopAction):
    """Chooses the next question into `finder_question`: a slot's name, or `nothing`."""

    called = "action_plan_question"

    async def act(self, talk: Talk) -> Events:
        said = say_left_out_before(talk)
        asked = [str(name) for name in talk.slots.get("finder_asked") or []]
        question = _next_question(talk, asked)
        if question == NOTHING:
            return [*said, *fill(finder_question=NOTHING)]
        return [*said, *fill(finder_question=question, finder_asked=[*dict.fromkeys([*asked, question])])]


class Ask(ShopAction):
    """Asks for `slot` with those of its buttons that lead to something in stock."""

    @property
    @abstractmethod
    def slot(self) -> str:
        """What is asked for; said by the classes that `_publish` makes."""

    async def act(self, talk: Talk) -> Events:
        said = say_left_out_before(talk)
        answers, guided = answers_of(talk), talk.text_of("guide_kind")
        if guided and not any(answers.get(kind) for kind in KINDS.values()):
            answers["sport_kind"] = guided  # the size guide asks the same
        offered = [*_offered(talk, self.slot, left_of(talk, answers)), ANY]
        talk.say(f"utter_pick_{self.slot}", only=[f"/SetSlots({self.slot}={value})" for value in offered])
        return said


class AskKind(ShopAction):
    """Asks for a department, or for the kind within one: only what is in stock."""

    @property
    @abstractmethod
    def slot(self) -> str:
        """What is asked for; said by the classes that `_publish` makes."""

    async def act(self, talk: Talk) -> Events:
        said = say_left_out_before(talk)
        offered = {ANY, GIFT} | _kinds_in_stock(talk, self.slot)
        talk.say(f"utter_pick_{self.slot}", only=[f"/SetSlots({self.slot}={value})" for value in offered])
        return said


class AskBudget(ShopAction):
    """Asks for the most to spend; the amounts on the buttons are those that part what is left."""

    called = "action_ask_budget"

    async def act(self, talk: Talk) -> Events:
        amounts = dict(zip(("low", "high"), amounts_of(talk, left_of(talk, answers_of(talk))), strict=False))
        currency = talk.reads.shop.currency
        values = {name: render_money(amount, currency, talk.language) for name, amount in amounts.items()}
        payloads = {
            f"{name}_payload": f"/SetSlots(budget={to_major(amounts[name], currency):g})" if name in amounts else ""
            for name in ("low", "high")
        }
        talk.say("utter_pick_budget", **{"low": "", "high": "", **values}, **payloads)
        return fill(price_left_out=None)


def left_of(talk: Talk, answers: Answers) -> list[Shown]:
    """In-stock products that fulfil every answer so far; without those that must give way when none does."""
    found = talk.shelf.find(list_wishes(answers, talk.reads.shop.currency))
    return [hit.product for hit in found.hits]


def _next_question(talk: Talk, asked: list[str]) -> str:
    answers = answers_of(talk)
    department, _, kind = category_of(answers).partition("/")
    plans = PLANS.get(department, {_OTHERS: ()})
    plan = plans.get(kind, plans[_OTHERS])
    about_skin = "skin_type" in plan and bool(answers.get("skin_type") and talk.slots.get("skin_known"))
    if about_skin and talk.slots.get("same_skin") is None and set(asked) <= {"same_skin"}:
        return "same_skin"
    most = MOST_QUESTIONS - ((kind or ANY) in LATE.get(department, ()))
    left = left_of(talk, answers)
    for slot in plan:
        done = answers.get(slot) is not None or (slot == "texture" and "same_skin" not in asked)
        if not done and len(set(asked) - {slot}) < most and _matters(talk, slot, left):
            return slot
    return NOTHING


def _matters(talk: Talk, slot: str, left: list[Shown]) -> bool:
    """Whether two answers would lead to different products."""
    if slot == "budget":
        return len(amounts_of(talk, left)) > 0
    found = {frozenset(p.id for p in left if _suits(talk, p, slot, value)) for value in _offered(talk, slot, left)}
    return len(found) > 1


def _offered(talk: Talk, slot: str, left: Iterable[Shown]) -> list[str]:
    products = list(left)
    return [v for v in _VALUES.get(slot, ()) if any(_suits(talk, product, slot, v) for product in products)]


def _suits(talk: Talk, product: Shown, slot: str, value: str) -> bool:
    wishes = list(wishes_of(slot, {slot: value}, talk.reads.shop.currency))
    if slot == "fragrance" and value == "scented":
        wishes = [Wish("fragrance_free", ("no",))]
    return best_variant(product, wishes) is not None


def _kinds_in_stock(talk: Talk, slot: str) -> set[str]:
    """Departments, or the kinds of the department that the slot is about."""
    paths = talk.shelf.categories(in_stock=True)
    if slot == "department":
        return {path.partition("/")[0] for path in paths}
    department = next(name for name, kind in KINDS.items() if kind == slot)
    return {kind for name, _, kind in (path.partition("/") for path in paths) if name == department and kind}


def amounts_of(talk: Talk, left: Iterable[Shown]) -> list[int]:
    """Up to two round amounts, in minor units, that each leave something out and something in."""
    prices = sorted(min(variant.to_pay for variant in product.in_stock) for product in left)
    if len(prices) < 3 or prices[0] == prices[-1]:
        return []
    unit = round(1 / to_major(1, talk.reads.shop.currency))
    scale = unit * (1000 if unit == 1 else 1)  # won and yen are counted in thousands
    rounds = [step * scale for step in _STEPS if prices[0] <= step * scale < prices[-1]]
    wanted = (prices[len(prices) // 3], prices[2 * len(prices) // 3])
    picked = [next((amount for amount in rounds if amount >= price), None) for price in wanted]
    return sorted({amount for amount in picked if amount is not None})


def _publish(kind: type[Any], slots: Iterable[str]) -> None:
    """An action of its own for each slot, as a name of this module: an action server sends them to its workers."""
    for slot in slots:
        name = f"{kind.__name__}_{slot}"
        made = {"called": f"action_ask_{slot}", "slot": slot, "__module__": __name__, "__doc__": kind.__doc__}
        globals()[name] = type(name, (kind,), made)


_publish(AskKind, ("department", *KINDS.values()))
_publish(Ask, _VALUES)
