"""Every kind of message that the reference lists becomes the right event; garbage never breaks the parser."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import Unreadable
from bot.inbox.events import EventKind, Handle
from bot.inbox.messages import Choice, InboundMessage, Location, MessageKind, OrderLine
from bot.whatsapp.payloads import parse_message, parse_status
from tests.bot.whatsapp.forms_of_twilio import OUR_SID, SENDER, SID, media_form, tap_form, text_form

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def event_of(form):
    return parse_message(list(form.items()), NOW)


def message_of(form):
    """As a turn reads it: through JSON."""
    return InboundMessage.from_json(json.loads(json.dumps(event_of(form).body)))


def test_a_text_becomes_an_event_with_all_its_handles():
    event = event_of(text_form(ParentExternalUserId="whatsapp:CO.ENT.99"))
    assert (event.key, event.kind, event.received_at) == (f"twilio:{SID}", EventKind.MESSAGE, NOW)
    assert event.handles == (
        Handle("phone", "+573001112233"),
        Handle("bsuid", "CO.4480491918930000"),
        Handle("parent_bsuid", "CO.ENT.99"),
    )
    assert (event.sender, event.profile_name) == (SENDER, "Ana R")
    message = message_of(text_form())
    assert (message.kind, message.text, message.provider_id) == (MessageKind.TEXT, "Hola", SID)
    assert message.raw["ChannelMetadata"].startswith("{")


def test_every_file_is_to_be_fetched_whatever_the_message_is_taken_for():
    """P28: by the message's id and its place in it."""
    form = media_form("image/jpeg", MediaUrl1="https://api.twilio.com/second", MediaUrl2="", NumMedia="2")
    first, second = event_of(form).files
    assert (first.message_id, first.place, first.url, first.declared_type) == (
        SID,
        0,
        form["MediaUrl0"],
        "image/jpeg",
    )
    assert (second.place, second.url, second.declared_type) == (1, "https://api.twilio.com/second", "")
    assert len(event_of(media_form("image/png", ListId="x", ListTitle="X")).files) == 1
    assert event_of(text_form()).files == ()


def test_people_without_a_phone_number_are_people():
    """P27: the BSUID is the only handle, and its case is kept."""
    bsuid = "whatsapp:KR.aBc4480491918930000"
    form = text_form(From=bsuid, ExternalUserId=bsuid, WaId=None)
    assert event_of(form).handles == (Handle("bsuid", "KR.aBc4480491918930000"),)


def test_a_parent_id_may_stand_in_from():
    form = text_form(From="whatsapp:KR.ENT.77", ExternalUserId="whatsapp:KR.12")
    assert event_of(form).handles == (Handle("parent_bsuid", "KR.ENT.77"), Handle("bsuid", "KR.12"))


def test_a_tap_is_bound_to_the_message_that_offered_it():
    """P19: the quoted id and our own payload come back."""
    message = message_of(tap_form())
    assert (message.kind, message.text) == (MessageKind.BUTTON, "Confirm")
    assert message.choice == Choice("mac.flow|step|/confirm", "Confirm")
    assert (message.quoted_id, message.quoted_sender) == (OUR_SID, SENDER)
    assert not message.forwarded


def test_a_button_without_payload_is_still_a_tap():
    message = message_of(tap_form(ButtonPayload=None))
    assert (message.kind, message.choice) == (MessageKind.BUTTON, Choice("", "Confirm"))


def test_a_list_row():
    message = message_of(text_form(ListId="row|1", ListTitle="Red dress", Body="Red dress"))
    assert (message.kind, message.choice) == (MessageKind.LIST, Choice("row|1", "Red dress"))


def test_a_list_row_wins_over_a_button():
    form = tap_form(ListId="row|1", ListTitle="Red dress")
    assert message_of(form).kind is MessageKind.LIST


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("image/jpeg", MessageKind.IMAGE),
        ("image/webp", MessageKind.STICKER),
        ("audio/ogg; codecs=opus", MessageKind.AUDIO),
        ("video/mp4", MessageKind.VIDEO),
        ("application/pdf", MessageKind.DOCUMENT),
        ("text/vcard", MessageKind.CONTACTS),
        ("TEXT/X-VCARD", MessageKind.CONTACTS),
        ("text/directory", MessageKind.CONTACTS),
        ("", MessageKind.DOCUMENT),
        ("nonsense", MessageKind.DOCUMENT),
    ],
)
def test_media_kinds(content_type, kind):
    """P28: the file's address is kept even when its type says nothing."""
    message = message_of(media_form(content_type, Body="look"))
    assert (message.kind, message.text) == (kind, "look")
    assert message.media is not None
    assert message.media.content_type == content_type


def test_media_is_found_even_if_its_count_is_garbage():
    assert message_of(media_form("image/png", NumMedia="many")).kind is MessageKind.IMAGE


