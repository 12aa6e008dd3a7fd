"""What contacts tell about themselves: birthday, phone, interests. Asked for only where it is missing."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton

from bot.actions.base import Events, ShopAction, Talk, fill, want
from bot.actions.money import find_locale
from bot.actions.people.consent import list_standing
from bot.actions.people.language import own_name
from bot.contacts.consents import OFFERS
from bot.contacts.queries import GET_CONTACT, LIST_HANDLES, list_answers
from bot.understanding.birthdays import Birthday, parse_birthday, read_birthday

SIGNS = {"skincare": "🧴", "makeup": "💄", "clothes": "👕", "home": "🏡", "sport": "🏂"}
UNKNOWN = "–"


class RecallProfile(ShopAction):
    """Fills what is known, so that only the rest is asked for."""

    called = "action_recall_profile"

    async def act(self, talk: Talk) -> Events:
        async with talk.reads.database.read() as tx:
            known = await list_answers(tx, talk.contact_id)
            contact = await tx.row(GET_CONTACT, talk.contact_id)
            handles = await tx.rows(LIST_HANDLES, talk.contact_id)
        told = talk.text_of("birthday")
        just_told = told if told and read_birthday(told) is None else None  # with the wish; not read yet
        phones = [value for value, kind in handles if kind == "phone"]
        return fill(
            birthday=just_told or known.get("birthday"),
            birthday_told=just_told is not None,
            birthday_doubt=False,
            interests=known.get("interests"),
            phone_number=known.get("phone_number") or next(iter(phones), None),
            language_known=bool(contact and contact[6]),
            consent_state=None,
        )


class ValidateBirthday(ShopAction):
    """Reads a day and month in the style of the contact's country; in doubt sets `birthday_doubt`."""

    called = "validate_birthday"

    async def act(self, talk: Talk) -> Events:
        read = parse_birthday(talk.text_of("birthday"), talk.language, talk.text_of("country"), _today(talk))
        if read is None:
            talk.say("utter_invalid/birthday")
            return fill(birthday=None)
        return fill(birthday=str(read.birthday), birthday_doubt=read.doubtful)


class AskBirthdayOrder(ShopAction):
    """“5 March or 3 May?”, each on a button."""

    called = "action_ask_birthday_order"

    async def act(self, talk: Talk) -> Events:
        birthday = read_birthday(talk.text_of("birthday"))
        if birthday is None:
            return fill(birthday_order="as_read")
        options = (("as_read", birthday), ("turned", birthday.turned))
        buttons = [
            {"title": render_birthday(day, talk.language)[:20], "payload": f"/SetSlots(birthday_order={name})"}
            for name, day in options
        ]
        talk.say("utter_which_birthday", buttons=buttons)
        return []


class SaveBirthday(ShopAction):
    """Keeps the birthday; says nothing, for it may be part of a longer form."""

    called = "action_save_birthday"

    async def act(self, talk: Talk) -> Events:
        birthday = read_birthday(talk.text_of("birthday"))
        if birthday is None:
            return []
        if talk.text_of("birthday_order") == "turned":
            birthday = birthday.turned
        settled = fill(birthday=str(birthday), birthday_doubt=False, birthday_order=None)
        return settled + want("save_profile", answers={"birthday": str(birthday)}, source="preferences")


class SavePhone(ShopAction):
    """Keeps a phone number that was told, for somebody who writes without showing one."""

    called = "action_save_phone"

    async def act(self, talk: Talk) -> Events:
        number = talk.text_of("phone_number")
        return want("save_profile", answers={"phone_number": number}, source="preferences") if number else []


class SaveInterests(ShopAction):
    """Keeps what the contact likes to hear about."""

    called = "action_save_interests"

    async def act(self, talk: Talk) -> Events:
        interests = talk.slots.get("interests")
        if not interests:
            return []
        return want("save_profile", answers={"interests": list(interests)}, source="preferences")


class ShowPreferences(ShopAction):
    """All preferences at a glance, each with a way to change it."""

    called = "action_show_preferences"

    async def act(self, talk: Talk) -> Events:
        async with talk.reads.database.read() as tx:
            known = await list_answers(tx, talk.contact_id)
        known |= _just_told(talk)
        offers = (await list_standing(talk)).get(OFFERS) is not None or talk.slots.get("consent_state") == "given"
        talk.say(
            "utter_preferences",
            birthday=render_stored_birthday(known.get("birthday"), talk.language),
            interests=render_interests(known.get("interests"), talk),
            tongue=own_name(talk.language),
            offers="✅" if offers else "🚫",
        )
        return []


def _just_told(talk: Talk) -> dict[str, Any]:
    """Answers of this very turn, which the database does not hold yet."""
    return {name: talk.slots[name] for name in ("birthday", "interests") if talk.slots.get(name)}


def render_stored_birthday(stored: Any, language: str) -> str:
    """`--03-05` → `March 5`; a dash when nothing is known."""
    birthday = read_birthday(str(stored or ""))
    return render_birthday(birthday, language) if birthday else UNKNOWN


def render_birthday(birthday: Birthday, language: str) -> str:
    """`March 5`, `1990년 3월 5일`."""
    day = date(birthday.year or 2000, birthday.month, birthday.day)
    if birthday.year:
        return str(format_date(day, "long", locale=find_locale(language)))
    return str(format_skeleton("MMMMd", day, locale=find_locale(language)))


def render_interests(interests: Any, talk: Talk) -> str:
    """Departments by sign and name."""
    names = interests if isinstance(interests, list) else []
    shown = [f"{SIGNS.get(name, '')} {talk.shelf.label('category', name, talk.language)}".strip() for name in names]
    return ", ".join(shown) or UNKNOWN


def render_answers(known: Mapping[str, Any], talk: Talk) -> str:
    """Everything that was told, a line each; signs need no translation."""
    lines = [f"{sign} {_value(name, known[name], talk)}" for name, sign in _SIGNED.items() if known.get(name)]
    others = (name for name in sorted(known) if name not in _SIGNED and known[name] not in (None, "", []))
    return "\n".join([*lines, *(f"• {name.replace('_', ' ')}: {_value(name, known[name], talk)}" for name in others)])


_SIGNED = {"real_name": "👤", "birthday": "🎂", "city": "📍", "phone_number": "📱", "interests": "💚"}


def _value(name: str, value: Any, talk: Talk) -> str:
    if name == "birthday":
        return render_stored_birthday(value, talk.language)
    if name == "interests":
        return render_interests(value, talk)
    values = value if isinstance(value, list) else [value]
    return ", ".join(talk.shelf.label(name, str(each), talk.language).replace("_", " ") for each in values)


def _today(talk: Talk) -> date:
    return talk.now.astimezone(ZoneInfo(talk.reads.shop.timezone)).date()
