"""`shopclerk templates …` against the emulator: what is printed, and how a command ends."""

import re
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console

from bot.clock import ManualClock
from bot.desk import templates as desk
from bot.desk.template_commands import templates_cli
from bot.errors import BotError, TryAgain
from bot.settings import Settings
from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.server import serve_emulator
from tests.databases import make_tables
from tests.stories.shop import ACCOUNT, SENDER, TOKEN, shop_settings
from tests.stories.templates import ENGLISH, KOREAN

Does = Callable[..., Coroutine[Any, Any, str]]


class Office:
    """The shop's settings and the provider behind them."""

    def __init__(self, settings: Settings, emulator: Emulator, folder: Path) -> None:
        self.settings, self.emulator, self.folder = settings, emulator, folder


@pytest.fixture
async def office(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Office]:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "templates.yml").write_text(ENGLISH)
    (folder / "ko.yml").write_text(KOREAN)
    url = f"sqlite:///{tmp_path}/shop.db"
    await make_tables(url)
    emulator = Emulator(account_sid=ACCOUNT, auth_token=TOKEN, senders=(SENDER,), webhook_url="http://x", clock=clock)
    async with serve_emulator(emulator) as api_url:
        yield Office(shop_settings(url, api_url, flows_dir=str(folder)), emulator, folder)


@pytest.fixture
def does(office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Does:
    """Run a command; answers what it prints, and how it ends when not well."""
    monkeypatch.setenv("COLUMNS", "200")

    async def run(command: Callable[..., Coroutine[Any, Any, None]], **given: Any) -> str:
        code = 0
        try:
            await command(office.settings, **given)
        except typer.Exit as ended:
            code = ended.exit_code
        printed = capsys.readouterr().out
        return f"{printed}ends with {code}\n" if code else printed

    return run


async def test_from_nothing_to_approved(does: Does) -> None:
    listed = await does(desk.show_templates)
    assert "order_paid" in listed
    assert "not submitted" in listed
    assert "0.0090 USD" in listed
    assert "ends with 1" in await does(desk.check_templates)
    told = await does(desk.submit_templates, names=[])
    assert [line for line in told.splitlines() if line.startswith(("new_in", "order_paid"))] == [
        "new_in in en: submitted; approved",
        "order_paid in en: submitted; approved",
        "order_paid in ko: submitted; approved",
    ]
    assert "ends with" not in await does(desk.check_templates)
    assert "is approved already" in await does(desk.submit_templates, names=["order_paid"])


async def test_check_tells_faults_by_file_and_line(does: Does, office: Office) -> None:
    """G7: before anything is sent anywhere."""
    (office.folder / "templates.yml").write_text(ENGLISH.replace("category: utility", "category: service"))
    told = await does(desk.check_templates)
    assert "templates.yml:4: `service` is no category: utility, marketing or authentication" in told
    assert "the template new_in has no ar, es, hi, ko, pt wording" in told
    assert told.endswith("1 errors, 2 warnings\nends with 1\n")


async def test_status_tells_what_happened_and_when(does: Does, office: Office) -> None:
    await does(desk.submit_templates, names=[])
    office.emulator.judge("order_paid", "rejected", language="ko", reason="TAG_CONTENT_MISMATCH")
    office.emulator.judge("order_paid", "paused", language="en", category="MARKETING")
    assert re.search(r"\d\d wordings were looked at\.", await does(desk.sync_templates))
    told = await does(desk.show_status, names=["order_paid"], limit=10)
    assert "order_paid in ko: rejected: TAG_CONTENT_MISMATCH" in told
    assert "state: approved → rejected (TAG_CONTENT_MISMATCH)" in told
    assert "state: approved → paused" in told
    assert "category: utility → marketing" in told
    assert "new_in" not in told


async def test_a_wording_that_the_provider_refuses_is_named(does: Does, office: Office) -> None:
    office.emulator.faults.refuse_contents(status=400, times=1)
    told = await does(desk.submit_templates, names=["order_paid"])
    assert "order_paid in en: Twilio refused the template" in told
    assert "order_paid in ko: submitted; approved" in told
    assert told.endswith("ends with 1\n")
    assert "order_paid in en: submitted; approved" in await does(desk.submit_templates, names=["order_paid"])


async def test_a_provider_that_is_away_is_a_line_not_a_traceback(does: Does, office: Office) -> None:
    office.settings = office.settings.model_copy(update={"twilio_api_url": "http://127.0.0.1:9"})
    with pytest.raises(TryAgain, match="Twilio cannot be reached"):
        await does(desk.submit_templates, names=[])


async def test_an_unknown_name_tells_those_that_there_are(does: Does) -> None:
    with pytest.raises(BotError, match=r"there is no template nope; there are: .*new_in, .*order_paid"):
        await does(desk.submit_templates, names=["nope"])


def test_every_command_has_an_example() -> None:
    for command in templates_cli.registered_commands:
        assert command.callback is not None
        assert "Example: shopclerk templates" in (command.callback.__doc__ or "")


async def test_a_narrow_terminal_shows_states_and_prices_whole(does: Does, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(desk, "console", Console(force_terminal=True))
    told = await does(desk.show_templates)
    assert "not submitted" in told
    assert re.search(r"0\.0\d\d\d USD", told)
    assert "…" not in told
    assert all(len(line) <= 80 for line in told.splitlines())
