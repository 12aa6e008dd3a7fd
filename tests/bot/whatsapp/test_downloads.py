"""Files come from the provider's API: its credentials stay at home, and whatever goes wrong has a name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.errors import GiveUp, TryAgain
from bot.media.source import Gone
from bot.settings import Settings
from bot.whatsapp.downloads import PublicResolver, TwilioMedia
from bot.whatsapp.emulator.server import serve_app

ACCOUNT = "AC" + "5" * 32
FILE = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1"


@dataclass
class Host:
    """One host: answers what it was given, in turn, and remembers what it was asked."""

    url: str = ""
    answers: list[Response] = field(default_factory=list)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        self.asked.append((request.url.path, request.headers.get("authorization")))
        return self.answers.pop(0)


@asynccontextmanager
async def serving() -> AsyncIterator[Host]:
    host = Host()
    async with serve_app(Starlette(routes=[Route("/{rest:path}", host.answer)])) as url:
        host.url = url
        yield host


@pytest.fixture
async def home() -> AsyncIterator[Host]:
    """The provider."""
    async with serving() as host:
        yield host


@pytest.fixture
async def foreign() -> AsyncIterator[Host]:
    """Somebody else."""
    async with serving() as host:
        yield host


@asynccontextmanager
async def media(api_url: str) -> AsyncIterator[TwilioMedia]:
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=SecretStr("secret"),
        twilio_api_url=api_url,
    )
    source = TwilioMedia(settings)
    try:
        yield source
    finally:
        await source.close()


async def read(source: TwilioMedia, url: str = FILE) -> bytes:
    async with source.open(url) as stream:
        return b"".join([chunk async for chunk in stream.chunks])


async def test_the_provider_is_asked_with_credentials(home: Host) -> None:
    home.answers = [Response(b"bytes")]
    async with media(home.url) as source, source.open(FILE) as stream:
        assert stream.length == 5
        assert [chunk async for chunk in stream.chunks] == [b"bytes"]
    [(path, credentials)] = home.asked
    assert FILE.endswith(path)
    assert credentials == aiohttp.encode_basic_auth(ACCOUNT, "secret")


async def test_a_redirect_to_a_foreign_host_gets_no_credentials(home: Host, foreign: Host) -> None:
    """Nor does the provider itself, once the way has led through a foreign host."""
    home.answers = [RedirectResponse("/moved"), RedirectResponse(f"{foreign.url}/a%2Fb?sign=x%3D"), Response(b"x")]
    foreign.answers = [RedirectResponse(home.url.replace("://", "://me:mine@") + "/back")]
    async with media(home.url) as source:
        assert await read(source) == b"x"
    assert [credentials is not None for _, credentials in home.asked] == [True, True, False]
    assert [credentials for _, credentials in foreign.asked] == [None]


async def test_an_address_elsewhere_gets_none_from_the_beginning(home: Host, foreign: Host) -> None:
    foreign.answers = [Response(b"x")]
    async with media(home.url) as source:
        assert await read(source, f"{foreign.url}/file") == b"x"
    assert foreign.asked == [("/file", None)]


@pytest.mark.parametrize(
    "url",
    [
        "http://api.twilio.com/file",
        "ftp://api.twilio.com/file",
        "file:///etc/passwd",
        "https://127.0.0.1/file",
        "https://[::1]/file",
        "https://169.254.169.254/latest/meta-data",
        "https:///file",
        "nonsense",
    ],
)
async def test_only_public_https_is_asked_when_the_provider_is_real(url: str) -> None:
    async with media("") as source:
        with pytest.raises(GiveUp):
            await read(source, url)


async def test_a_name_that_leads_into_a_private_network_is_not_followed() -> None:
    class Finds(AbstractResolver):
        async def resolve(self, host: str, port: int = 0, family: int = 0) -> Any:
            return [{"host": "10.0.0.7" if host == "inside" else "93.184.216.34"}]

        async def close(self) -> None:
            return None

    resolver = PublicResolver(Finds())
    assert await resolver.resolve("outside")
    with pytest.raises(OSError, match="private"):
        await resolver.resolve("inside")


@pytest.mark.parametrize("status", [404, 410])
async def test_what_is_not_there_is_gone(home: Host, status: int) -> None:
    home.answers = [Response(status_code=status)]
    async with media(home.url) as source:
        with pytest.raises(Gone):
            await read(source)


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502, 503])
async def test_a_provider_in_trouble_is_asked_again(home: Host, status: int) -> None:
    home.answers = [Response(status_code=status, headers={"Retry-After": "7"})]
    async with media(home.url) as source:
        with pytest.raises(TryAgain, match=str(status)) as caught:
            await read(source)
    assert caught.value.retry_after == timedelta(seconds=7)


async def test_endless_and_broken_redirects_end(home: Host) -> None:
    home.answers = [RedirectResponse("/again") for _ in range(9)]
    async with media(home.url) as source:
        with pytest.raises(TryAgain, match="without end"):
            await read(source)
        for location in ({}, {"Location": "http://[bad"}):
            home.answers = [Response(status_code=302, headers=location)]
            with pytest.raises(TryAgain, match="nowhere"):
                await read(source)


async def test_nobody_there_is_a_reason_to_try_again() -> None:
    async with media("http://127.0.0.1:1") as source:
        with pytest.raises(TryAgain, match="cannot be reached"):
            await read(source)


async def test_a_message_known_from_the_list_has_its_file_by_its_media_list(home: Host) -> None:
    """P28: whoever asked for the list could not ask for the files then."""
    listed = FILE.removesuffix("/ME1") + ".json"
    uri = FILE.removeprefix("https://api.twilio.com") + ".json"
    home.answers = [Response(f'{{"media_list": [{{"uri": "{uri}"}}]}}'), Response(b"bytes")]
    async with media(home.url) as source:
        assert await read(source, listed) == b"bytes"
        assert FILE.endswith(home.asked[1][0])
        home.answers = [Response('{"media_list": []}')]
        with pytest.raises(Gone):
            await read(source, listed)
        for odd in ("", "[]", '{"media_list": [1]}', '{"media_list": {"a": 1}}'):
            home.answers = [Response(odd)]
            with pytest.raises(TryAgain, match="not readable"):
                await read(source, listed)
