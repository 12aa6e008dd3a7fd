"""docker-compose.yml against the settings that it gives: what a browser, a worker and the emulator are told."""

import re
from typing import Any

import pytest
import yaml

from bot.account import with_demo_account
from bot.settings import Settings, read_settings
from tests.stories.shop import ROOT

GIVEN = re.compile(r"\$\{(\w+):-([^}]*)\}")


def compose(**environment: str) -> Any:
    """The file as compose reads it with these variables."""
    text = (ROOT / "docker-compose.yml").read_text()
    return yaml.safe_load(GIVEN.sub(lambda found: environment.get(found[1], found[2]), text))


def settings_of(service: dict[str, Any], **given: str) -> Settings:
    """What a process of this service is set to."""
    told = {name.removeprefix("SHOPCLERK_").lower(): value for name, value in service["environment"].items()}
    return read_settings(_env_file=None, **{**told, **given})


@pytest.mark.parametrize("port", ["8000", "9000"])
def test_what_is_said_in_the_chat_can_be_opened_on_this_machine(port: str) -> None:
    """Links lead to the published port, the emulator's webhooks to the same one inside, workers to the emulator."""
    services = compose(PORT=port)["services"]
    web = services["web"]
    assert web["ports"] == [f"{port}:{port}"]
    assert web["command"].endswith(f"--port {port}")
    assert f":{port}/readyz" in web["healthcheck"]["test"][-1]
    for name in ("web", "worker"):
        settings = with_demo_account(settings_of(services[name]), b"key")
        assert settings.base_url == f"http://localhost:{port}"
        assert settings.twilio_api_url == f"http://web:{port}/emulator"


def test_with_an_account_nothing_goes_to_the_emulator() -> None:
    """The file's own settings do not stand in the way of a real account's."""
    account = {"twilio_account_sid": "AC" + "7" * 32, "twilio_auth_token": "token"}
    door = {"whatsapp_senders": "+14155550100", "public_url": "https://bot.example.com"}
    settings = with_demo_account(settings_of(compose()["services"]["worker"], **account, **door), b"key")
    assert settings.twilio_api_url == ""
    assert settings.base_url == "https://bot.example.com"
