"""Preferences and the birthday: only what is missing is asked, all can be changed, a break does no harm."""

from pathlib import Path

import pytest

from bot.clock import ManualClock
from tests.stories.shop import Shop, on_both_databases, open_shop


async def profile(shop: Shop) -> dict[str, str]:
    return dict(await shop.rows("select name, value from profile_answer order by name"))


@on_both_databases
async def test_the_form_asks_for_what_is_missing(shop: Shop) -> None:
    """A8: birthday, interests, language, offers; afterwards everything is shown."""
    amina = shop.phone()
    assert "birthday" in (await shop.hears(amina, "my preferences"))[-1]
    assert "hear about" in (await shop.hears(amina, "March 5th 1990"))[-1]
    assert "language" in (await shop.taps(amina, "🏡 Home"))[-1]
    assert "offers and news" in (await shop.taps(amina, "English"))[-1]
    shown = (await shop.taps(amina, "Yes, please"))[-1]
    assert "March 5, 1990" in shown
    assert "Offers: ✅" in shown
    assert await profile(shop) == {"birthday": '"1990-03-05"', "interests": '["home"]'}
    again = (await shop.hears(amina, "my preferences"))[-1]
    assert "March 5, 1990" in again
    assert "home" in again.lower()


async def test_the_form_in_korean(shop: Shop) -> None:
    """A8: 3월 5일, without a year; several interests at once."""
    minji = shop.phone("+821055550101", "민지")
    assert "생일" in (await shop.hears(minji, "내 정보 설정"))[-1]
    assert "관심" in (await shop.hears(minji, "3월 5일이에요"))[-1]
    assert "언어" in (await shop.hears(minji, "스킨케어랑 리빙"))[-1]
    await shop.taps(minji, "한국어")
    shown = (await shop.hears(minji, "아니요"))[-1]
    assert "3월 5일" in shown
    assert "🚫" in shown
    kept = await profile(shop)
    assert kept["birthday"] == '"--03-05"'
    assert kept["interests"] == '["skincare","home"]'


async def test_a_break_does_no_harm(shop: Shop) -> None:
    """A8, P18: the answer counts two days later, also after a question of hers in between."""
    amina = shop.phone()
    await shop.hears(amina, "my preferences")
    await shop.passes(hours=50)
    assert "$4" in (await shop.hears(amina, "how much is shipping?"))[0]
    assert "hear about" in (await shop.hears(amina, "5 March"))[-1]
    assert await profile(shop) == {"birthday": '"--03-05"'}


@pytest.mark.parametrize(
    ("address", "typed", "tapped", "kept"),
    [
        ("+14155550101", "05/03", "", "--05-03"),
        ("+447911123456", "05/03/1990", "", "1990-03-05"),
        ("+14165550101", "05/03", "5", "--05-03"),
    ],
    ids=["US", "GB", "CA"],
)
async def test_day_and_month_by_country(shop: Shop, address: str, typed: str, tapped: str, kept: str) -> None:
    """A8: Americans write the month first, Britons the day; where both are written the bot asks which."""
    phone = shop.phone(address)
    await shop.hears(phone, "my preferences")
    answers = await shop.hears(phone, typed)
    if tapped:
        assert shop.offered(phone) == ["March 5", "May 3"]
        await shop.taps(phone, "May 3")
    else:
        assert "hear about" in answers[-1]
    assert (await profile(shop))["birthday"] == f'"{kept}"'


async def test_a_birthday_can_be_changed_and_skipped(shop: Shop) -> None:
    """A8: nonsense is explained, skipping is allowed, the row of the summary changes one thing."""
    amina = shop.phone()
    await shop.hears(amina, "my preferences")
    assert "couldn't read" in (await shop.hears(amina, "31 February"))[0]
    await shop.taps(amina, "Skip")
    await amina.picks("Skip")
    await shop.settles()
    await shop.taps(amina, "English")
    await shop.taps(amina, "No, thanks")
    assert await profile(shop) == {}
    await shop.taps(amina, "🎂 Birthday")
    assert "July 14" in (await shop.hears(amina, "14 July"))[-1]
    await shop.taps(amina, "🎂 Birthday")
    assert "July 15" in (await shop.hears(amina, "15 July"))[-1]
    assert await profile(shop) == {"birthday": '"--07-15"'}


JOURNEY = """
flows:
  birthday_treat:
    description: Asks for what it needs and goes on.
    nlu_trigger: [{intent: want_treat}]
    steps:
      - {id: fields, call: missing_fields}
      - {id: done, action: utter_treat}
intents: [want_treat]
nlu:
  - intent: want_treat
    examples: |
      - birthday treat please
      - give me my treat
responses:
  utter_treat: [{text: "All set, we will call {phone_number}."}]
"""


async def test_exactly_the_missing_fields(database_url: str, clock: ManualClock, tmp_path: Path) -> None:
    """A8: somebody who writes without a number is asked for birthday and phone, then the flow goes on."""
    (tmp_path / "treat.yml").write_text(JOURNEY)
    async with open_shop(database_url, clock, flows_dir=str(tmp_path)) as shop:
        hidden = shop.phone("US.13491208655302741918")
        assert "birthday" in (await shop.hears(hidden, "birthday treat please"))[-1]
        assert "phone number" in (await shop.hears(hidden, "5 March"))[-1]
        assert "doesn't look like" in (await shop.hears(hidden, "12"))[0]
        assert "+447911123456" in (await shop.hears(hidden, "+44 7911 123456"))[-1]
        assert "All set" in (await shop.hears(hidden, "give me my treat"))[-1]
        known = shop.phone("+14155550101")
        await shop.hears(known, "birthday treat please")
        assert "+14155550101" in (await shop.hears(known, "March 5"))[-1]
