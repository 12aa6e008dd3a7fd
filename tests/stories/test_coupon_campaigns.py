"""Coupon campaigns as merchants run them: pools, questions of their own, doors, restarts, and what is over."""

import asyncio
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.errors import SettingsWrong
from bot.rewards.lines import read_lines
from bot.rewards.pool import add_codes
from bot.rewards.redeem import redeem_coupon
from tests.stories.shop import ROOT, Shop, on_both_databases, open_shop

GUIDE = (ROOT / "docs" / "coupons.md").read_text("utf-8")
[CAMPAIGN] = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
[FLOW] = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
WELCOME = '[[coupons]]\nid = "welcome"\nprefix = "MALLO"\npercent = 10\nbudget = 500\n'
POPUP = '[[coupons]]\nid = "popup"\nprefix = "POP"\nfree_shipping = true\nbudget = 5\n'
HEAD = 'languages = ["en", "ko"]\ntimezone = "Asia/Seoul"\n'
DOOR = """
flows:
  {campaign}_door:
    description: what a door does, it names the campaign
    nlu_trigger: [{{intent: come_by_{campaign}}}]
    persisted_slots: [campaign]
    steps:
      - {{id: name, set_slots: [{{campaign: {campaign}}}]}}
      - {{id: go, link: unlock_coupon}}
intents: [come_by_{campaign}]
nlu:
  - intent: come_by_{campaign}
    examples: |
      - here by the {campaign} door
"""


class Merchant:
    """Writes the shop's file and flows, and fills pools."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder / "own", folder / "shop.toml"
        self.folder.mkdir()

    def plans(self, *campaigns: str) -> dict[str, str]:
        self.file.write_text(HEAD + "\n".join(campaigns))
        return {"shop_file": str(self.file), "flows_dir": str(self.folder)}

    def writes(self, name: str, flow: str) -> None:
        (self.folder / f"{name}.yml").write_text(flow)


@pytest.fixture
def merchant(tmp_path: Path) -> Merchant:
    return Merchant(tmp_path)


async def fill(shop: Shop, campaign: str, count: int) -> None:
    codes = read_lines("\n".join(f"SUN-{number:04d}" for number in range(count)))
    await add_codes(shop.wiring.database, campaign, codes)


async def test_a_campaign_with_questions_of_its_own_is_yaml_alone(
    database_url: str, clock: ManualClock, merchant: Merchant
) -> None:
    """C3: as docs/coupons.md shows it; answers become lead and profile, the code comes from the pool."""
    merchant.writes("summer", FLOW)
    async with open_shop(database_url, clock, **merchant.plans(WELCOME, CAMPAIGN)) as shop:
        await fill(shop, "summer", 3)
        amina = shop.phone()
        [text] = await shop.hears(amina, "I saw the summer offer")
        assert "Summer is coming: 15% off" in text
        assert shop.offered(amina) == ["Beach", "City"]
        await shop.taps(amina, "Beach")
        [text] = await shop.hears(amina, "my two dogs")
        assert re.search(r"SUN-000\d", text)
        assert "orders of $30 or more" in text
        assert "selected products" in text
        answers = {"summer_place": "beach", "summer_with": "my two dogs"}
        [(flow, told)] = await shop.rows("select flow, answers from lead")
        assert (flow, json.loads(told)) == ("summer_coupon", answers)
        known = await shop.rows("select name, value, source from profile_answer")
        assert {name: json.loads(value) for name, value, source in known if source == "summer_coupon"} == answers


async def test_each_campaign_gives_one(database_url: str, clock: ManualClock, merchant: Merchant) -> None:
    """C3, P36: another campaign is another coupon; old buttons and the same wish again are the same one."""
    merchant.writes("summer", FLOW)
    async with open_shop(database_url, clock, **merchant.plans(WELCOME, CAMPAIGN)) as shop:
        await fill(shop, "summer", 3)
        amina = shop.phone()
        await shop.walks(amina, "summer coupon", "beach", "a friend")
        assert "You already have your code: *SUN-" in (await shop.hears(amina, "summer coupon"))[-1]
        await shop.taps(amina, "City")
        assert "You already have your code: *SUN-" in (await shop.hears(amina, "my mother"))[-1]
        assert "MALLO-" in (await shop.walks(amina, "get a coupon", "quality", "a gift"))[-1]
        assert await shop.rows("select id, issued from campaign order by id") == [("summer", 1), ("welcome", 1)]
        [text] = await shop.hears(amina, "my coupons")
        assert re.search(r"MALLO-.*\n10% off until Nov 29\n\n✅ \*SUN-000\d\*\n15% off until Dec 6", text)


async def test_who_comes_by_a_door_gets_its_campaign_and_later_the_shops_own(
    database_url: str, clock: ManualClock, merchant: Merchant
) -> None:
    """A4, C3: a pop-up's campaign is honoured; asked again, there is one more."""
    merchant.writes("door", DOOR.format(campaign="popup"))
    async with open_shop(database_url, clock, **merchant.plans(WELCOME, POPUP)) as shop:
        amina = shop.phone()
        assert "free shipping is yours" in (await shop.hears(amina, "here by the popup door"))[-1]
        [text] = await shop.walks(amina, "quality", "a gift")
        assert "code for free shipping:\n\n*POP-" in text
        [text] = await shop.hears(amina, "coupon")
        assert "You already have your code: *POP-" in text
        assert "code for 10% off:\n\n*MALLO-" in text
        [text] = await shop.hears(amina, "coupon")
        assert "MALLO-" in text
        assert await shop.rows("select count(*) from coupon") == [(2,)]


