"""Signing in and out: cookies, throttling, the second factor, the demo's own way."""

import pyotp
import pytest
from starlette.requests import Request

from bot.console.staff.entering import address_of
from bot.errors import SettingsWrong
from bot.staff.refusals import TooManyTries
from bot.staff.throttle import FREE, count_try, login_keys
from tests.bot.console.visits import COOKIE, PASSWORD, Visits


async def test_a_password_opens_the_console_and_signing_out_closes_it(visits: Visits) -> None:
    """The cookie is `__Host-`, for scripts invisible, and good for nothing once it was ended."""
    await visits.hires("Mina")
    async with visits.browser() as client:
        before = await client.get("/console/inbox?c=7")
        assert (before.status_code, before.headers["location"]) == (
            303,
            "/console/login?next=%2Fconsole%2Finbox%3Fc%3D7",
        )
        answer = await visits.logs_in(client, next="/console/inbox?c=7")
        assert answer.json() == {"next": "/console/inbox?c=7"}
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"{COOKIE}=")
        assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"))
        assert "Domain" not in cookie
        me = (await client.get("/api/me")).json()
        assert (me["name"], me["role"]) == ("Mina", "agent")
        assert (await client.get("/console/inbox")).status_code == 200
        kept = client.cookies[COOKIE]
        assert (await client.post("/api/logout")).json() == {"next": "/console/login"}
        assert COOKIE not in client.cookies
        client.cookies.set(COOKIE, kept, domain="bot.example.com")
        assert (await client.get("/api/me")).status_code == 401
    rows = await visits.shop.rows("select id_hash from sign_in")
    assert kept not in str(rows)


async def test_nobody_is_led_to_another_site(visits: Visits) -> None:
    await visits.hires("Mina")
    for there in ("https://evil.example", "//evil.example", "/console//evil.example", "/consoles", "/\\evil.example"):
        async with visits.browser() as client:
            assert (await visits.logs_in(client, next=there)).json() == {"next": "/console/inbox"}


async def test_an_unknown_account_is_refused_as_a_wrong_password_is(visits: Visits) -> None:
    """Nobody learns who works here: same status, same words, same slowing down."""
    await visits.hires("Mina")
    told = {}
    for email in ("mina@example.com", "nobody@example.com"):
        answers = []
        for _ in range(FREE["pair"] + 1):
            async with visits.browser(address="203.0.113.9") as client:
                answer = await visits.logs_in(client, email=email, password="wrong")
                answers.append((answer.status_code, answer.json(), answer.headers.get("retry-after")))
        told[email] = answers
    assert told["mina@example.com"] == told["nobody@example.com"]
    assert [status for status, *_ in told["mina@example.com"]] == [401] * FREE["pair"] + [429]


async def test_who_guesses_waits_longer_each_time_and_the_right_one_ends_it(visits: Visits) -> None:
    await visits.hires("Mina")
    async with visits.browser() as client:
        for _ in range(FREE["pair"]):
            await visits.logs_in(client, password="wrong")
        refused = await visits.logs_in(client)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        assert refused.json()["error"]["retry_after"] == 1
        await visits.shop.passes_alone(seconds=1)
        assert (await visits.logs_in(client, password="wrong")).status_code == 401
        assert (await visits.logs_in(client)).headers["retry-after"] == "2"
        await visits.shop.passes_alone(seconds=2)
        assert (await visits.logs_in(client)).status_code == 200
        assert (await visits.logs_in(client, password="wrong")).status_code == 401


async def test_nobody_shuts_an_owner_out_by_guessing(visits: Visits) -> None:
    """Not from one address, and from many only for seconds."""
    await visits.hires("Mina")
    async with visits.browser(address="198.51.100.9") as stranger, visits.browser() as owner:
        for _ in range(FREE["pair"] + 1):
            refused = await visits.logs_in(stranger, password="wrong")
        assert refused.status_code == 429
        assert (await visits.logs_in(owner)).status_code == 200
    async with visits.shop.wiring.database.write() as tx:
        for host in range(FREE["account"]):
            await count_try(tx, login_keys("mina@example.com", f"192.0.2.{host}"), visits.now)
    async with visits.browser(address="203.0.113.8") as owner:
        refused = await visits.logs_in(owner)
        assert (refused.status_code, int(refused.headers["retry-after"]) <= 10) == (429, True)
        await visits.shop.passes_alone(seconds=10)
        assert (await visits.logs_in(owner)).status_code == 200


