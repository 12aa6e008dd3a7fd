"""How a simulated shop is set: a database of its own, an account that is nobody's, no limits of speed."""

from datetime import UTC, datetime
from pathlib import Path

from bot.settings import Settings, read_settings

BEGINS = datetime(2026, 1, 5, 9, tzinfo=UTC)
PUBLIC_URL = "https://shop.example"
PROVIDER = "http://provider"  # nobody is called over the network, unless the worker is a process of its own
ACCOUNT, TOKEN, SENDER = "AC" + "51" * 16, "simulated", "+15550100000"  # not the demo's: its emulator is another


def settings_of(folder: Path, shop_file: str, flows_dir: str, api_url: str = PROVIDER) -> Settings:
    """The settings of a run whose files lie in `folder`."""
    return read_settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/simulated.db",
        public_url=PUBLIC_URL,
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TOKEN,
        whatsapp_senders=SENDER,
        twilio_api_url=api_url,
        secret_key="simulated",  # noqa: S106 - of a shop that is made up
        shop_file=shop_file,
        flows_dir=flows_dir,
        send_rate=0,
        pair_rate="0",
        media_dir=str(folder / "media"),
    )
