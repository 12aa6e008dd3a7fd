"""Every environment variable. Nothing else reads the environment.

Values come from `SHOPCLERK_*` variables or from a `.env` file in the working directory. Lists are written
with commas. A missing or malformed setting stops the start with an error that names it.
"""

import re
import tomllib
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsWrong

Model = TypeVar("Model", bound=BaseModel)

LOCAL_URL = "http://127.0.0.1:8000"
DEMO_ACCOUNT_SID = "AC" + "0" * 32
DEMO_SENDERS = ("+15550100000",)

_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")

Words = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """Everything that can be set. The README's table is made from these fields."""

    model_config = SettingsConfigDict(env_prefix="SHOPCLERK_", env_file=".env", frozen=True, extra="ignore")

    database_url: str = Field(
        default="sqlite:///var/shopclerk.db", description="`sqlite:///path` or `postgresql://user@host/name`"
    )
    redis_url: str = Field(
        default="", description="`redis://host:6379/0`; several processes share their send rates by it"
    )
    public_url: str = Field(
        default="", description="the address that Twilio calls and signs, e.g. `https://bot.example.com`"
    )
    twilio_account_sid: str = Field(default="", description="`AC…` of the account that owns the senders")
    twilio_auth_token: SecretStr = Field(
        default=SecretStr(""), description="sends messages and checks webhook signatures"
    )
    whatsapp_senders: Words = Field(default=(), description="our WhatsApp numbers, `+…`, with commas")
    twilio_api_url: str = Field(default="", description="stands in for Twilio's hosts (an emulator); empty = Twilio")
    twilio_shared_keys: Words = Field(
        default=(), description="`key id:secret` pairs for HMAC-SHA256 webhook signatures, with commas"
    )
    twilio_messaging_service_sid: str = Field(default="", description="`MG…`, if sends go through a service")
    shopify_secrets: Words = Field(
        default=(),
        description="client secrets of the Shopify app, which sign its webhooks. Several, with commas, while one "
        "is replaced",
    )
    shopify_token: SecretStr = Field(
        default=SecretStr(""), description="Admin API access token (`shpat_…`) with which products are read"
    )
    woo_secrets: Words = Field(
        default=(), description="secrets of WooCommerce webhooks, with commas; `catalog hooks` uses the first"
    )
    woo_token: SecretStr = Field(
        default=SecretStr(""), description="`ck_…:cs_…`, consumer key and secret of WooCommerce's REST API"
    )
    easypost_secrets: Words = Field(
        default=(), description="webhook secrets of EasyPost, with commas: parcels are followed by its news"
    )
    aftership_secrets: Words = Field(default=(), description="webhook secrets of AfterShip, with commas")
    events_secrets: Words = Field(
        default=(),
        description="secrets that sign `POST /events`, with commas; empty: nobody may tell what happens on the site",
    )
    send_rate: float = Field(default=80, ge=0, description="messages per second and sender; 0 = no limit")
    pair_rate: str = Field(
        default="1/6s+10",
        description="per sender and contact: messages / seconds + burst, e.g. `1/6s+10`; 0 = no limit",
    )
    send_grace: float = Field(
        default=60,
        ge=1,
        le=600,
        description="seconds that the provider's list is given to show a message before a send whose answer was "
        "lost counts as never made",
    )
    rates_file: str = Field(
        default="",
        description="TOML with what messages cost you, laid over the shipped table (docs/templates.md)",
    )
    secret_key: Words = Field(
        default=(),
        description="signs buttons, links and ids; made and kept at the first run. Several, with commas: the "
        "first signs, all are believed",
    )
    oidc_issuer: str = Field(
        default="",
        description="`https://…` of an identity provider (OpenID Connect) with which agents sign in to the console; "
        "needs the extra `oidc` (docs/console.md)",
    )
    oidc_client_id: str = Field(default="", description="as which the console is known there")
    oidc_client_secret: SecretStr = Field(default=SecretStr(""), description="and its secret")
    trusted_proxies: Words = Field(
        default=("127.0.0.0/8", "::1"),
        description="addresses or networks of your reverse proxies, with commas: theirs is the only "
        "`X-Forwarded-For` that the console believes (docs/console.md)",
    )
    chatwoot_url: str = Field(
        default="",
        description="address of a Chatwoot in which people answer instead of in the console (docs/bridges.md)",
    )
    chatwoot_token: SecretStr = Field(default=SecretStr(""), description="an access token of one of its agents")
    chatwoot_account: int = Field(default=0, ge=0, description="the number of the account there")
    chatwoot_inbox: int = Field(default=0, ge=0, description="the number of an inbox of the kind API there")
    chatwoot_secret: SecretStr = Field(
        default=SecretStr(""), description="signs its webhooks, or stands at the end of their address"
    )
    demo: bool = Field(
        default=False,
        description="a rehearsal beside real credentials: phone and emulator stay on, "
        "and everything is sent to the emulator, nothing to Twilio",
    )
    flows_dir: str = Field(default="", description="a folder of own flows, merged with the shipped library")
    shop_file: str = Field(
        default="shop.toml", description="name, mailbox, website, currency, languages, hours, policies, checkout"
    )
    media_dir: str = Field(
        default="var/media",
        description="where files that contacts send are kept, each under its SHA-256; on several machines a folder "
        "that all share",
    )
    media_max_gb: float = Field(
        default=20, ge=0, description="how much that folder may hold; then new files wait; 0 = no limit"
    )
    catalog_dir: str = Field(
        default="",
        description="where the files of a catalog of more than 2,000 products are kept; empty = `catalog` beside "
        "the SQLite file, else `var/catalog`. They can be built again at any time",
    )
    search_url: str = Field(
        default="",
        description="address of a Meilisearch server that ranks searches of a very large catalog; empty: the "
        "search in this process does",
    )
    search_key: SecretStr = Field(
        default=SecretStr(""), description="its API key: may search, write documents, indexes and settings, see tasks"
    )
    search_index: str = Field(
        default="shopclerk", description="what the names of its indexes begin with; another for each shop"
    )
    local_url: str = Field(
        default=LOCAL_URL, description="where this process is reached on its own machine; set by `run --port`"
    )
    emulator_url: str = Field(
        default="",
        description="without an account: where processes on other machines find the emulator of the web process",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="debug, info, warning or error"
    )
    log_format: Literal["json", "text", "auto"] = Field(
        default="auto", description="json, text, or auto: text on a terminal"
    )

    @field_validator(
        "whatsapp_senders",
        "twilio_shared_keys",
        "secret_key",
        "shopify_secrets",
        "woo_secrets",
        "easypost_secrets",
        "aftership_secrets",
        "events_secrets",
        "trusted_proxies",
        mode="before",
    )
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("whatsapp_senders")
    @classmethod
    def _are_numbers(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [value for value in values if not _NUMBER.fullmatch(value)]:
            raise ValueError(f"write numbers as in +14155238886, with commas between them, not {', '.join(wrong)}")
        return values

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            ip_network(value)
        return values

    @field_validator("twilio_shared_keys")
    @classmethod
    def _are_pairs(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        if not all(all(value.partition(":")) for value in values):
            raise ValueError("write key id:secret pairs with commas between them")
        return values

    @field_validator("shopify_token")
    @classmethod
    def _is_token(cls, value: SecretStr) -> SecretStr:
        if any(sign.isspace() or not sign.isascii() for sign in value.get_secret_value()):
            raise ValueError("must be an access token such as shpat_…, without blanks")
        return value

    @field_validator("woo_token")
    @classmethod
    def _are_keys(cls, value: SecretStr) -> SecretStr:
        key, _, secret = value.get_secret_value().partition(":")
        if (key or secret) and not (key.startswith("ck_") and secret.startswith("cs_")):
            raise ValueError("must be ck_…:cs_…, the consumer key and secret with a colon between them")
        return value

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _in_small_letters(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("search_index")
    @classmethod
    def _is_name(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", value):
            raise ValueError("use letters, digits, - and _ only")
        return value

    @field_validator("public_url", "twilio_api_url", "local_url", "emulator_url", "search_url", "oidc_issuer")
    @classmethod
    def _is_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment):
            raise ValueError("must be a full URL such as https://bot.example.com, without ? and #")
        return value.rstrip("/")

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis:// (or rediss://, unix://)")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return value

    @property
    def is_real(self) -> bool:
        """Whether a real WhatsApp account is connected (all four settings are given): not the demo's own."""
        is_given = self.twilio_account_sid and self.twilio_auth_token.get_secret_value()
        return bool(is_given) and self.twilio_account_sid != DEMO_ACCOUNT_SID

    @property
    def shows_demo(self) -> bool:
        """Whether the simulated phone and the emulator are served at all."""
        return self.demo or not self.is_real

    @cached_property
    def base_url(self) -> str:
        """Where we are reached: the public URL, or this machine."""
        return self.public_url or self.local_url

    @cached_property
    def senders(self) -> tuple[str, ...]:
        """Our WhatsApp numbers in E.164."""
        return self.whatsapp_senders or DEMO_SENDERS

    @cached_property
    def own_flows(self) -> Path | None:
        """The folder of the shop's own flows, if there is one."""
        return Path(self.flows_dir) if self.flows_dir else None


def read_settings(**given: object) -> Settings:
    """Read the environment. Raises SettingsWrong, naming every setting that is missing or malformed."""
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsWrong(
            "\n".join(
                f"SHOPCLERK_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}" for fault in error.errors()
            )
        ) from error
    _all_four_or_none(settings)
    return settings


def read_toml(path: Path, model: type[Model]) -> Model:
    """A file of settings. Raises SettingsWrong, naming the file and every place in it that is wrong."""
    try:
        return model.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsWrong(f"{path}: {error}") from error
    except ValidationError as error:
        faults = (f"{path}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise SettingsWrong("\n".join(faults)) from error


def _all_four_or_none(settings: Settings) -> None:
    """A half-connected account is an error, not a demo."""
    four = {
        "SHOPCLERK_TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "SHOPCLERK_TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
        "SHOPCLERK_WHATSAPP_SENDERS": settings.whatsapp_senders,
        "SHOPCLERK_PUBLIC_URL": settings.public_url,
    }
    if settings.is_real or (settings.twilio_account_sid or four["SHOPCLERK_TWILIO_AUTH_TOKEN"]):
        missing = [name for name, value in four.items() if not value]
        if missing:
            raise SettingsWrong(f"{', '.join(missing)}: needed beside the other Twilio settings")