def test_a_pin_and_a_named_place():
    pin = message_of(text_form(Body="", Latitude="37.5665", Longitude="126.9780"))
    assert (pin.kind, pin.location) == (MessageKind.LOCATION, Location(37.5665, 126.978))
    place = message_of(text_form(Body="", Latitude="0", Longitude="0", Label="Shop", Address="1 Street"))
    assert place.location == Location(0.0, 0.0, "Shop", "1 Street")


@pytest.mark.parametrize("latitude", ["nan", "inf", "-inf", "91", "1e400", "north", "", "١٢x"])
def test_an_impossible_place_is_not_understood_but_kept(latitude):
    message = message_of(text_form(Body="", Latitude=latitude, Longitude="126.9"))
    assert (message.kind, message.location) == (MessageKind.UNSUPPORTED, None)
    assert message.raw["Latitude"] == latitude


ORDER = {
    "catalog_id": "77",
    "text": "please wrap",
    "product_items": [
        {"product_retailer_id": "DRS-01", "quantity": 2, "item_price": 19.9, "currency": "EUR"},
        {"product_retailer_id": "DRS-07", "quantity": "1", "item_price": "5", "currency": "EUR"},
    ],
}
LINES = (OrderLine("DRS-01", 2, "19.9", "EUR"), OrderLine("DRS-07", 1, "5", "EUR"))


@pytest.mark.parametrize(
    "fields",
    [
        {"MessageType": "order", "ProductRetailerId": json.dumps(ORDER)},
        {"ProductRetailerId": json.dumps(ORDER)},
        {"MessageType": "order", "OrderDetails": json.dumps(ORDER)},
        {"MessageType": "order", "ProductRetailerId": json.dumps({"order": ORDER})},
    ],
)
def test_an_order_is_an_order(fields):
    """P29: an order from WhatsApp's catalog has its lines, whatever the field is called."""
    message = message_of(text_form(Body="", **fields))
    assert (message.kind, message.order, message.text) == (MessageKind.ORDER, LINES, "please wrap")


@pytest.mark.parametrize(
    "item",
    [
        {"product_retailer_id": "A", "quantity": 0},
        {"product_retailer_id": "A", "quantity": -3},
        {"product_retailer_id": "A", "quantity": True and [1]},
        {"product_retailer_id": "A", "quantity": 1e300},
        {"product_retailer_id": "A", "quantity": "ten"},
        {"quantity": 1},
        "DRS-01",
        None,
    ],
)
def test_a_broken_order_line_does_not_take_the_others_along(item):
    broken = json.dumps({"product_items": [item, ORDER["product_items"][1]]})
    assert message_of(text_form(Body="", ProductRetailerId=broken)).order == LINES[1:]


@pytest.mark.parametrize(
    "value", ["{", "[]", '{"product_items": 7}', '{"product_items": []}', "null", "{" * 5000, '{"a":' * 5000]
)
def test_a_broken_order_is_kept_raw(value):
    message = message_of(text_form(Body="", MessageType="order", ProductRetailerId=value))
    assert message.kind is MessageKind.UNSUPPORTED
    assert message.raw["ProductRetailerId"] == value


@pytest.mark.parametrize("value", ["DRS-01", '{"catalog_id":"77","product_retailer_id":"DRS-01"}'])
def test_a_question_about_a_product(value):
    message = message_of(text_form(Body="Is it warm?", ProductRetailerId=value))
    assert (message.kind, message.text, message.product_id) == (MessageKind.TEXT, "Is it warm?", "DRS-01")


@pytest.mark.parametrize(
    "fields",
    [
        {"InteractiveData": '{"flowResponse":{"size":"M","flow_token":"t"}}'},
        {"InteractiveData": '{"flowResponse":"{\\"size\\":\\"M\\",\\"flow_token\\":\\"t\\"}"}'},
        {"FlowData": '{"size":"M","flow_token":"t"}'},
        {"InteractiveData": "{broken", "FlowData": '{"size":"M","flow_token":"t"}'},
    ],
)
def test_a_completed_flow(fields):
    message = message_of(text_form(Body="", **fields))
    assert (message.kind, message.flow_response) == (MessageKind.FLOW, {"size": "M", "flow_token": "t"})


def test_a_flow_response_can_always_be_stored():
    """NaN, infinities, NUL and lone surrogates inside JSON reach neither our JSON nor the database."""
    data = '{"flowResponse":{"a":NaN,"b":1e999,"c":"x\\u0000\\ud800y","d":' + "9" * 5000 + "}}"
    stored = message_of(text_form(Body="", InteractiveData=data)).flow_response
    assert stored == {"a": None, "b": None, "c": "x��y", "d": None}
    json.dumps(stored, allow_nan=False).encode()


