"""Messages with products of WhatsApp's catalog: resources as Twilio documents them, and our own bubble instead."""

import json

import pytest

from bot.errors import GiveUp, TryAgain
from bot.outbox.content import Content, Native
from bot.whatsapp.contents import InMemoryContents
from bot.whatsapp.products import product_shape, product_variables, resource_of
from bot.whatsapp.reasons import explain
from bot.whatsapp.refusals import MANY, Refusals
from bot.whatsapp.sender import TwilioWhatsApp
from tests.bot.whatsapp.fake_twilio import FakeTwilio, always, form_json, open_fake_twilio, refuse, settings_for
from tests.bot.whatsapp.test_sender import a_send, choices

CATALOG = "1017234312776586"


def one(item: str = "HOM-101", footer: str = "") -> Native:
    return Native(CATALOG, ((item, ""),), footer=footer)


def many(count: int = 2) -> Native:
    return Native(CATALOG, tuple((f"P-{n}", "Shirts") for n in range(count)), title="Mallo", more="• Scarf – $20")


def card(native: Native) -> Content:
    return Content(text="Candle, $26", media="/c.png", choices=choices(2), native=native)


def test_each_kind_is_a_resource_as_documented() -> None:
    """Twilio docs, “twilio/catalog”: dynamic items are a placeholder, a list needs a title, all of it a cover."""
    made = resource_of(product_shape(one(footer="x")))["types"]["twilio/catalog"]
    assert made == {"id": CATALOG, "body": "{{text}}", "subtitle": "{{footer}}", "dynamic_items": "{{products}}"}
    made = resource_of(product_shape(many()))["types"]["twilio/catalog"]
    assert made == {"id": CATALOG, "body": "{{text}}", "title": "{{title}}", "dynamic_items": "{{products}}"}
    made = resource_of(product_shape(Native(CATALOG, title="x", thumbnail="P-1")))["types"]["twilio/catalog"]
    assert made == {
        "id": CATALOG,
        "body": "{{text}}",
        "title": "{{title}}",
        "thumbnail_item_id": "{{thumbnail}}",
    }


def test_every_variable_of_a_resource_is_filled() -> None:
    """A missing one would send the sample."""
    for native in (one(), one(footer="Or write"), many(), Native(CATALOG, title="x", thumbnail="P-1")):
        resource = resource_of(product_shape(native))
        values = product_variables(Content(text="Hi"), native)
        assert values.keys() == resource["variables"].keys()
        assert all(values.values())


def test_items_and_words_keep_the_limits() -> None:
    """What is not among the items stands below the text."""
    values = product_variables(Content(text="t" * 1100), many())
    assert json.loads(values["products"]) == [
        {"id": "P-0", "section_title": "Shirts"},
        {"id": "P-1", "section_title": "Shirts"},
    ]
    assert len(values["text"]) == 1024
    assert "• Scarf" in product_variables(Content(text="Four"), many())["text"]
    assert len(product_variables(Content(text="x"), Native(CATALOG, many().items, title="y" * 99))["title"]) == 60


def test_contents_with_products_come_back_from_json() -> None:
    """Also the reason why they went out as our own."""
    content = card(many()).refused("no such catalog")
    assert Content.from_json(json.loads(json.dumps(content.to_json()))) == content
    assert content.as_native is None


async def test_a_refused_product_is_sent_once_more_as_our_card() -> None:
    """P29: refused at once, not in a callback."""
    async with open_fake_twilio() as twilio:
        whatsapp = TwilioWhatsApp(settings_for(twilio.url), InMemoryContents())
        twilio.answers.append(always(lambda: refuse(400, 63005)))
        accepted = await whatsapp.send(a_send(card(one())))
        await whatsapp.send(a_send(card(one())))
        await whatsapp.send(a_send(card(one("HOM-102"))))
        await whatsapp.close()
    assert accepted.refused == "WhatsApp did not accept the content (63005)"
    assert [kinds(twilio, form) for form in twilio.sent] == ["twilio/card", "twilio/card", "twilio/catalog"]


@pytest.mark.parametrize(
    ("status", "code", "error"), [(400, 21610, GiveUp), (400, 21211, GiveUp), (429, 20429, TryAgain)]
)
async def test_a_refusal_of_something_else_stays_one(status: int, code: int, error: type[Exception]) -> None:
    """P29, P15: neither opted out nor busy is helped by a card."""
    async with open_fake_twilio() as twilio:
        whatsapp = TwilioWhatsApp(settings_for(twilio.url), InMemoryContents())
        twilio.answers.append(always(lambda: refuse(status, code)))
        with pytest.raises(error):
            await whatsapp.send(a_send(card(one())))
        await whatsapp.close()
    assert twilio.sent == []


async def test_a_resource_that_is_gone_is_made_anew() -> None:
    """As with every other shape."""
    async with open_fake_twilio() as twilio:
        whatsapp = TwilioWhatsApp(settings_for(twilio.url), InMemoryContents())
        twilio.gone.add("HX" + "1".zfill(32))
        await whatsapp.send(a_send(card(one())))
        await whatsapp.close()
    assert len(twilio.created) == 2
    assert kinds(twilio, twilio.sent[0]) == "twilio/catalog"
    assert json.loads(form_json(twilio.sent[0])["products"]) == [{"id": "HOM-101"}]


async def test_many_refused_products_put_the_whole_catalog_to_rest() -> None:
    """P29: then it is not connected, or not allowed."""
    refusals = Refusals()
    for n in range(MANY - 1):
        refusals.add(one(f"P-{n}"))
    assert refusals.rests(one("P-0"))
    assert not refusals.rests(one("other"))
    refusals.add(many())
    assert refusals.rests(one("other"))
    assert not refusals.rests(Native("99999", one("P-0").items))


def test_codes_about_content_are_about_products() -> None:
    """And those about people, accounts and windows are not."""
    assert all(explain(code).of_products for code in (63005, 63006, 63013, 63021, 63030, 20422))
    assert not any(explain(code).of_products for code in (63016, 63024, 63003, 21610, 20003, 63018))


def kinds(twilio: FakeTwilio, form: dict[str, str]) -> str:
    """The content type of what was sent."""
    return str(next(iter(twilio.created[int(form["ContentSid"][2:]) - 1]["types"])))
