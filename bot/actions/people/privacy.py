"""What is known about a contact, told in the chat; and being forgotten."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot.actions.base import Events, ShopAction, Talk, want
from bot.actions.money import find_locale
from bot.actions.people.consent import list_standing
from bot.actions.people.language import name_of_language
from bot.actions.people.profile import UNKNOWN, render_answers
from bot.contacts.consents import OFFERS, UPDATES
from bot.contacts.queries import GET_CONTACT, LIST_HANDLES, list_answers
from bot.storage.columns import from_micros
from bot.storage.transactions import Row

COUNT_MESSAGES = (
    "select (select count(*) from inbox_event where contact_id = $1 and kind = 'message') "
    "+ (select count(*) from outbox where contact_id = $1)"
)
COUNT_ORDERS = "select count(*) from shop_order where contact_id = $1"
LIST_COUPONS = "select code from coupon where contact_id = $1 order by issued_at, code"


class ShowMyData(ShopAction):
    """A readable summary; what is empty is left out."""

    called = "action_show_my_data"

    async def act(self, talk: Talk) -> Events:
        async with talk.reads.database.read() as tx:
            contact = await tx.row(GET_CONTACT, talk.contact_id)
            handles = await tx.rows(LIST_HANDLES, talk.contact_id)
            answers = await list_answers(tx, talk.contact_id)
            messages = await tx.row(COUNT_MESSAGES, talk.contact_id)
            orders = await tx.row(COUNT_ORDERS, talk.contact_id)
            coupons = [str(row[0]) for row in await tx.rows(LIST_COUPONS, talk.contact_id)]
        if contact is None:
            return []
        name, given, language, country, created_at, *_ = contact
        talk.say(
            "utter_my_data",
            person=" · ".join(dict.fromkeys(filter(None, (given, name)))) or UNKNOWN,
            number=", ".join(mask(address) for address in _shown(handles)) or UNKNOWN,
            tongue=name_of_language(language or talk.language, talk.language),
            land=_country(country, talk.language),
            since=_day(created_at, talk),
            messages=messages[0] if messages else 0,
        )
        await _say_consents(talk)
        if orders and orders[0]:
            talk.say("utter_my_data_orders", orders=orders[0])
        if answers:
            talk.say("utter_my_data_answers", answers=render_answers(answers, talk))
        if coupons:
            talk.say("utter_my_data_coupons", coupons=", ".join(coupons))
        talk.say("utter_my_data_choices")
        return []


class EraseMe(ShopAction):
    """Has everything about the contact erased when the turn is committed."""

    called = "action_erase_me"

    async def act(self, talk: Talk) -> Events:  # noqa: ARG002 - one signature for all
        return want("erase")


def _shown(handles: Sequence[Row]) -> list[str]:
    """Phone numbers; the id by which WhatsApp knows them only where there is none."""
    phones = [str(value) for value, kind in handles if kind == "phone"]
    return phones or [str(value) for value, _ in handles]


def mask(address: str) -> str:
    """`+821055550101` → `+82•••••••0101`: enough to know it again."""
    if len(address) < 8:
        return "•" * len(address)
    return f"{address[:3]}{'•' * min(len(address) - 7, 8)}{address[-4:]}"


async def _say_consents(talk: Talk) -> None:
    standing = await list_standing(talk)
    shown = {purpose: f"✅ {_day(at, talk)}" if at else "🚫" for purpose, at in standing.items()}
    talk.say("utter_my_data_consent", updates=shown.get(UPDATES, "🚫"), offers=shown.get(OFFERS, "🚫"))


def _country(code: str, language: str) -> str:
    return str(find_locale(language).territories.get(code, code)) or UNKNOWN


def _day(micros: int, talk: Talk) -> str:
    day = from_micros(micros).astimezone(ZoneInfo(talk.reads.shop.timezone)).date()
    return str(format_date(day, "medium", locale=find_locale(talk.language)))
