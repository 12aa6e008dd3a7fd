"""Consent with proof: what was agreed to, in which words, when, how; kept apart by purpose."""

from pathlib import Path
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.contacts.consents import OFFERS, UPDATES, may_receive
from tests.stories.shop import ROOT, Shop, on_both_databases, open_shop

OPT_IN = """
[opt_in]
questions = {questions}
double = {double}
"""


def shop_file(folder: Path, *, questions: str = "[]", double: str = "false") -> dict[str, Any]:
    """The demo's shop with other opt-in settings."""
    text = (ROOT / "shop.toml").read_text("utf-8")
    before, _, after = text.partition("[opt_in]")
    rest = after.partition("[[coupons]]")[2]
    path = folder / "shop.toml"
    path.write_text(f"{before}{OPT_IN.format(questions=questions, double=double)}\n[[coupons]]{rest}", "utf-8")
    return {"shop_file": str(path)}


async def allowed(shop: Shop, contact_id: int = 1) -> tuple[bool, bool]:
    """Whether updates and offers may be sent."""
    async with shop.wiring.database.read() as tx:
        return (await may_receive(tx, contact_id, UPDATES), await may_receive(tx, contact_id, OFFERS))


async def proofs(shop: Shop, columns: str) -> list[tuple[Any, ...]]:
    return await shop.rows(f"select {columns} from consent order by id")


@on_both_databases
@pytest.mark.parametrize(
    ("address", "name", "country", "language", "wish", "yes", "words"),
    [
        ("+14155550101", "Amina", "US", "en", "send me your offers", "Yes, please", "offers and news"),
        ("+821055550101", "민지", "KR", "ko", "혜택 소식 받을게요", "네, 좋아요", "혜택과 새 소식"),
    ],
    ids=["en", "ko"],
)
async def test_a_yes_is_kept_with_its_proof(
    shop: Shop, address: str, name: str, country: str, language: str, wish: str, yes: str, words: str
) -> None:
    """A5: the exact wording, its language and version, phone, country, profile name, moment, source and message."""
    phone = shop.phone(address, name)
    [asked] = (await shop.hears(phone, wish))[-1:]
    assert words in asked
    assert await allowed(shop) == (False, False)
    await shop.taps(phone, yes)
    [proof] = await proofs(
        shop,
        "purpose, granted, source, words, language, country, profile_name, address, wording, version, message_id, at",
    )
    assert proof[:8] == (OFFERS, True, "flow:opt_in", yes, language, country, name, address)
    wording, version, message_id, at = proof[8:]
    assert wording in asked
    assert words in wording
    assert len(version) == 8
    assert message_id.startswith("SM")
    assert at > 0
    assert await allowed(shop) == (False, True)


@on_both_databases
async def test_stop_withdraws_everything_and_start_brings_updates_back(shop: Shop) -> None:
    """F9, A5: offers need a yes of their own after START."""
    amina = shop.phone()
    await shop.hears(amina, "send me your offers")
    await shop.taps(amina, "Yes, please")
    await shop.hears(amina, "STOP")
    assert await allowed(shop) == (False, False)
    [back] = await shop.hears(amina, "START")
    assert "offers and news" in back
    assert await allowed(shop) == (True, False)
    await shop.hears(amina, "yes")
    assert await allowed(shop) == (True, True)


@pytest.mark.parametrize(
    ("address", "wish", "yes", "words"),
    [
        ("+14155550101", "send me your offers", "Yes, please", "stop offers"),
        ("+821055550101", "혜택 소식 받을게요", "네, 좋아요", "광고만 그만"),
        ("+5511955550101", "quero receber ofertas", "Sim, por favor", "chega de promoções!"),
        ("+34655550101", "quiero recibir ofertas", "Sí, por favor", "No más ofertas."),
        ("+919855550101", "मुझे ऑफर चाहिए", "हाँ, ज़रूर", "ऑफर बंद करो"),
        ("+966555550101", "أريد استقبال العروض", "نعم، من فضلك", "أوقفوا العروض"),
    ],
    ids=["en", "ko", "pt", "es", "hi", "ar"],
)
async def test_stop_offers_stops_offers_only(shop: Shop, address: str, wish: str, yes: str, words: str) -> None:
    """F9: in every language; orders and answers go on."""
    phone = shop.phone(address)
    await shop.hears(phone, wish)
    await shop.taps(phone, yes)
    assert (await allowed(shop))[1]
    assert len(await shop.hears(phone, words)) == 1
    assert not (await allowed(shop))[1]
    assert await shop.rows("select count(*) from contact where opted_out_at is not null") == [(0,)]


