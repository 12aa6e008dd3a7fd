"""What a service works with: a real account or the built-in emulator's, the keys that sign, the demo's goods."""

import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

from pydantic import SecretStr
from starlette.applications import Starlette

from bot.actions.shopfile.shop import Shop
from bot.clock import Clock, ShiftedClock
from bot.inbox.queries import SHIFT, find_fact, keep_fact
from bot.log import get_log
from bot.migrations.demo import open_demo
from bot.rewards.campaigns import keep_campaigns
from bot.settings import DEMO_ACCOUNT_SID, DEMO_SENDERS, Settings
from bot.storage.database import Database
from bot.whatsapp.signature import SignatureCheck
from bot.whatsapp.webhook import MESSAGES_PATH

log = get_log(__name__)

DEMO_GRACE = 5  # seconds: the emulator's list never lags


def open_emulator(
    settings: Settings, clock: Clock, find_ware: Callable[[str], dict[str, Any] | None] | None = None
) -> Starlette | None:
    """The built-in Twilio, unless a real account is connected. `find_ware` knows the catalog at Meta."""
    if not settings.shows_demo:
        return None
    from bot.whatsapp.emulator.app import build_emulator_app
    from bot.whatsapp.emulator.diary import Diary
    from bot.whatsapp.emulator.emulator import Emulator

    token = settings.twilio_auth_token.get_secret_value()
    emulator = Emulator(
        account_sid=settings.twilio_account_sid,
        auth_token=token,
        senders=settings.senders,
        webhook_url=settings.base_url + MESSAGES_PATH,
        clock=clock,
        diary=Diary.beside(settings.database_url, token),
    )
    emulator.find_ware = find_ware or emulator.find_ware
    return build_emulator_app(emulator)


async def open_clock(settings: Settings, database: Database, clock: Clock) -> Clock:
    """The time of all parts: `clock` itself; in the demo what its phones have jumped ahead of it, also before."""
    if not settings.shows_demo:
        return clock
    async with database.read() as tx:
        shift = await find_fact(tx, SHIFT)
    return ShiftedClock(clock, timedelta(microseconds=int(shift or 0)))


async def secret_keys(settings: Settings, database: Database) -> list[bytes]:
    """The key ring: from the settings, or made at the first run and kept in the database."""
    if settings.secret_key:
        return [key.encode() for key in settings.secret_key]
    async with database.write() as tx:
        kept = await keep_fact(tx, "secret_key", secrets.token_urlsafe(32))
    return [kept.encode()]


def with_demo_account(settings: Settings, key: bytes) -> Settings:
    """Without an account, the emulator's: its token comes from the secret key, so that all processes know it.

    The demo beside a real account is a rehearsal: whatever a simulated phone sets off must not leave the house.
    """
    emulator_url = settings.twilio_api_url or settings.emulator_url or f"{settings.local_url}/emulator"
    grace = min(settings.send_grace, DEMO_GRACE)
    if settings.is_real and settings.demo:
        log.warning("demo.nothing_goes_to_twilio", instead=emulator_url)
        return settings.model_copy(update={"twilio_api_url": emulator_url, "send_grace": grace})
    if settings.is_real:
        return settings
    token = hmac.new(key, b"the emulator's token", sha256).hexdigest()[:32]
    return settings.model_copy(
        update={
            "demo": True,
            "twilio_account_sid": DEMO_ACCOUNT_SID,
            "twilio_auth_token": SecretStr(token),
            "whatsapp_senders": settings.whatsapp_senders or DEMO_SENDERS,
            "twilio_api_url": emulator_url,
            "send_grace": grace,
        }
    )


def check_signatures(settings: Settings) -> SignatureCheck:
    """Who may call our webhooks: whoever signs with the account's token or a shared key."""
    shared = dict(pair.partition(":")[::2] for pair in settings.twilio_shared_keys)
    return SignatureCheck(settings.twilio_auth_token.get_secret_value(), shared, settings.base_url)


async def stock_up(database: Database, shop: Shop, settings: Settings, clock: Clock) -> None:
    """The shop's campaigns; and, without a real account, the demo's products and orders."""
    async with database.write() as tx:
        await keep_campaigns(tx, shop.campaigns)
    if settings.shows_demo:
        await open_demo(database, clock.now(), settings.senders[0])
