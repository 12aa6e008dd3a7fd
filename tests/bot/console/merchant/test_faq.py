"""What nobody answered is kept, put together, answered from the console, and answered by the bot from then on."""

from bot.console.merchant.alike import Question, group_alike
from tests.bot.console.merchant.house import House
from tests.stories.shop import on_both_databases

JAZZ = ("does your ceo like jazz", "does the ceo like jazz music?", "please tell me does your ceo like jazz")


async def asks(house: House, number: int, text: str) -> list[str]:
    """Somebody new greets and asks."""
    phone = house.shop.phone(f"+1415555{2000 + number}", f"Guest {number}")
    await house.shop.hears(phone, "hello")
    return await house.shop.hears(phone, text)


def test_questions_that_ask_the_same_are_one() -> None:
    """By likeness of their words, in their language; those of most people first."""
    texts = [*JAZZ, "where is your factory", "고양이에게 안전한가요", "고양이한테도 안전한가요?"]
    questions = [Question(n, text, "ko" if n > 3 else "en", "", n, n) for n, text in enumerate(texts)]
    groups = group_alike(questions)
    assert [group.people for group in groups] == [3, 2, 1]
    assert {each.text for each in groups[0].questions} == set(JAZZ)


@on_both_databases
async def test_an_answer_is_given_from_then_on(house: House) -> None:
    """Also to words that are a little different, in every process, after a restart, until it is taken back."""
    for number, text in enumerate(JAZZ):
        assert "saxophone" not in " ".join(await asks(house, number, text))
    async with house.browser(await house.hires("Joon", "lead")) as browser:
        [group] = (await browser.get("/api/faq/unanswered")).json()["groups"]
        assert (group["people"], group["language"]) == (3, "en")
        given = {"texts": {"en": "He plays the saxophone 🎷", "ko": "색소폰을 부십니다"}}
        given |= {"asked": {"en": group["ways"], "ko": ["사장님이 재즈를 좋아하나요"]}, "ids": group["ids"]}
        made = await browser.post("/api/faq/answers", json=given)
        assert made.status_code == 200, made.text
        assert await asks(house, 10, JAZZ[0]) == ["He plays the saxophone 🎷"]
        assert await asks(house, 11, "so, does your ceo like jazz then") == ["He plays the saxophone 🎷"]
        assert await asks(house, 12, "사장님이 재즈를 좋아하나요") == ["색소폰을 부십니다"]
        assert (await browser.get("/api/faq/unanswered")).json()["groups"] == []
        await house.shop.opens()
        assert await asks(house, 13, JAZZ[1]) == ["He plays the saxophone 🎷"]
        assert (await browser.delete(f"/api/faq/answers/{made.json()['id']}")).status_code == 200
        assert "He plays the saxophone 🎷" not in await asks(house, 14, JAZZ[0])
        assert (await browser.get("/api/faq/unanswered")).json()["count"] == 4


async def test_a_shoppers_words_are_kept_once_and_go_with_them(house: House) -> None:
    """Small talk, taps and short wrong answers are no questions; erased is erased."""
    phone = house.shop.phone()
    await house.shop.walks(phone, "hello", "does your ceo like jazz", "thanks", "skin quiz", "qwertz")
    assert [row[0] for row in await house.shop.rows("select text from unanswered")] == ["does your ceo like jazz"]
    from bot.turns.forget import forget

    async with house.shop.wiring.database.write() as tx:
        [(contact,)] = await house.shop.rows("select contact_id from unanswered")
        await forget(tx, contact, 1)
    assert await house.shop.rows("select 1 from unanswered") == []


async def test_what_merchants_write_holds_no_code(house: House) -> None:
    """Braces, colons and quotes are words; a language that the shop does not speak is refused."""
    async with house.browser(await house.hires("Joon", "lead")) as browser:
        given = {"texts": {"en": 'Yes: {total} "maybe"\n- and no'}, "asked": {"en": ["does it: work? {x}"]}}
        assert (await browser.post("/api/faq/answers", json=given)).status_code == 200
        assert await asks(house, 1, "does it: work? {x}") == ['Yes: (total) "maybe"\n- and no']
        for wrong in ({"texts": {"xx": "a"}}, {"asked": {"en": []}}, {"texts": {}}):
            assert (await browser.post("/api/faq/answers", json=given | wrong)).status_code == 422
        assert (await browser.get("/console/faq")).status_code == 200
