"""G7: what is wrong with a journey is said with its line before anybody is under way; one seeded fault each."""

import pytest

from tests.flows.journeys.make import WHOLE, changed, errors_of

#: what is written → what is written instead → part of what is said
SEEDS: list[tuple[str, str, str]] = [
    # what begins it
    ("trigger: {event: cart.updated, if: event.total > 0}", "description: none", "trigger"),
    ("trigger: {event: cart.updated, if: event.total > 0}", "trigger: {}", "names an event"),
    ("trigger: {event: cart.updated, if: event.total > 0}", "trigger: {event: 7}", "names an event"),
    ("trigger: {event: cart.updated, if: event.total > 0}", "trigger: [3]", "names an event"),
    ("if: event.total > 0}", "iff: event.total > 0}", "`iff` means nothing"),
    ("if: event.total > 0}", 'if: "event.total >"}', "cannot be read"),
    ("if: event.total > 0}", 'if: "total > 0"}', "means nothing to a journey"),
    ("if: event.total > 0}", 'if: "slots.reason = 1"}', "means nothing to a journey"),
    ("if: event.total > 0}", 'if: "event.a = 1 and event.b = 2 or event.c = 3"}', "mixed"),
    ("if: event.total > 0}", "if: \"event.a matches '(a+)+b'\"}", "may take for ever"),
    ("if: event.total > 0}", "if: event.total > 0, goal: x}", "`goal` means nothing"),
    ("trigger: {event: cart.updated,", "trigger: {event: cart.updatd,", "nobody tells `cart.updatd`: did you mean"),
    ("{event: order.placed, goal: recovered}", "{event: order.payed, goal: recovered}", "nobody tells `order.payed`"),
    ("until: [message.in]", "until: [message.in, order.returned]", "nobody tells `order.returned`"),
    ("restart_on: cart.updated", "restart_on: cart.changed", "nobody tells `cart.changed`"),
    # what it is keyed by, and again
    ("key: event.cart_id", "key: cart_id", "value of the event"),
    ("key: event.cart_id", "key: event.", "value of the event"),
    ("key: event.cart_id", "key: [event.cart_id]", "value of the event"),
    ("key: event.cart_id", "keys: event.cart_id", "`keys` means nothing"),
    ("reentry: {after: 3d}", "reentry: sometimes", "`reentry` is"),
    ("reentry: {after: 3d}", "reentry: {after: soon}", "no length of time"),
    ("reentry: {after: 3d}", "reentry: {after: 3d, before: 2d}", "`reentry` is"),
    ("reentry: {after: 3d}", "reentry: 3", "`reentry` is"),
    # what ends it
    ("exit: [{event: order.placed", "exit: [{evnt: order.placed", "names an event"),
    ("goal: recovered}", "gaol: recovered}", "`gaol` means nothing"),
    ("{event: cart.emptied}]", '{event: cart.emptied, if: "event.x is"}]', "cannot be read"),
    ("{event: cart.emptied}]", "{event: cart.emptied, if: bare = 1}]", "means nothing to a journey"),
    # what it may cost
    ("category: marketing", "category: advertising", "`category` is"),
    ("category: marketing", "categories: marketing", "`categories` means nothing"),
    ('quiet_hours: "21:00-08:00"', 'quiet_hours: "9pm-8am"', "no range of times"),
    ('quiet_hours: "21:00-08:00"', 'quiet_hours: "21:00"', "no range of times"),
    ('quiet_hours: "21:00-08:00"', 'quiet_hours: "08:00-08:00"', "whole day"),
    ('quiet_hours: "21:00-08:00"', 'quiet_hours: "25:00-08:00"', "no range of times"),
    ("cap: marketing", "cap: lots", "no cap"),
    ("cap: marketing", "cap: [1 per fortnight]", "no cap"),
    ("cap: marketing", "cap: [many per 12h]", "no cap"),
    ("priority: 2", "priority: high", "whole number"),
    ("policy: {category: marketing,", "policy: [marketing]\n    poliy: {category: marketing,", "means nothing"),
    ("holdout: 10%", "holdout: 10", "share from 0%"),
    ("holdout: 10%", "holdout: 80%", "share from 0%"),
    ("holdout: 10%", "holdout: ten%", "share from 0%"),
    # waits
    ("wait: {for: 1h, restart_on: cart.updated}", "wait: 1h", "`wait` takes"),
    ("wait: {for: 1h, restart_on: cart.updated}", "wait: {for: an hour}", "no length of time"),
    ("wait: {for: 1h, restart_on: cart.updated}", "wait: {for: 500d}", "not between"),
    ("wait: {for: 1h, restart_on: cart.updated}", "wait: {for: 0s}", "not between"),
    ("wait: {for: 1h, restart_on: cart.updated}", "wait: {fro: 1h}", "`fro` means nothing"),
    ("wait: {for: 1h, restart_on: cart.updated}", "wait: {restart_on: cart.updated}", "needs an end"),
    ("wait: {for: 1h, restart_on: cart.updated}", "wait: {until: [], restart_on: x.y}", "needs an end"),
    ("wait: {for: 1h, restart_on: cart.updated}", "wait: {until: [cart.seen], restart_on: x.y}", "say for how long"),
    ("wait: {for: 1h, restart_on: cart.updated}", "wait: {for: 1h, restart_on: [3]}", "names of events"),
    ('until_local: "18:00"', 'until_local: "6pm"', "no time of day"),
    ('until_local: "18:00"', 'until_local: "24:00"', "no time of day"),
    ("until: [message.in]}", "until: [{event: message.in}]}", "names of events"),
    # sends
    ("send: utter_first", "send: utter_frist", "no response"),
    ("send: utter_first", "send: ''", "takes a name"),
    ("send: utter_first", "send: [utter_first]", "takes a name"),
    ("expires: 12h", "expires: tomorrow", "no length of time"),
    ("expires: 12h", 'quiet_hours: "9pm-8am"', "no range of times"),
    ("reads: [cart]", "reads: [cart, crat]", "no reading `crat`; there are cart"),
    ("reads: [cart]", "reads: crat", "no reading `crat`; there are cart"),
    ("expires: 12h", "expire: 12h", "`expire` means nothing"),
    ("{id: m1, send: utter_first, reads: [cart], expires: 12h}", "{id: m1, send: utter_chat}", "24 hours"),
    ("{id: m2a, send: utter_last}", "{id: m2a, send: utter_chat}", "24 hours"),
    ("{id: m2b, send: utter_gift, next: w3}", "{id: m2b, send: utter_chat, next: w3}", "24 hours"),
    ("{id: m3, send: utter_last}", "{id: m3, send: utter_chat}", "24 hours"),
    ("{whatsapp: {template: cart_first}}", "{whatsapp: {tempalte: cart_first}}", "24 hours"),
    ("{whatsapp: {template: cart_gift}}", "{other: {template: cart_gift}}", "24 hours"),
    (
        "      metadata: {whatsapp: {template: cart_last}}",
        "      metadata: {whatsapp: {template: cart_last}}\n    - text: another way without a template",
        "24 hours",
    ),
    (
        '{id: w3, wait: {for: 48h, until_local: "18:00"}}',
        "{id: w3, wait: {until: [message.in]}}\n      - {id: whenever, send: utter_chat}",
        "24 hours",
    ),
    # splits
    ("split: {plain: 50, gift: 50}", "split: {plain: 50}", "two arms"),
    ("split: {plain: 50, gift: 50}", "split: {plain: 0, gift: 0}", "two arms"),
    ("split: {plain: 50, gift: 50}", "split: {plain: -1, gift: 50}", "two arms"),
    ("split: {plain: 50, gift: 50}", "split: {plain: half, gift: half}", "two arms"),
    ("split: {plain: 50, gift: 50}", "split: [plain, gift]", "two arms"),
    ('context.arm = "gift"', 'context.arm = "gfit"', "no arm"),
    # calls
    ("call: {flow: cart_help", "call: {flow: cart_hlep", "no flow"),
    ("call: {flow: cart_help, timeout: 1d}", "call: cart_help", "`call` takes"),
    ("call: {flow: cart_help, timeout: 1d}", "call: {flow: cart_help, timeout: ever}", "no length of time"),
    ("call: {flow: cart_help, timeout: 1d}", "call: {flow: cart_help, time: 1d}", "`time` means nothing"),
    ("call: {flow: cart_help, timeout: 1d}", "call: {flow: cart_help, slots: {raeson: x}}", "no slot"),
    # services
    ("https://api.example.com/carts/", "http://api.example.com/carts/", "begins with https"),
    ("https://api.example.com/carts/", "https://{event.host}/carts/", "written out"),
    ("https://api.example.com/carts/", "/carts/", "begins with https"),
    ("save: live, timeout: 10s", "save: live, timeout: quick", "no length of time"),
    ("save: live, timeout: 10s", "store: live, timeout: 10s", "`store` means nothing"),
    ("save: live, timeout: 10s", "save: live, method: DELETE", "GET or POST"),
    ('if: context.outcome = "ok"', 'if: context.outcome = "okay"', "never ends in"),
    (
        '        next:\n          - if: context.outcome = "ok"\n            then: m3\n          - else: END\n',
        "",
        "no answer comes",
    ),
    # events
    ("emit: {event: cart.lost, data", "emit: {event: lost, data", "name of an event"),
    ("emit: {event: cart.lost, data", "emit: {evnt: cart.lost, data", "name of an event"),
    # values that nobody can fill
    ("{event.items} things", "{event.itmes} things", "nobody can fill `event.itmes` of utter_first"),
    ("{event.items} things", "{itmes} things", "nobody can fill `itmes` of utter_first"),
    ("{event.items} things", "{coupon} things", "nobody can fill `coupon` of utter_first"),
    ("{event.items} things", "{contact.nmae} things", "nobody can fill `contact.nmae`"),
    ("{event.items} things", "{cart.items} things", "nobody can fill `cart.items`"),
    ("{event.items} things", "{context.eta} things", "nobody can fill `context.eta`"),
    ("Your cart is still here.", "Your cart is at {link}.", "nobody can fill `link` of utter_last"),
    (
        "body: Here is something for you and your cart.",
        'body: "Here is {coupon} for you and for your cart.", variables: {coupon: A1}',
        "nobody can fill `coupon` of utter_gift",
    ),
    ("if: event.total > 0}", "if: event.totl > 0}", "nobody can fill `event.totl` of the condition"),
    ("{event: cart.emptied}]", "{event: cart.emptied, if: event.cart = 1}]", "nobody can fill `event.cart`"),
    ("{event: cart.emptied}]", "{event: cart.emptied, if: event.cart_id = context.began.cart}]", "began.cart"),
    ('if: context.arm = "gift"', 'if: context.amr = "gift"', "nobody can fill `context.amr`"),
    ('if: context.outcome = "ok"', "if: context.lvie.ok", "nobody can fill `context.lvie.ok`"),
    ("key: event.cart_id", "key: event.cart", "nobody can fill `event.cart` of the key"),
    ("carts/{event.cart_id}", "carts/{event.id}", "nobody can fill `event.id` of the step `ask`"),
    ("carts/{event.cart_id}", "carts/{cart_id}", "nobody can fill `cart_id` of the step `ask`"),
    ('data: {cart_id: "{event.cart_id}"}', 'data: {cart_id: "{event.cart}"}', "`event.cart` of the step `tell`"),
    ("timeout: 1d}, next: w3}", "timeout: 1d, slots: {reason: event.why}}, next: w3}", "`event.why`"),
    # ways
    ("timeout: 1d}, next: w3}", "timeout: 1d}, next: w33}", "no step `w33`"),
    ("- else: ab\n", "- else: abc\n", "no step `abc`"),
    ("then: m3\n", "then: m4\n", "no step `m4`"),
    ('if: context.outcome = "message.in"', 'if: context.outcome = "message.out"', "never ends in"),
    ('if: context.outcome = "message.in"', 'if: context.outcome = "cart.updated"', "never ends in"),
    ("          - else: ab\n", "", "ends with an `else`"),
    ("          - else: ab\n", "          - else: w3\n", "nobody ever comes"),
    ("- {id: m2a, send: utter_last}\n", "- {id: w1, send: utter_last}\n", "is taken"),
    ("{id: w1, wait", "{id: END, wait", "cannot be a step id"),
    ("{id: w1, wait", "{id: 'w 1', wait", "cannot be a step id"),
    ("{id: m2a, send: utter_last}", "{id: m2a, send: utter_last, wait: {for: 1h}}", "exactly one of"),
    ("{id: m2a, send: utter_last}", "{id: m2a, action: utter_last}", "exactly one of"),
    ("{id: m2a, send: utter_last}", "{id: m2a, collect: reason}", "exactly one of"),
    ("{id: m2a, send: utter_last}", "{id: m2a, send: utter_last, next: m2a}", "round in circles"),
    ("          - else: END\n", "          - else: m33\n", "no step `m33`"),
    ("- {id: m2a, send: utter_last}\n", "- {id: m2a, noop: true, next: ab}\n", "round in circles"),
    # the whole
    ("  cart_recovery:\n", "  'cart recovery':\n", "is no id"),
    ("holdout: 10%", "on_missing: stay", "`on_missing`"),
    ("holdout: 10%", "moved: {old: nowhere}", "no step `nowhere`"),
    ("holdout: 10%", "moved: {w1: w3}", "still exists"),
    ("holdout: 10%", "moved: [w1]", "maps old step ids"),
    ("holdout: 10%", "journey: x", "`journey` means nothing"),
]


def test_the_whole_is_sound() -> None:
    """What the seeds are sown into has no fault of its own."""
    assert errors_of(WHOLE) == []


@pytest.mark.parametrize(("old", "new", "said"), SEEDS, ids=[f"{n}-{said}" for n, (_, _, said) in enumerate(SEEDS)])
def test_a_seeded_fault_is_found(old: str, new: str, said: str) -> None:
    """G7: in its file, at a line, in words."""
    found = errors_of(changed(old, new))
    assert found, "nothing was found"
    assert any(said in fault.message for fault in found), [fault.message for fault in found]
    assert all(fault.path == "journeys.yml" and fault.line > 0 for fault in found)


def test_the_seeds_are_many_and_differ() -> None:
    """The other half of the 150 are seeds of templates."""
    assert len({(old, new) for old, new, _ in SEEDS}) == len(SEEDS) >= 99


def test_a_journey_that_never_ends_is_found() -> None:
    """G7: whoever comes in could never leave."""
    text = changed("          - else: END\n", "          - else: w1\n").replace(
        "- {id: tell,", "- {id: tell, next: w1,"
    )
    assert any("way to its end" in fault.message for fault in errors_of(text))
