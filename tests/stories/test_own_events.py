"""What the shop's own systems tell begins journeys: bookings, levels, searches (B10, F3, F5)."""

from pathlib import Path

from bot.clock import ManualClock
from tests.stories.shop import on_both_databases, open_shop
from tests.stories.site import SECRET, searched, tells

JOURNEYS = """
responses:
  utter_booked: [{text: "{contact_name}, see you for your {event.service}."}]
  utter_salons: [{text: "Looking for {query} in {place}? Ask me."}]
templates:
  booked:
    category: utility
    body: Hello {contact_name}, see you soon for your {service} at our place.
    variables: {contact_name: Amina, service: haircut}
  salons:
    category: utility
    body: Hello, you were looking for {query} in {place} on our site, just ask.
    variables: {query: a salon, place: Busan}
journeys:
  booked:
    trigger: {event: salon.booked, if: event.seats > 0}
    key: event.booking_id
    exit: [{event: salon.cancelled, if: event.booking_id = context.key}]
    steps:
      - {id: w, wait: {for: 2h}}
      - {id: m, send: utter_booked}
  salons:
    trigger: {event: search.performed, if: event.category = "hair"}
    steps:
      - {id: s, send: utter_salons}
"""
SPOKEN = {"utter_booked:": "booked", "utter_salons:": "salons"}


def journeys() -> str:
    """With the templates that whatever may be said later needs."""
    text = JOURNEYS
    for response, template in SPOKEN.items():
        before = f'  {response} [{{text: "'
        text = text.replace(before, f'  {response} [{{metadata: {{whatsapp: {{template: {template}}}}}, text: "')
    return text


@on_both_databases
async def test_a_booking_is_reminded_of_and_a_cancelled_one_is_not(
    database_url: str, clock: ManualClock, tmp_path: Path
) -> None:
    """F3, F5: begun by a signed event of the shop's own, once for each booking, and ended by another."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "journeys.yml").write_text(journeys(), "utf-8")
    settings = {"flows_dir": str(tmp_path / "own"), "events_secrets": SECRET}
    async with open_shop(database_url, clock, **settings) as shop:
        amina = shop.phone()
        await shop.hears(amina, "hi")
        before = len(amina.hears)
        booked = {**searched(shop, 1, ""), "topic": "salon.booked"}
        first = {"booking_id": "B1", "service": "haircut", "seats": 1}
        second = {"booking_id": "B2", "service": "shave", "seats": 1}
        gone = {**booked, "id": "e-3", "topic": "salon.cancelled", "data": {"booking_id": "B2"}}
        await tells(shop, [{**booked, "data": first}, {**booked, "id": "e-2", "data": second}])
        await shop.wiring.stores.work_once()
        await shop.settles()
        await tells(shop, gone)
        await shop.wiring.stores.work_once()
        await shop.settles()
        await shop.passes(hours=2)
        assert amina.hears[before:] == ["Amina, see you for your haircut."]
        assert await shop.rows("select key, stage from enrollment order by key") == [("B1", "done"), ("B2", "exited")]
        looks = searched(shop, 4, "cut near me", category="hair", place="Busan")
        await tells(shop, looks)
        await shop.wiring.stores.work_once()
        await shop.settles()
        assert amina.hears[-1] == "Looking for cut near me in Busan? Ask me."