async def test_an_address_that_tries_many_accounts_is_slowed_down(visits: Visits) -> None:
    """A proxy of ours is believed when it names whom it speaks for; a stranger is not, on the network either."""
    await visits.hires("Mina")
    for attempt in range(FREE["address"]):
        async with visits.browser(address="198.51.100.9", **{"X-Forwarded-For": f"192.0.2.{attempt}"}) as client:
            await visits.logs_in(client, email=f"nobody{attempt}@example.com")
    async with visits.browser(address="198.51.100.9") as client:
        assert (await visits.logs_in(client)).status_code == 429
    for said in (
        "198.51.100.9",
        "192.0.2.1, 198.51.100.9",
        "192.0.2.1, 198.51.100.9, 127.0.0.9",
        "::ffff:198.51.100.9",
    ):
        async with visits.browser(address="127.0.0.1", **{"X-Forwarded-For": said}) as client:
            assert (await visits.logs_in(client)).status_code == 429
    async with visits.browser(address="127.0.0.1", **{"X-Forwarded-For": "198.51.100.10"}) as client:
        assert (await visits.logs_in(client)).status_code == 200
    assert TooManyTries.status == 429


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_where_an_attempt_comes_from(visits: Visits) -> None:
    """Only networks that are set are proxies; of IPv6 the network of the customer counts."""
    desk = visits.shop.wiring

    def told(peer: str, *said: str) -> str:
        headers = [(b"x-forwarded-for", each.encode()) for each in said]
        return address_of(desk, Request({"type": "http", "client": (peer, 1), "headers": headers}))  # type: ignore[arg-type]

    assert told("2001:db8:1:2::5") == told("2001:db8:1:2:ffff::6") != told("2001:db8:1:3::5")
    assert told("10.0.0.2", "192.0.2.1") == "10.0.0.2"
    assert told("127.0.0.1", "192.0.2.1", "198.51.100.9") == "198.51.100.9"
    assert told("127.0.0.1", "192.0.2.1, nonsense") == "127.0.0.1"
    assert told("::1") == told("::1", "") == "::/64"
    await visits.shop.opens(trusted_proxies="10.0.0.0/8, 192.0.2.7")
    desk = visits.shop.wiring
    assert told("10.0.0.2", "203.0.113.5, 192.0.2.7") == "203.0.113.5"
    assert told("127.0.0.1", "203.0.113.5") == "127.0.0.1"
    with pytest.raises(SettingsWrong, match="TRUSTED_PROXIES"):
        await visits.shop.opens(trusted_proxies="everybody")
    await visits.shop.opens()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_codes_are_counted_wherever_they_are_tried(visits: Visits) -> None:
    """Whoever tries one has the password already."""
    mina = await visits.hires("Mina")
    async with visits.shop.wiring.database.write() as tx:
        await tx.run("update agent set totp_on = 1, totp_secret = $2 where id = $1", mina.id, pyotp.random_base32())
    told = []
    for host in range(FREE["second"] + 1):
        async with visits.browser(address=f"192.0.2.{host}") as client:
            await visits.logs_in(client)
            told.append((await client.post("/api/login/code", json={"code": "000000"})).status_code)
    assert told == [401] * FREE["second"] + [429]


async def test_the_second_factor(visits: Visits) -> None:
    """Set up with a code, asked for after the password, each code good once, and off again with the password."""
    mina = await visits.hires("Mina")
    async with visits.browser(mina) as client:
        assert (await client.post("/api/me/second-factor", json={"password": "wrong"})).status_code == 401
        begun = (await client.post("/api/me/second-factor", json={"password": PASSWORD})).json()
        assert begun["picture"].startswith("data:image/svg+xml")
        app = pyotp.TOTP(begun["secret"])
        assert (await client.post("/api/me/second-factor/on", json={"code": "000000"})).status_code == 401
        now = app.at(visits.shop.clock.now())
        assert (await client.post("/api/me/second-factor/on", json={"code": now})).status_code == 200
    async with visits.browser() as client:
        half = await visits.logs_in(client, next="/console/account")
        assert half.json() == {"next": "/console/login/code", "then": "/console/account"}
        assert (await client.get("/api/me")).status_code == 401
        assert (await client.post("/api/login/code", json={"code": now})).status_code == 401
        await visits.shop.passes_alone(seconds=30)
        later = app.at(visits.shop.clock.now())
        done = await client.post(
            "/api/login/code", json={"code": f"{later[:3]} {later[3:]}", "next": "/console/account"}
        )
        assert done.json() == {"next": "/console/account"}
        assert (await client.get("/api/me")).status_code == 200
    async with visits.browser(mina) as client:
        assert (await client.post("/api/me/second-factor/off", json={"password": PASSWORD})).json() == {"on": False}


