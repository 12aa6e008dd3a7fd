"""The flow map: what there is, who is in the middle of it, where people go away."""

from tests.bot.console.merchant.house import House
from tests.stories.shop import on_both_databases


@on_both_databases
async def test_people_are_counted_where_they_stand(house: House) -> None:
    """Four people at four questions; a day later they have gone away there."""
    await house.is_busy(4)
    async with house.browser(await house.hires(role="viewer")) as browser:
        told = (await browser.get("/api/flows/skin_quiz")).json()
        steps = {step["id"]: step for step in told["steps"]}
        assert [steps[each]["here"] for each in ("q_feel", "q_reacts", "q_concern", "q_sun")] == [1, 1, 1, 1]
        assert [steps[each]["asked"] for each in ("q_feel", "q_reacts", "q_concern", "q_sun")] == [4, 3, 2, 1]
        await house.shop.passes_alone(hours=25)
        told = (await browser.get("/api/flows/skin_quiz")).json()
        assert [step["left"] for step in told["steps"] if step["kind"] == "ask"] == [1, 1, 1, 1]
        rows = (await browser.get("/api/flows")).json()["rows"]
    assert (rows[0]["id"], rows[0]["used"], rows[0]["here"]) == ("skin_quiz", 4, 0)


async def test_a_flow_is_drawn_with_its_texts_in_a_language(house: House) -> None:
    """The drawing, the table, and Korean where it is asked for."""
    async with house.browser(await house.hires(role="viewer")) as browser:
        page = await browser.get("/console/flows/skin_quiz?texts=ko")
        assert page.status_code == 200
        assert 'class="chart map"' in page.text
        assert "점심때쯤" in page.text
        assert "style=" not in page.text
        assert (await browser.get("/console/flows/nothing")).status_code == 404


async def test_shares_need_enough_people(house: House) -> None:
    """Twenty people make a funnel; four do not."""
    await house.is_busy(4)
    async with house.browser(await house.hires(role="viewer")) as browser:
        assert "Not enough data" in (await browser.get("/console/flows/skin_quiz")).text
        await house.is_busy(20, first=4)
        await house.shop.passes_alone(minutes=1)
        page = (await browser.get("/console/flows/skin_quiz")).text
    assert "50% go away before “how much sun the skin gets”" in page
    assert 'class="chart funnel"' in page
