"""Which bridges a shop has set up: their hooks are there as long as they are."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.errors import SettingsWrong
from bot.hooks.deliver import Bridge
from bot.hooks.events import CLOSED, OPENED, RECEIVED, SENT
from bot.hooks.queries import END_BRIDGE, FIND_BRIDGE, FORGET_DELIVERIES, KEEP_BRIDGE
from bot.media.folder import MediaFolder
from bot.settings import Settings
from bot.storage.columns import dump_json, to_micros
from bot.storage.database import Database

if TYPE_CHECKING:
    from bot.bridges.chatwoot import Chatwoot

CHATWOOT = "chatwoot"
ADDRESS = f"bridge:{CHATWOOT}"
EVENTS = (OPENED, CLOSED, RECEIVED, SENT)
NEEDED = ("chatwoot_token", "chatwoot_account", "chatwoot_inbox", "chatwoot_secret")


async def open_bridges(
    settings: Settings, database: Database, clock: Clock, folder: MediaFolder
) -> Mapping[str, Bridge]:
    """What deliveries can be carried to. Raises SettingsWrong when one is set up by half."""
    if not settings.chatwoot_url:
        await _end(database)
        return {}
    from bot.bridges.agent import get_bridge_agent
    from bot.bridges.carry import Carrier

    api = open_chatwoot(settings)
    async with database.write() as tx:
        now = to_micros(clock.now())
        await tx.run(KEEP_BRIDGE, ADDRESS, dump_json(EVENTS), now)
        await get_bridge_agent(tx, now)
    return {CHATWOOT: Carrier(database, clock, api, folder).carry}


def open_chatwoot(settings: Settings) -> "Chatwoot":
    """The Chatwoot of the settings. Raises SettingsWrong, naming what is missing."""
    from bot.bridges.chatwoot import Chatwoot

    secrets = {"chatwoot_token", "chatwoot_secret"}
    values = {name: getattr(settings, name) for name in NEEDED}
    plain = {name: value.get_secret_value() if name in secrets else value for name, value in values.items()}
    if missing := [f"SHOPCLERK_{name.upper()}" for name, value in plain.items() if not value]:
        raise SettingsWrong(f"{', '.join(missing)}: needed beside SHOPCLERK_CHATWOOT_URL")
    token, account, inbox = (plain[f"chatwoot_{name}"] for name in ("token", "account", "inbox"))
    return Chatwoot(settings.chatwoot_url.rstrip("/"), str(token), int(account), int(inbox))


async def _end(database: Database) -> None:
    """A bridge that is set up no more is told nothing more."""
    async with database.read() as tx:
        row = await tx.row(FIND_BRIDGE, ADDRESS)
    if row is not None:
        async with database.write() as tx:
            await tx.run(FORGET_DELIVERIES, row[0])
            await tx.run(END_BRIDGE, ADDRESS)