@pytest.mark.parametrize(
    "fields",
    [
        {"ReferralSourceId": "120211234"},
        {"ReferralSourceUrl": "https://fb.me/abc"},
        {"ReferralCtwaClid": "ARAkLk"},
    ],
)
def test_any_field_of_a_referral_proves_one(fields):
    """P25: ads on WhatsApp Status have no click id."""
    referral = message_of(text_form(**fields)).referral
    assert referral is not None


def test_ad_id_and_click_id_are_kept_apart():
    """P25: DeskcommCRM reported the one as the other."""
    fields = {"ReferralSourceId": "120", "ReferralSourceType": "ad", "ReferralCtwaClid": "ARA"}
    referral = message_of(text_form(ReferralHeadline="Sale", ReferralBody="All red", **fields)).referral
    assert (referral.source_id, referral.click_id, referral.source_type) == ("120", "ARA", "ad")
    assert (referral.headline, referral.body) == ("Sale", "All red")


def test_a_referral_rides_on_any_kind():
    assert message_of(media_form("image/png", ReferralSourceId="1")).referral is not None
    assert message_of(text_form()).referral is None


def test_forwarded_is_compared_as_a_word():
    """The string "false" is not a truth."""
    message = message_of(text_form(Forwarded="true", FrequentlyForwarded="false"))
    assert (message.forwarded, message.frequently_forwarded) == (True, False)


@pytest.mark.parametrize(("given_type", "kept"), [("STOP", "STOP"), ("start", "START"), ("HELP", "HELP"), ("X", "")])
def test_opt_out_types(given_type, kept):
    """P34: what the provider has already handled is told on."""
    assert message_of(text_form(OptOutType=given_type)).opt_out_type == kept


def test_nothing_at_all_is_unsupported():
    """A reaction, a poll, an edit, or something newer than this code."""
    message = message_of(text_form(Body="  ", MessageType="reaction", NewField="x"))
    assert (message.kind, message.raw["NewField"]) == (MessageKind.UNSUPPORTED, "x")


@pytest.mark.parametrize(
    "changed",
    [
        {"MessageSid": None, "SmsSid": None, "SmsMessageSid": None},
        {"MessageSid": "", "SmsSid": "", "SmsMessageSid": ""},
        {"MessageSid": "S" * 65},
        {"From": None},
        {"From": ""},
        {"From": "whatsapp:"},
        {"From": "whatsapp:" + "x" * 151},
    ],
)
def test_without_id_or_origin_it_is_refused(changed):
    with pytest.raises(Unreadable):
        event_of(text_form(**changed))


def test_nul_and_surrogates_are_made_storable():
    event = event_of(text_form(Body="a\0b\ud800c", ProfileName="\0"))
    assert event.body["text"] == "a�b�c"
    json.dumps(event.body, ensure_ascii=False).encode()


FIELDS = [
    *sorted({*tap_form(), *media_form("")}),
    *("ListId", "ListTitle", "Latitude", "Longitude", "InteractiveData", "FlowData", "ProductRetailerId"),
    *("ReferralSourceId", "OptOutType", "MessageStatus", "ErrorCode"),
]
JSON_TEXTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["product_items", "flowResponse", "quantity", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
).map(json.dumps)
VALUES = st.text(max_size=40) | JSON_TEXTS | st.sampled_from(["0", "true", "whatsapp:+4915112345678", "nan", SID])


def strings_in(value):
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in strings_in(part)]
    if isinstance(value, list):
        return [text for part in value for text in strings_in(part)]
    return [value] if isinstance(value, str) else []


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=10), VALUES, max_size=20))
def test_no_form_raises_anything_but_unreadable(form):
    """Arbitrary strings everywhere: an event that can be stored, or Unreadable."""
    try:
        event = event_of(form)
    except Unreadable:
        return
    stored = json.dumps(event.body, ensure_ascii=False, allow_nan=False)
    assert stored.encode()
    assert "\0" not in "".join(strings_in(event.body))
    read = InboundMessage.from_json(json.loads(stored))
    assert read.to_json() == json.loads(stored)


def test_a_status_keeps_the_providers_word():
    form = {"MessageSid": SID, "MessageStatus": "undelivered", "ErrorCode": "63016"}
    update = parse_status(list(form.items()), NOW, "ref.1")
    assert update is not None
    assert (update.provider_id, update.status, update.error_code) == (SID, "undelivered", 63016)
    assert (update.reference, update.at) == ("ref.1", NOW)


@pytest.mark.parametrize("code", ["", "0", "abc", "-1", "٣", "9" * 400])
def test_a_strange_error_code_is_none(code):
    update = parse_status([("MessageSid", SID), ("MessageStatus", "sent"), ("ErrorCode", code)], NOW)
    assert update is not None
    assert update.error_code is None


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*FIELDS, "SmsStatus"]), VALUES))
def test_no_status_form_raises(form):
    update = parse_status(list(form.items()), NOW)
    assert update is None or (update.provider_id and update.status)
