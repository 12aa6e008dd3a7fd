"""Hours, limits and languages are changed on their page, by admins, against what the shop's file says."""

import json
from typing import Any

from httpx import AsyncClient, Response

from bot.actions.shopfile.overlay import value_in
from bot.handoff.plan import read_plan
from tests.bot.console.merchant.house import House
from tests.stories.shop import on_both_databases

HOURS: dict[str, Any] = {
    "always": False,
    "hours": {"mon": "09:00-18:00", "tue": "", "sat": "22:00-02:00"},
    "special": {"2026-12-25": "12:00-15:00", "2027-01-01": ""},
    "answer_minutes": 15,
    "idle_hours": 4,
    "assign": "round_robin",
}
AS_IT_IS = {"quiet": "own", "capped": "own"}
LIMITS: dict[str, Any] = {
    "marketing": {"quiet": "set", "quiet_hours": "20:00-09:00", "capped": "set", "caps": ["1 per 24h"]},
    "utility": AS_IT_IS,
}

KEPT_FOR_EVER = {f"keep_{kind}_days": 0 for kind in ("messages", "media", "events", "notes", "audit")}
CHANGES = (("hours", HOURS), ("limits", LIMITS), ("languages", {"languages": {}}), ("privacy", KEPT_FOR_EVER))


@on_both_databases
async def test_what_is_changed_holds_and_what_is_not_is_the_files(house: House) -> None:
    """At once, after a restart, and in the rules that every process hands over by; each value is in the audit log."""
    async with house.browser(await house.hires("Joon", "admin")) as browser:
        answer = await browser.put("/api/settings/hours", json=HOURS)
        assert answer.json() == {
            "changed": [f"handoff.{name}" for name in ("hours", "special", "answer_minutes", "assign")]
        }
        assert (await browser.put("/api/settings/hours", json=HOURS)).json() == {"changed": []}
        for _ in range(2):
            told = (await browser.get("/api/settings/hours")).json()
            assert told["people"]["hours"]["sat"] == "22:00-02:00"
            assert told["changed"]["handoff.answer_minutes"]["file"] == 5
            assert "handoff.idle_hours" not in told["changed"]
            assert house.shop.wiring.shop.handoff.misses == 2
            await house.shop.opens()
    assert await _names(house) == ["handoff.answer_minutes", "handoff.assign", "handoff.hours", "handoff.special"]
    async with house.shop.wiring.database.read() as tx:
        plan = await read_plan(tx)
    assert (plan.answer_minutes, plan.timezone) == (15, "Asia/Seoul")
    deeds = await house.shop.rows("select actor, action, target, detail from audit order by id")
    assert [deed[:3] for deed in deeds] == [("Joon", "settings.changed", name) for name in answer.json()["changed"]]
    assert json.loads(deeds[2][3]) == {"before": 5, "after": 15}


@on_both_databases
async def test_the_way_back_to_the_file(house: House) -> None:
    """One part at a time; what says the same as the file is not kept either."""
    async with house.browser(await house.hires("Joon", "admin")) as browser:
        await browser.put("/api/settings/hours", json=HOURS)
        await browser.put("/api/settings/limits", json=LIMITS)
        assert "Back to what shop.toml says" in (await browser.get("/console/settings/hours")).text
        assert (await browser.delete("/api/settings/hours")).status_code == 200
        assert await _names(house) == ["limits.marketing.caps", "limits.marketing.quiet_hours"]
        await browser.put("/api/settings/limits", json={"marketing": AS_IT_IS, "utility": AS_IT_IS})
        assert await _names(house) == []
        told = (await browser.get("/api/settings/hours")).json()
        assert (told["people"]["hours"], told["changed"]) == ({}, {})
        assert "Back to what shop.toml says" not in (await browser.get("/console/settings/hours")).text
        assert (await browser.delete("/api/settings/stores")).status_code == 404
    async with house.shop.wiring.database.read() as tx:
        assert (await read_plan(tx)).answer_minutes == 5


