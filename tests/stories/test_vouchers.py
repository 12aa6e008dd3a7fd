"""A personal code and what became of it begin and end journeys (C3, C4, F3)."""

import re
from pathlib import Path

from bot.clock import ManualClock
from tests.stories.shop import on_both_databases, open_shop
from tests.stories.site import SECRET, tells
from tests.stories.stores import when

JOURNEY = """
responses:
  utter_unused: [{text: "Your code {code} still waits for you.", metadata: {whatsapp: {template: unused}}}]
templates:
  unused:
    category: utility
    body: Hello, your personal code {code} still waits for you in our shop.
    variables: {code: MALLO-1234}
journeys:
  unused_code:
    trigger: {event: voucher.issued, if: event.campaign = "welcome"}
    key: event.code
    exit: [{event: voucher.redeemed, if: event.code = context.key, goal: redeemed}]
    steps:
      - {id: w, wait: {for: 3d}}
      - {id: tell, send: utter_unused}
"""


@on_both_databases
async def test_a_code_that_lies_unused_is_reminded_of_and_a_used_one_is_not(
    database_url: str, clock: ManualClock, tmp_path: Path
) -> None:
    """C4: used in the store's own checkout, too, as its order tells; told once, however often the order is."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "journeys.yml").write_text(JOURNEY, "utf-8")
    settings = {"flows_dir": str(tmp_path / "own"), "events_secrets": SECRET}
    async with open_shop(database_url, clock, **settings) as shop:
        amina, sofia = shop.phone(), shop.phone("+14155550199")
        codes = []
        for phone in (amina, sofia):
            said = (await shop.walks(phone, "coupon", "quality", "a gift"))[-1]
            found = re.search(r"MALLO-[0-9A-Z-]+", said)
            assert found, said
            codes.append(found[0])
        order = {
            "external_id": "9", "number": "9", "placed_at": when(clock.now()), "currency": "USD", "subtotal": 4800,
            "total": 4320, "payment_state": "paid", "lines": [{"sku": "KET-1", "quantity": 1, "price": 4800}],
            "who": {"phone": "+14155550199"}, "coupons": [codes[1].lower()],
        }  # fmt: skip
        told = {"topic": "order", "at": when(clock.now()), "source": "till", "fact": order}
        for number in (1, 2):
            status, _ = await tells(shop, {**told, "id": f"o-{number}"})
            assert status == 200
            await shop.wiring.stores.work_once()
            await shop.settles()
        stages = await shop.rows("select key, stage, goal from enrollment where journey = 'unused_code' order by id")
        assert stages == [(codes[0], "live", ""), (codes[1], "exited", "redeemed")]
        before = len(sofia.hears)
        await shop.passes(days=3, hours=1)
        assert codes[0] in amina.hears[-1]
        assert not any("still waits" in each for each in sofia.hears[before:])
        names = "select count(*) from inbox_event where body like '%voucher.redeemed%'"
        assert await shop.rows(names) == [(1,)]