async def test_a_door_leads_to_the_questions_of_its_campaign(
    database_url: str, clock: ManualClock, merchant: Merchant
) -> None:
    """A4, C3: the door only names the campaign; the campaign chooses its flow."""
    merchant.writes("summer", FLOW)
    merchant.writes("door", DOOR.format(campaign="summer"))
    async with open_shop(database_url, clock, **merchant.plans(WELCOME, CAMPAIGN)) as shop:
        await fill(shop, "summer", 1)
        amina = shop.phone()
        assert "Beach or city?" in (await shop.hears(amina, "here by the summer door"))[-1]
        assert "SUN-0000" in (await shop.walks(amina, "city", "nobody"))[-1]


@pytest.mark.parametrize(
    ("address", "answers"), [("+14155550101", ["quality", "a gift"]), ("+821055550101", ["품질", "선물이요"])]
)
@pytest.mark.parametrize("ends", ["dry", "ended", "lowered"])
async def test_what_ends_between_question_and_answer_is_said_kindly(
    database_url: str, clock: ManualClock, merchant: Merchant, ends: str, address: str, answers: list[str]
) -> None:
    """C3: a pool that runs dry, a campaign that ends, a budget lowered below what was issued; with a way on."""
    plan = '[[coupons]]\nid = "sun"\ncodes = "pool"\npercent = 10\nbudget = {budget}\nends_at = 2026-11-23\n'
    async with open_shop(database_url, clock, **merchant.plans(plan.format(budget=9))) as shop:
        await fill(shop, "sun", 2)
        amina, bora, late = shop.phone(address), shop.phone("+14155550202"), shop.phone("+14155550303")
        await shop.hears(amina, "쿠폰 주세요" if "+82" in address else "coupon")
        await shop.hears(amina, answers[0])
        await shop.walks(bora, "coupon", "quality", "a gift")
        if ends == "dry":
            await shop.walks(late, "coupon", "quality", "a gift")
        elif ends == "ended":
            await shop.passes(hours=12)
        else:
            await shop.opens(**merchant.plans(plan.format(budget=0)))
        [text] = await shop.hears(amina, answers[1])
        korean = "+82" in address
        over = (
            ("이벤트는 끝났어요" if korean else "has ended") if ends == "ended" else "소진" if korean else "are gone"
        )
        assert over in text
        assert ("고마워요" if korean else "Thank you for your answers") in text
        assert shop.offered(amina) == (["🔎 제품 찾기", "메뉴"] if korean else ["🔎 Find a product", "Menu"])
        assert await shop.rows("select count(*) from coupon") == [(2 if ends == "dry" else 1,)]
        assert "already have your code" in (await shop.hears(bora, "coupon"))[-1]


@on_both_databases
async def test_a_pool_of_twenty_for_fifty_at_once_with_restarts(
    database_url: str, clock: ManualClock, merchant: Merchant
) -> None:
    """C3, P36: fifty answer in the same instant, each five times, while the process ends and another begins."""
    plan = '[[coupons]]\nid = "sun"\ncodes = "pool"\npercent = 10\n'
    async with open_shop(database_url, clock, **merchant.plans(plan)) as shop:
        await fill(shop, "sun", 20)
        phones = [shop.phone(f"+1415555{number:04d}") for number in range(50)]
        for words in ("coupon", "quality"):
            await asyncio.gather(*(phone.says(words) for phone in phones))
            await shop.settles()
        await asyncio.gather(*(phone.says("a gift", copies=5) for phone in phones))
        for _ in range(3):
            await shop.wiring.worker.work_once()
            await shop.opens()
        await shop.settles()
        shown = [re.findall(r"SUN-\d{4}", phone.hears[-1]) for phone in phones]
        codes = [code for found in shown for code in found]
        assert len(codes) == len(set(codes)) == 20
        assert sum("All coupons are gone" in phone.hears[-1] for phone in phones) == 30
        assert {code for (code,) in await shop.rows("select code from coupon")} == set(codes)
        assert await shop.rows("select issued from campaign") == [(20,)]
        assert await shop.rows("select count(*) from pool_code where taken_at is null") == [(0,)]


async def test_a_used_coupon_is_shown_as_used(shop: Shop) -> None:
    """C4: what the till has reported is known in the chat."""
    amina = shop.phone()
    text = (await shop.walks(amina, "coupon", "quality", "a gift"))[-1]
    [code] = re.findall(r"MALLO-[\w-]+", text)
    async with shop.wiring.database.write() as tx:
        assert await redeem_coupon(tx, code.lower(), None, "1001", shop.clock.now() + timedelta(days=1))
    [text] = await shop.hears(amina, "my coupons")
    assert f"☑️ {code}\nUsed on Nov 23" in text
    assert "You have used your code" in (await shop.hears(amina, "coupon"))[-1]


@pytest.mark.parametrize(("wrong", "told"), [("summer_place, s", "slot"), ("no_flow", "there is no flow no_flow")])
async def test_a_campaign_without_its_flow_stops_the_start(
    database_url: str, clock: ManualClock, merchant: Merchant, wrong: str, told: str
) -> None:
    """A slip in the shop file is named at the start, not by a shopper."""
    plan = CAMPAIGN.replace("summer_coupon", wrong) if "flow" in wrong else CAMPAIGN.replace("summer_with", "nowhere")
    merchant.writes("summer", FLOW)
    with pytest.raises(SettingsWrong, match=told):
        async with open_shop(database_url, clock, **merchant.plans(WELCOME, plan)):
            pass
