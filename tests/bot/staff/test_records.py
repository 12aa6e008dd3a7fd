"""Tokens, sign-ins, codes and attempts on both databases, without HTTP."""

import asyncio
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pyotp
import pytest

from bot.staff.agents import Agent
from bot.staff.audit import list_deeds, note_deed
from bot.staff.passwords import MOST_WAIT, check_password, hash_password, is_password
from bot.staff.queries import add_agent, find_agent, find_agent_by_email
from bot.staff.refusals import TooManyTries, WeakPassword
from bot.staff.roles import ROLES, lower_of, may
from bot.staff.signins import csrf_for_page, find_signed_in, is_csrf, sign_in
from bot.staff.throttle import FREE, LONGEST, WITHIN, count_try, login_keys
from bot.staff.tokens import add_token, find_token
from bot.staff.totp import STEP, use_code
from bot.storage.database import Database

NOW = 1_800_000_000_000_000
SECOND = 1_000_000


async def hired(database: Database, role: str = "agent") -> Agent:
    async with database.write() as tx:
        made = await add_agent(tx, "Mina@Example.com ", "Mina", role, NOW)
        assert made
        assert await add_agent(tx, "mina@example.com", "Another", role, NOW) is None
        found = await find_agent_by_email(tx, " MINA@example.com")
        assert found
        assert found == await find_agent(tx, made)
        return found


async def test_a_token_is_never_more_than_its_owner_is_now(database: Database) -> None:
    admin = await hired(database, "admin")
    async with database.write() as tx:
        tokens = {role: (await add_token(tx, admin, role, role, NOW))[1] for role in ROLES}
        for now_is in ROLES:
            await tx.run("update agent set role = $2 where id = $1", admin.id, now_is)
            for role, token in tokens.items():
                found = await find_token(tx, token, NOW)
                assert found
                assert found[0].role == lower_of(role, now_is)
        assert await find_token(tx, tokens["admin"] + "x", NOW) is None
        kept = await tx.rows("select token_hash from api_token")
        assert not {row[0] for row in kept} & set(tokens.values())


async def test_a_code_is_good_once_and_for_half_a_minute_around(database: Database) -> None:
    secret = pyotp.random_base32()
    app = pyotp.TOTP(secret)
    code = app.at(NOW // SECOND)
    async with database.write() as tx:
        assert not await use_code(tx, 7, secret, code, NOW + 2 * STEP)
        assert not await use_code(tx, 7, secret, "", NOW)
        assert not await use_code(tx, 7, secret, "é" * 6, NOW)
        assert await use_code(tx, 7, secret, code, NOW + STEP)
        assert not await use_code(tx, 7, secret, code, NOW)
        assert await use_code(tx, 8, secret, code, NOW)


async def test_a_code_that_two_enter_at_once_is_good_for_one(database: Database) -> None:
    """Also where neither sees yet what the other does."""
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret).at(NOW // SECOND)

    async def enters() -> bool:
        async with database.write() as tx:
            return await use_code(tx, 7, secret, code, NOW)

    assert sum(await asyncio.gather(*(enters() for _ in range(8)))) == 1


async def test_many_attempts_at_once_do_not_slip_by(database: Database) -> None:
    """Each is written down before it is looked at, one after the other."""
    keys = login_keys("mina@example.com", "192.0.2.1")

    async def tries() -> bool:
        try:
            async with database.write() as tx:
                await count_try(tx, keys, NOW)
        except TooManyTries:
            return False
        return True

    let_through = sum(await asyncio.gather(*(tries() for _ in range(40))))
    assert let_through == FREE["pair"]


async def test_the_wait_grows_to_five_minutes_and_is_over_after_a_quiet_quarter(database: Database) -> None:
    keys, now, waits = login_keys("mina@example.com", "192.0.2.1")[:1], NOW, []
    for _ in range(FREE["pair"] + 10):
        try:
            async with database.write() as tx:
                await count_try(tx, keys, now)
        except TooManyTries as error:
            waits.append(error.more["retry_after"])
            now += waits[-1] * SECOND
            async with database.write() as tx:
                await count_try(tx, keys, now)
    assert waits[:9] == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert max(waits) <= LONGEST["pair"]
    async with database.write() as tx:
        await count_try(tx, keys, now + WITHIN)


async def test_passwords(database: Database) -> None:
    kept = await hash_password("seven blue lanterns")
    assert kept.startswith("$argon2id$")
    assert await is_password("seven blue lanterns", kept)
    assert not await is_password("seven blue lantern", kept)
    assert not await is_password("nobody has this password", "")
    check_password("seven blue lanterns", "mina@example.com")
    for weak in ("short", "aaaaaaaaaaaa", "mina@example.com", "MINA@example.com ", "x" * 201):
        with pytest.raises(WeakPassword):
            check_password(weak, "mina@example.com")


async def test_too_many_passwords_at_once_are_refused(database: Database) -> None:
    """One is looked at, eight wait; the others hear it at once, and nothing of it is left behind."""
    told = await asyncio.gather(*(is_password("wrong", "") for _ in range(MOST_WAIT + 5)), return_exceptions=True)
    assert [isinstance(each, TooManyTries) for each in told] == [False] * (MOST_WAIT + 1) + [True] * 4
    assert not await is_password("wrong", "")


async def test_a_browser_may_name_itself_as_long_as_it_likes(database: Database) -> None:
    mina = await hired(database)
    async with database.write() as tx:
        token = await sign_in(tx, mina.id, "x" * 5000, NOW)
        assert await find_signed_in(tx, token, NOW)
        assert await find_signed_in(tx, "", NOW) is None
        assert [len(row[0]) for row in await tx.rows("select user_agent from sign_in")] == [200]


async def test_the_log_is_read_from_the_newest_on(database: Database) -> None:
    mina = await hired(database)
    async with database.write() as tx:
        for number in range(5):
            await note_deed(tx, mina, f"tag.{number % 2}", "a tag", NOW + number, number=number)
        first = await list_deeds(tx, limit=2)
        assert [deed.detail for deed in first] == [{"number": 4}, {"number": 3}]
        assert [deed.detail["number"] for deed in await list_deeds(tx, first[-1].id)] == [2, 1, 0]
        assert [deed.detail["number"] for deed in await list_deeds(tx, action="tag.1")] == [3, 1]
        assert json.loads((await tx.rows("select detail from audit"))[0][0]) == {"number": 0}


def test_each_role_may_what_those_below_it_may() -> None:
    assert [[may(one, other) for other in ROLES] for one in ROLES] == [
        [place <= own for place in range(4)] for own in range(4)
    ]
    assert not may("", "viewer")
    assert not may("admin", "")


def test_what_pages_send_along_is_known_again_however_it_is_veiled() -> None:
    pages = {csrf_for_page("a token") for _ in range(20)}
    assert len(pages) == 20
    assert all(is_csrf("a token", given) for given in pages)
    veiled = urlsafe_b64decode(csrf_for_page("a token"))
    bare = urlsafe_b64encode(bytes(one ^ other for one, other in zip(veiled[:24], veiled[24:], strict=True))).decode()
    wrong = [bare, csrf_for_page("another"), "", "é", "A", "AAAA" * 16, csrf_for_page("a token")[:-4]]
    assert not any(is_csrf("a token", given) for given in wrong)