async def test_stop_offers_leaves_the_quiz_open(shop: Shop) -> None:
    """F9, P18: the open question is asked again."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care", "serum")
    answers = await shop.hears(amina, "stop offers")
    assert "no more offers" in answers[0]
    assert "How does your skin" in answers[-1]
    assert "change most" in (await shop.hears(amina, "oily"))[-1]


async def test_a_no_is_kept_and_nothing_is_sent(shop: Shop) -> None:
    """A5: declining is written down, too, and closes nothing."""
    amina = shop.phone()
    await shop.hears(amina, "send me your offers")
    assert "none of those" in (await shop.taps(amina, "No, thanks"))[0]
    assert await proofs(shop, "purpose, granted, stage") == [(OFFERS, False, "declined")]
    assert await allowed(shop) == (False, False)
    assert await shop.hears(amina, "menu")


async def test_asking_again_says_that_it_is_so_already(shop: Shop) -> None:
    """No dead end: a second wish, and a second tap of the same button, change nothing."""
    amina = shop.phone()
    await shop.hears(amina, "send me your offers")
    await shop.taps(amina, "Yes, please")
    assert "already" in (await shop.taps(amina, "Yes, please"))[-1]
    assert "already" in (await shop.hears(amina, "send me your offers"))[-1]
    assert len(await proofs(shop, "id")) == 1


async def test_an_old_yes_still_counts_and_is_proved(shop: Shop) -> None:
    """G5, A5: a button of last month, tapped after STOP, is a yes of today under words that can still be read."""
    amina = shop.phone()
    await shop.hears(amina, "send me your offers")
    await shop.hears(amina, "STOP")
    await shop.passes(days=30)
    await shop.taps(amina, "Yes, please")
    assert await allowed(shop) == (False, True)
    assert (await proofs(shop, "wording"))[-1][0].startswith("May Mallo send you offers")


@on_both_databases
async def test_double_opt_in_needs_a_second_yes(database_url: str, clock: ManualClock, tmp_path: Path) -> None:
    """A5: each of the two has its own proof; only then offers may come."""
    async with open_shop(database_url, clock, **shop_file(tmp_path, double="true")) as shop:
        amina = shop.phone()
        await shop.hears(amina, "send me your offers")
        assert "confirm" in (await shop.taps(amina, "Yes, please"))[-1]
        assert await allowed(shop) == (False, False)
        await shop.taps(amina, "Yes, I confirm")
        assert await allowed(shop) == (False, True)
        rows = await proofs(shop, "granted, stage, wording")
        assert [row[:2] for row in rows] == [(False, "first"), (True, "")]
        assert rows[0][2] != rows[1][2]


@on_both_databases
@pytest.mark.parametrize("by", ["word", "tap"])
@pytest.mark.parametrize(
    ("address", "name", "words", "titles", "stop"),
    [
        (
            "+14155550101",
            "Amina",
            ("send me your offers", "yes", "yes"),
            ("Yes, please", "Yes, I confirm"),
            "stop offers",
        ),
        (
            "+821055550101",
            "민지",
            ("혜택 소식 받을게요", "네", "네"),
            ("네, 좋아요", "네, 동의해요"),
            "혜택 소식 그만 받을게요",
        ),
    ],
    ids=["en", "ko"],
)
async def test_double_opt_in_from_door_to_withdrawal(
    database_url: str,
    clock: ManualClock,
    tmp_path: Path,
    address: str,
    name: str,
    words: tuple[str, str, str],
    titles: tuple[str, str],
    stop: str,
    by: str,
) -> None:
    """A5: wish, first yes, second yes, and taken back, each by a word or a tap: the proofs say how, in order."""
    async with open_shop(database_url, clock, **shop_file(tmp_path, double="true")) as shop:
        phone = shop.phone(address, name)
        await shop.hears(phone, words[0])
        for step in (0, 1):
            assert titles[step] in shop.offered(phone)
            assert (await allowed(shop))[1] is False
            if by == "word":
                await shop.hears(phone, words[step + 1])
            else:
                await shop.taps(phone, titles[step])
        assert (await allowed(shop))[1] is True
        rows = await proofs(shop, "granted, stage, words")
        assert [(bool(granted), stage) for granted, stage, _ in rows] == [(False, "first"), (True, "")]
        assert [told for *_, told in rows] == list(words[1:] if by == "word" else titles)
        await shop.hears(phone, stop)
        assert (await allowed(shop))[1] is False
        granted, purpose = (await proofs(shop, "granted, purpose"))[-1]
        assert (bool(granted), purpose) == (False, OFFERS)


async def test_the_second_yes_alone_is_none(database_url: str, clock: ManualClock, tmp_path: Path) -> None:
    """A5: after a STOP in between, the old confirmation asks from the start."""
    async with open_shop(database_url, clock, **shop_file(tmp_path, double="true")) as shop:
        amina = shop.phone()
        await shop.hears(amina, "send me your offers")
        await shop.taps(amina, "Yes, please")
        await shop.hears(amina, "STOP")
        await shop.passes(minutes=1)
        assert "offers and news" in (await shop.taps(amina, "Yes, I confirm"))[-1]
        assert await allowed(shop) == (False, False)


@pytest.mark.parametrize(
    ("address", "profile", "wish", "yes", "city", "name", "given"),
    [
        (
            "+14155550101",
            "xX_amina_Xx",
            "send me your offers",
            "Yes, please",
            "I live in Oakland",
            "My name is Amina Diallo",
            "Amina",
        ),
        ("+821055550101", "✨민✨", "혜택 소식 받을게요", "네, 좋아요", "부산", "김민지입니다", "민지"),
    ],
    ids=["en", "ko"],
)
async def test_extra_questions_and_the_given_name(
    database_url: str,
    clock: ManualClock,
    tmp_path: Path,
    address: str,
    profile: str,
    wish: str,
    yes: str,
    city: str,
    name: str,
    given: str,
) -> None:
    """A6: city and real name are asked where the shop wants them; from then on the given name is used."""
    async with open_shop(database_url, clock, **shop_file(tmp_path, questions='["city", "real_name"]')) as shop:
        phone = shop.phone(address, profile)
        await shop.hears(phone, wish)
        await shop.taps(phone, yes)
        await shop.hears(phone, city)
        await shop.hears(phone, name)
        assert await shop.rows("select given_name from contact") == [(given,)]
        kept = dict(await shop.rows("select name, value from profile_answer"))
        assert sorted(kept) == ["city", "real_name"]
        assert (await shop.slots(phone))["contact_name"] == given
        await shop.hears(phone, "menu")
        assert (await shop.slots(phone))["contact_name"] == given
        assert await proofs(shop, "granted, profile_name") == [(True, profile)]


async def test_extra_questions_can_be_skipped(database_url: str, clock: ManualClock, tmp_path: Path) -> None:
    """A6: nobody has to answer, and a nonsense answer is asked again."""
    async with open_shop(database_url, clock, **shop_file(tmp_path, questions='["city", "real_name"]')) as shop:
        amina = shop.phone()
        await shop.hears(amina, "send me your offers")
        await shop.taps(amina, "Yes, please")
        assert "name of your city" in (await shop.hears(amina, "12345"))[0]
        await shop.taps(amina, "Skip")
        assert "noted" in (await shop.taps(amina, "Skip"))[-1]
        assert await shop.rows("select count(*) from profile_answer") == [(0,)]
        assert (await allowed(shop))[1]
