"""Settings: what is wrong is named at the start, before anything else happens."""

from pathlib import Path

import pytest

from bot.cli import _settings
from bot.errors import SettingsWrong
from bot.settings import read_settings

REAL = {
    "SHOPCLERK_PUBLIC_URL": "https://bot.example.com/shop/",
    "SHOPCLERK_TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "SHOPCLERK_TWILIO_AUTH_TOKEN": "token",
    "SHOPCLERK_WHATSAPP_SENDERS": "+14155238886, +14155238887",
}


@pytest.fixture(autouse=True)
def an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://localhost/shop"),
        ("REDIS_URL", "localhost:6379"),
        ("PUBLIC_URL", "bot.example.com"),
        ("PUBLIC_URL", "https://bot.example.com/?x=1"),
        ("WHATSAPP_SENDERS", "14155238886"),
        ("WHATSAPP_SENDERS", "whatsapp:+14155238886"),
        ("TWILIO_SHARED_KEYS", "SK1"),
        ("TWILIO_SHARED_KEYS", "SK1:"),
        ("SEND_RATE", "fast"),
        ("SEND_RATE", "-1"),
        ("SEND_GRACE", "0"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("DEMO", "perhaps"),
    ],
)
def test_a_malformed_one_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"SHOPCLERK_{name}", value)
    with pytest.raises(SettingsWrong, match=f"SHOPCLERK_{name}"):
        read_settings()


@pytest.mark.parametrize("missing", sorted(REAL))
def test_half_an_account_is_an_error(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """P35: three of four settings are a mistake, not a demo."""
    for name, value in REAL.items():
        if name != missing:
            monkeypatch.setenv(name, value)
    with pytest.raises(SettingsWrong, match=missing):
        read_settings()


def test_a_file_may_have_quotes_and_spaces(tmp_path: Path) -> None:
    lines = [f'{name}="{value}"' for name, value in REAL.items()]
    (tmp_path / ".env").write_text("\n".join([*lines, "SHOPCLERK_LOG_LEVEL=INFO", "OTHER=1"]), encoding="utf-8")
    settings = read_settings()
    assert settings.is_real
    assert settings.base_url == "https://bot.example.com/shop"
    assert settings.senders == ("+14155238886", "+14155238887")
    assert settings.log_level == "info"
    assert not settings.shows_demo


def test_where_others_reach_us_is_ours_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """In containers a worker reaches the emulator of the web process by another name."""
    assert _settings(port=9000).base_url == "http://127.0.0.1:9000"
    monkeypatch.setenv("SHOPCLERK_LOCAL_URL", "http://web:8000")
    assert _settings(port=9000).base_url == "http://web:8000"
