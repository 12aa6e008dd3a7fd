"""Asking for consent: what holds already, what a yes was said to, and what else the shop wants to know."""

from bot.actions.base import Events, ShopAction, Talk, fill, want
from bot.contacts.consents import DECLINED, FIRST, OFFERS, consents_of, find_last_stage, may_receive
from bot.contacts.names import given_name_of
from bot.contacts.queries import list_answers
from bot.outbox.shown import find_shown

LONGEST = 80  # characters of a name or city
_LEADING = tuple(
    """my name is |i am |i'm |call me |it's |i live in |me llamo |soy |vivo en |meu nome é |eu sou |moro em |
    제 이름은 |저는 |मेरा नाम |اسمي |أنا """.replace("\n    ", "").split("|")
)
_TRAILING = (
    "이라고 합니다",
    "라고 합니다",
    "이라고 해요",
    "라고 해요",
    "입니다",
    "이에요",
    "예요",
    "에 살아요",
    " है",
    " हूँ",
)


class LookAtConsent(ShopAction):
    """Whether there is anything to ask: granted | open, into `consent_state`."""

    called = "action_look_at_consent"

    async def act(self, talk: Talk) -> Events:
        async with talk.reads.database.read() as tx:
            granted = await may_receive(tx, talk.contact_id, purpose_of(talk))
        return fill(consent_state="granted" if granted else "open")


class WeighConsent(ShopAction):
    """What the first answer comes to: granted | declined | sure (a second yes is needed), into `consent_state`.

    A button may be months old, so nothing that was read before it counts.
    """

    called = "action_weigh_consent"

    async def act(self, talk: Talk) -> Events:
        if talk.text_of("opt_in_answer") == "no":
            return _decline(talk)
        async with talk.reads.database.read() as tx:
            granted = await may_receive(tx, talk.contact_id, purpose_of(talk))
        if granted:
            return fill(consent_state="granted")
        wording = await _wording(talk, "utter_ask_opt_in")
        if talk.reads.shop.opt_in.double:
            return fill(consent_state="sure") + _grant(talk, wording, FIRST)
        return fill(consent_state="given") + _grant(talk, wording, "") + await _questions(talk)


class WeighSecondYes(ShopAction):
    """What the second of two answers comes to: given | declined | open (there was no first yes)."""

    called = "action_weigh_second_yes"

    async def act(self, talk: Talk) -> Events:
        if talk.text_of("opt_in_sure") == "no":
            return _decline(talk)
        async with talk.reads.database.read() as tx:
            stage = await find_last_stage(tx, talk.contact_id, purpose_of(talk))
        if stage != FIRST:
            return fill(consent_state="open", opt_in_answer=None, opt_in_sure=None)
        wording = await _wording(talk, "utter_ask_opt_in_sure")
        return fill(consent_state="given") + _grant(talk, wording, "") + await _questions(talk)


class SaveOptInAnswers(ShopAction):
    """Keeps city and real name; from now on the given name is what the contact is called."""

    called = "action_save_opt_in_answers"

    async def act(self, talk: Talk) -> Events:
        told = {name: talk.text_of(name) for name in ("city", "real_name") if talk.text_of(name)}
        if not told:
            return []
        given = given_name_of(told.get("real_name", ""))
        called = fill(contact_name=given) if given else []
        return called + want("save_profile", answers=told, source="opt_in")


class ValidateCity(ShopAction):
    """Takes a city out of its sentence; refuses what is none."""

    called = "validate_city"

    async def act(self, talk: Talk) -> Events:
        return _tidied(talk, "city")


class ValidateRealName(ShopAction):
    """Takes a name out of its sentence; refuses what is none."""

    called = "validate_real_name"

    async def act(self, talk: Talk) -> Events:
        return _tidied(talk, "real_name")


def _tidied(talk: Talk, slot: str) -> Events:
    """The slot without the words around it; empty, and with a word why, when it can be no name."""
    name = tidy(talk.text_of(slot))
    if name is None:
        talk.say(f"utter_invalid/{slot}")
    return fill(**{slot: name})


def tidy(text: str) -> str | None:
    """`My name is Amina Diallo.` → `Amina Diallo`; None for what can be no name."""
    name = " ".join(text.split()).strip(" .,!")
    for beginning in _LEADING:
        if name.lower().startswith(beginning):
            name = name[len(beginning) :]
    for end in _TRAILING:
        name = name.removesuffix(end)
    name = name.strip(" .,!")
    letters = sum(character.isalpha() for character in name)
    is_name = letters and len(name) <= LONGEST and not any(map(str.isdigit, name)) and "?" not in name
    return name if is_name else None


def purpose_of(talk: Talk) -> str:
    """Which consent is asked for; offers unless the flow says otherwise."""
    return talk.text_of("consent_purpose") or OFFERS


async def _wording(talk: Talk, utter: str) -> str:
    async with talk.reads.database.read() as tx:
        return await find_shown(tx, talk.contact_id, utter)


def _grant(talk: Talk, wording: str, stage: str) -> Events:
    return want(
        "grant",
        purpose=purpose_of(talk),
        stage=stage,
        source=talk.text_of("opt_in_source") or "flow:opt_in",
        wording=wording,
        language=talk.language,
    )


def _decline(talk: Talk) -> Events:
    source = talk.text_of("opt_in_source") or "flow:opt_in"
    return fill(consent_state="declined") + want(
        "withdraw", purpose=purpose_of(talk), stage=DECLINED, source=source, language=talk.language
    )


async def _questions(talk: Talk) -> Events:
    """What the shop asks beside consent and does not know yet."""
    async with talk.reads.database.read() as tx:
        known = await list_answers(tx, talk.contact_id)
    asked = {name for name in talk.reads.shop.opt_in.questions if not known.get(name)}
    return fill(asks_city="city" in asked, asks_real_name="real_name" in asked)


async def list_standing(talk: Talk) -> dict[str, int | None]:
    """When (µs) each purpose was agreed to; None where it is not."""
    async with talk.reads.database.read() as tx:
        standing = await consents_of(tx, talk.contact_id)
        return {
            purpose: one.at if await may_receive(tx, talk.contact_id, purpose) else None
            for purpose, one in standing.items()
        }