async def test_one_wrong_value_and_nothing_is_kept(house: House) -> None:
    """Each field hears what is wrong with it, in the reader's language."""
    wrong = HOURS | {"hours": {"mon": "9 to 6", "xyz": ""}, "special": {"soon": ""}, "answer_minutes": 0}
    async with house.browser(await house.hires("Joon", "admin")) as browser:
        fields = _fields(await browser.put("/api/settings/hours", json=wrong))
        assert sorted(fields) == ["answer_minutes", "hours.mon", "special"]
        assert fields["answer_minutes"] == "More than 0 and at most 1440 minutes."
        nobody = HOURS | {"hours": {"mon": ""}, "special": {}}
        assert list(_fields(await browser.put("/api/settings/hours", json=nobody))) == ["always"]
        assert list(_fields(await browser.put("/api/settings/hours", json=HOURS | {"always": True}))) == ["special"]
        limits = LIMITS | {"utility": {"quiet": "set", "capped": "set", "caps": ["often"]}}
        fields = _fields(await browser.put("/api/settings/limits", json=limits))
        assert sorted(fields) == ["utility.caps", "utility.quiet_hours"]
        for codes in ({"fr": True}, {"en": False}):
            assert _fields(await browser.put("/api/settings/languages", json={"languages": codes}))
    async with house.browser(await house.hires("Minji", "admin", "ko")) as browser:
        assert "1440분" in _fields(await browser.put("/api/settings/hours", json=wrong))["answer_minutes"]
    assert await _names(house) == []
    assert await house.shop.rows("select 1 from audit where action like 'settings.%'") == []


async def test_only_admins_change(house: House) -> None:
    """Everybody else reads what holds, and that it was changed."""
    async with house.browser(await house.hires("Joon", "admin")) as browser:
        await browser.put("/api/settings/hours", json=HOURS)
        assert 'data-api="PUT /api/settings/hours"' in (await browser.get("/console/settings/hours")).text
    for role in ("viewer", "agent", "lead"):
        async with house.browser(await house.hires(role, role)) as browser:
            for part, body in CHANGES:
                assert (await browser.put(f"/api/settings/{part}", json=body)).status_code == 403
                assert (await browser.delete(f"/api/settings/{part}")).status_code == 403
            page = (await browser.get("/console/settings/hours")).text
            assert "data-api=" not in page
            assert ">changed here<" in page
            assert "data-api=" not in (await browser.get("/console/settings/privacy")).text


async def test_languages_are_switched(house: House) -> None:
    """The order stays the file's, and what is left out stays as it is."""
    async with house.browser(await house.hires("Joon", "admin")) as browser:
        await _switch(browser, ko=False, ar=False)
        assert house.shop.wiring.turns.languages == ("en", "es", "pt", "hi")
        assert house.shop.wiring.doors.texts.offered == ("en", "es", "pt", "hi")
        assert "ko" in house.shop.wiring.doors.texts.languages
        await _switch(browser, ko=True)
        assert house.shop.wiring.shop.languages == ("en", "ko", "es", "pt", "hi")
        assert (await browser.get("/api/settings/hours")).json()["changed"]["languages"]["file"][-1] == "ar"


@on_both_databases
async def test_how_long_data_is_kept(house: House) -> None:
    """The clerk that clears goes by it from its next round on, after a restart, too; a time too short is refused."""
    shop, days = house.shop, KEPT_FOR_EVER
    await shop.hears(shop.phone(), "hi there")
    async with house.browser(await house.hires("Joon", "admin")) as browser:
        short = await browser.put("/api/settings/privacy", json=days | {"keep_messages_days": 1})
        assert _fields(short) == {"keep_messages_days": "0, or 2 to 36500 days."}
        await browser.put("/api/settings/privacy", json=days | {"keep_messages_days": 30})
        told = (await browser.get("/api/settings/privacy")).json()
        assert told["days"]["messages"] == 30
        assert told["changed"]["privacy.keep_messages_days"]["file"] == 0
    await shop.passes_alone(days=29)
    assert await shop.wiring.retention.clear() == {"messages": 0}
    await shop.opens()
    await shop.passes_alone(days=2)
    assert (await shop.wiring.retention.clear())["messages"] > 0
    assert await shop.rows("select 1 from inbox_event where body like '%hi there%'") == []
    async with house.browser(await house.hires("Ada", "admin")) as browser:
        await browser.delete("/api/settings/privacy")
    assert await shop.wiring.retention.clear() == {}


async def test_a_start_does_without_what_does_not_fit_any_more(house: House) -> None:
    """Whatever an older version has left in the table."""
    async with house.shop.wiring.database.write() as tx:
        for name, value in (("handoff.hours", '{"mon": "9"}'), ("handoff.idle_hours", "7")):
            await tx.run("insert into shop_setting (name, value, by, at) values ($1, $2, 'Joon', 1)", name, value)
    await house.shop.opens()
    assert value_in(house.shop.wiring.shop, "handoff.hours") == {}
    assert house.shop.wiring.shop.handoff.idle_hours == 7


async def _names(house: House) -> list[str]:
    return [row[0] for row in await house.shop.rows("select name from shop_setting order by name")]


def _fields(answer: Response) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    fields: dict[str, str] = answer.json()["error"]["fields"]
    return fields


async def _switch(browser: AsyncClient, **codes: bool) -> None:
    assert (await browser.put("/api/settings/languages", json={"languages": codes})).status_code == 200