async def test_a_code_alone_opens_nothing(visits: Visits) -> None:
    await visits.hires("Mina")
    async with visits.browser() as client:
        assert (await client.post("/api/login/code", json={"code": "123456"})).status_code == 401


async def test_a_sign_in_ends_when_it_is_idle_or_old(visits: Visits) -> None:
    mina = await visits.hires("Mina")
    async with visits.browser(mina) as client:
        for _ in range(5):
            await visits.shop.passes_alone(days=2)
            assert (await client.get("/api/me")).status_code == 200
        await visits.shop.passes_alone(days=3, seconds=1)
        assert (await client.get("/api/me")).status_code == 401
    async with visits.browser(mina) as client:
        for _ in range(6):
            await visits.shop.passes_alone(days=2)
            assert (await client.get("/api/me")).status_code == 200
        await visits.shop.passes_alone(days=2)
        assert (await client.get("/api/me")).status_code == 401


async def test_signing_out_everywhere_tells_open_streams(visits: Visits) -> None:
    """The one who asked stays; a stream of the other hears of it and finds itself signed out."""
    mina = await visits.hires("Mina")
    heard = visits.shop.wiring.coordinator.listen("console farewells")
    async with visits.browser(mina) as here, visits.browser(mina) as there:
        assert (await here.post("/api/me/sign-out-everywhere")).json() == {"ended": 1}
        assert await anext(heard) == {"agent": mina.id}
        assert (await here.get("/api/me")).status_code == 200
        assert (await there.get("/api/me")).status_code == 401


async def test_another_password_ends_the_other_sign_ins(visits: Visits) -> None:
    mina = await visits.hires("Mina")
    async with visits.browser(mina) as here, visits.browser(mina) as there:
        given = {"current": PASSWORD, "password": "short"}
        weak = await here.post("/api/me/password", json=given)
        assert (weak.status_code, weak.json()["error"]["code"]) == (422, "weak_password")
        wrong = await here.post("/api/me/password", json={"current": "no", "password": "five green ladders"})
        assert wrong.status_code == 401
        given = {"current": PASSWORD, "password": "five green ladders"}
        assert (await here.post("/api/me/password", json=given)).status_code == 200
        assert (await here.get("/api/me")).status_code == 200
        assert (await there.get("/api/me")).status_code == 401
    async with visits.browser() as client:
        assert (await visits.logs_in(client)).status_code == 401
        assert (await visits.logs_in(client, password="five green ladders")).status_code == 200


async def test_failed_sign_ins_are_noted_once_for_each_account_and_address(visits: Visits) -> None:
    """However often somebody guesses, the log stays readable; nothing that was typed is in it."""
    await visits.hires("Mina")
    for email, address in (
        ("mina@example.com", "203.0.113.1"),
        ("mina@example.com", "203.0.113.1"),
        ("mina@example.com", "203.0.113.2"),
        ("secret typed here", "203.0.113.1"),
        ("secret typed here", "203.0.113.2"),
    ):
        async with visits.browser(address=address) as client:
            assert (await visits.logs_in(client, email=email, password="wrong")).status_code == 401
    noted = "select actor, agent_id, target, detail from audit where action = 'sign_in.failed' order by id"
    rows = await visits.shop.rows(noted)
    assert [row[:3] for row in rows] == [
        ("system", None, "Mina"),
        ("system", None, "Mina"),
        ("system", None, "nobody's account"),
    ]
    assert [("203.0.113.1" in row[3], "203.0.113.2" in row[3]) for row in rows] == [
        (True, False),
        (False, True),
        (True, False),
    ]
    await visits.shop.passes_alone(hours=1)
    async with visits.browser(address="203.0.113.1") as client:
        await visits.logs_in(client, password="wrong")
    assert len(await visits.shop.rows(noted)) == 4
