"""A sound journey to begin with, and how one piece of it is made wrong."""

from flows.engine.compile import Fault, Source, check_flows, compile_flows
from flows.engine.flowset import FlowSet
from flows.engine.journeys.names import Vocabulary

WHOLE = """
slots:
  reason: {type: text, mappings: [{type: from_llm}]}
responses:
  utter_ask_reason:
    - text: "What kept you?"
      metadata: {whatsapp: {template: cart_question}}
  utter_first:
    - text: "You left {event.items} things behind."
      metadata: {whatsapp: {template: cart_first}}
  utter_last:
    - text: "Your cart is still here."
      metadata: {whatsapp: {template: cart_last}}
  utter_gift:
    - text: "Here is something for you."
      metadata: {whatsapp: {template: cart_gift}}
  utter_chat: [{text: "Only within the window."}]
flows:
  cart_help:
    description: Asks what kept somebody from buying.
    steps:
      - {id: why, collect: reason}
journeys:
  cart_recovery:
    description: Reminds of a cart.
    trigger: {event: cart.updated, if: event.total > 0}
    key: event.cart_id
    reentry: {after: 3d}
    exit: [{event: order.placed, goal: recovered}, {event: cart.emptied}]
    policy: {category: marketing, quiet_hours: "21:00-08:00", cap: marketing, priority: 2}
    holdout: 10%
    steps:
      - {id: w1, wait: {for: 1h, restart_on: cart.updated}}
      - {id: m1, send: utter_first, reads: [cart], expires: 12h}
      - id: w2
        wait: {for: 23h, until: [message.in]}
        next:
          - if: context.outcome = "message.in"
            then:
              - {id: said, send: utter_chat}
              - {id: talk, call: {flow: cart_help, timeout: 1d}, next: w3}
          - else: ab
      - id: ab
        split: {plain: 50, gift: 50}
        next:
          - if: context.arm = "gift"
            then: [{id: m2b, send: utter_gift, next: w3}]
          - else: m2a
      - {id: m2a, send: utter_last}
      - {id: w3, wait: {for: 48h, until_local: "18:00"}}
      - id: ask
        fetch: {url: "https://api.example.com/carts/{event.cart_id}", save: live, timeout: 10s}
        next:
          - if: context.outcome = "ok"
            then: m3
          - else: END
      - {id: m3, send: utter_last}
      - {id: tell, emit: {event: cart.lost, data: {cart_id: "{event.cart_id}"}}}
templates:
  cart_question: {category: marketing, body: What kept you from buying what you had chosen?}
  cart_first: {category: marketing, body: You left something behind in your cart.}
  cart_last: {category: marketing, body: Your cart is still here for you.}
  cart_gift: {category: marketing, body: Here is something for you and your cart.}
"""


SHOP = Vocabulary(
    {"cart.updated": ("cart_id", "items", "total"), "order.placed": ("order_id",), "cart.emptied": ("cart_id",)},
    {"cart": ("items_short", "link")},
)


def compiled(text: str = WHOLE) -> FlowSet:
    return compile_flows([Source("journeys.yml", text)])


def errors_of(text: str) -> list[Fault]:
    faults = check_flows([Source("journeys.yml", text)], quotable=SHOP)
    return [fault for fault in faults if fault.severity == "error"]


def changed(old: str, new: str) -> str:
    """The sound one with this piece made another."""
    assert WHOLE.count(old) >= 1, old
    return WHOLE.replace(old, new, 1)
