"""What keeps others out: other sites, other hosts, other people's links."""

from urllib.parse import quote

import pytest

from bot.console.faults import NotFound
from bot.media.folder import MediaFolder
from bot.serving import settle_people
from bot.settings import DEMO_SENDERS
from bot.staff.queries import find_agent
from bot.staff.tokens import add_token
from tests.bot.console.visits import Visits

LOCAL = "http://127.0.0.1:8000"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_change_must_come_from_a_page_of_ours(visits: Visits) -> None:
    """Another site's form, another site's script, a page of ours without its token: refused, nothing is done."""
    mina = await visits.hires("Mina")

    async def changes(content: bytes = b'{"name": "Eve"}', **headers: str) -> int:
        given = {"Content-Type": "application/json"} | {
            name.replace("_", "-"): text for name, text in headers.items()
        }
        return (await client.patch("/api/me", content=content, headers=given)).status_code

    async with visits.browser(mina) as client:
        own = client.headers["X-CSRF"]
        assert await changes(Sec_Fetch_Site="cross-site") == 403
        assert await changes(Sec_Fetch_Site="same-site") == 403
        assert await changes(X_CSRF="") == 403
        assert await changes(X_CSRF=own + "x") == 403
        assert await changes(Content_Type="text/plain") == 415
        assert await changes(b'{"name": ') == 422
        assert await changes(b'{"name": "' + b"x" * 300_000 + b'"}') == 413
        del client.headers["Sec-Fetch-Site"]
        assert await changes() == 403
        assert await changes(Origin="https://evil.example") == 403
        assert await changes(Origin="null") == 403
        assert (await client.get("/api/me")).json()["name"] == "Mina"
        assert await changes(Origin="https://bot.example.com") == 200
        assert (await client.get("/api/me")).json()["name"] == "Eve"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_another_site_cannot_sign_somebody_in(visits: Visits) -> None:
    """Else one would work, unknowingly, in the account of whoever built that site."""
    await visits.hires("Mina")
    async with visits.browser(**{"Sec-Fetch-Site": "cross-site"}) as client:
        assert (await visits.logs_in(client)).status_code == 403


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_demo_signs_in_by_itself_on_its_own_machine_only(demo: Visits) -> None:
    """Loopback under a loopback name and through no proxy: else nobody is anybody."""
    for base in (LOCAL, "http://localhost:8000", "http://[::1]:8000"):
        async with demo.browser(base=base, address="127.0.0.1") as client:
            page = await client.get("/console/inbox")
            assert page.status_code == 200
            assert "demo" in page.text
            me = (await client.get("/api/me")).json()
            assert (me["name"], me["role"]) == ("Joon", "admin")
            assert (await client.patch("/api/me", json={}, headers={"X-CSRF": me["csrf"]})).status_code == 200
            await client.get("/console/login?as=mina")
            assert (await client.get("/api/me")).json()["name"] == "Mina"
    strangers: list[dict[str, str]] = [
        {"base": "https://bot.example.com", "address": "127.0.0.1"},
        {"base": LOCAL, "address": "203.0.113.7"},
        {"base": "http://rebound.example", "address": "127.0.0.1"},
        {"base": LOCAL, "address": "127.0.0.1", "X-Forwarded-Host": "bot.example.com"},
        {"base": LOCAL, "address": "127.0.0.1", "X-Forwarded-For": "203.0.113.7"},
        {"base": LOCAL, "address": "127.0.0.1", "X-Forwarded-Port": "443"},
        {"base": LOCAL, "address": "127.0.0.1", "CF-Connecting-IP": "203.0.113.7"},
        {"base": LOCAL, "address": "127.0.0.1", "X-Real-IP": "203.0.113.7"},
        {"base": LOCAL, "address": "127.0.0.1", "Forwarded": "for=203.0.113.7"},
        {"base": LOCAL, "address": "127.0.0.1", "Via": "1.1 proxy"},
    ]
    for stranger in strangers:
        async with demo.browser(**stranger) as client:  # type: ignore[arg-type]
            assert (await client.get("/api/me")).status_code == 401
            assert (await client.get("/console/login?as=joon")).status_code == 200
            assert (await client.get("/api/me")).status_code == 401


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_demo_that_the_world_has_an_address_of_signs_nobody_in_by_itself(demo: Visits) -> None:
    """A proxy may keep its own name and the host's to itself: then all that comes seems to come from here."""
    await demo.shop.opens(public_url="https://bot.example.com")
    async with demo.browser(base=LOCAL, address="127.0.0.1") as client:
        assert (await client.get("/api/me")).status_code == 401
        assert (await client.get("/console/login?as=joon")).status_code == 200
        assert (await client.get("/api/me")).status_code == 401


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_real_shop_signs_nobody_in_by_itself(visits: Visits) -> None:
    async with visits.browser(base=LOCAL, address="127.0.0.1") as client:
        assert (await client.get("/api/me")).status_code == 401
        assert (await client.get("/console/login?as=joon")).status_code == 200
        assert (await client.get("/api/me")).status_code == 401
    assert await visits.shop.rows("select 1 from agent") == []
    assert DEMO_SENDERS


async def test_the_demos_people_are_nobody_in_a_real_shop(demo: Visits) -> None:
    """What a rehearsal has left behind opens nothing: no sign-in, no token, no link; they are given no chats."""
    async with demo.browser(base=LOCAL, address="127.0.0.1") as client:
        assert (await client.get("/console/inbox")).status_code == 200
        me = (await client.get("/api/me")).json()
        client.headers["X-CSRF"] = me["csrf"]
        assert (await client.post("/api/tokens", json={"name": "sync"})).status_code == 404
        assert (await client.post(f"/api/staff/{me['id']}/reset")).status_code == 404
        cookie = client.cookies["shopclerk"]
    async with demo.shop.wiring.database.write() as tx:
        joon = await find_agent(tx, me["id"])
        assert joon
        token = (await add_token(tx, joon, "sync", "admin", demo.now))[1]

    async def knock() -> tuple[int, int]:
        async with demo.shop.wiring.database.write() as tx:
            await settle_people(tx, demo.shop.wiring)
        async with (
            demo.browser(base=LOCAL, Cookie=f"shopclerk={cookie}") as browser,
            demo.browser(Authorization=f"Bearer {token}") as program,
        ):
            return (await browser.get("/api/me")).status_code, (await program.get("/api/me")).status_code

    await demo.shop.opens(demo=False, public_url="https://bot.example.com")
    assert await knock() == (401, 401)
    assert await demo.shop.rows("select count(*) from agent where disabled_at is null") == [(0,)]
    async with demo.browser(await demo.hires("Ada", "admin")) as admin:
        assert (await admin.patch(f"/api/staff/{joon.id}", json={"disabled": False})).status_code == 404
    await demo.shop.opens()
    assert await knock() == (200, 401)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_rehearsal_puts_no_invented_chats_among_real_ones(demo: Visits) -> None:
    """Whoever asks for a page, signed in or not."""
    before = await demo.shop.rows("select count(*) from contact")
    async with demo.browser() as client:
        assert (await client.get("/console/login")).status_code == 200
    assert await demo.shop.rows("select count(*) from contact") == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_answer_forbids_foreign_scripts(visits: Visits) -> None:
    """Strict CSP without inline scripts or styles, on pages, errors and JSON."""
    mina = await visits.hires("Mina", "admin")
    pages = ["/console/login", "/console/login/code", "/console/nothing", "/console/invite/nothing", "/api/nothing"]
    mine = ["inbox", "account", "settings/team", "settings/tokens", "settings/audit"]
    async with visits.browser(mina) as client:
        for path in [*pages, *(f"/console/{page}" for page in mine)]:
            answer = await client.get(path)
            policy = answer.headers["content-security-policy"]
            assert "script-src 'self'; style-src 'self';" in policy
            assert "unsafe" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["cache-control"] == "no-store"
            assert "style=" not in answer.text
            assert "<style" not in answer.text
            assert " onclick" not in answer.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_files_are_kept_for_ever_under_the_version_of_today(visits: Visits) -> None:
    async with visits.browser() as client:
        page = (await client.get("/console/login")).text
        address = page.split('src="')[1].split('"')[0]
        script = await client.get(address)
        assert script.headers["content-type"].startswith("text/javascript")
        assert "immutable" in script.headers["cache-control"]
        assert script.headers["content-encoding"] == "gzip"
        plain = await client.get(address, headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.text == script.text
        tag = {"If-None-Match": script.headers["etag"]}
        assert (await client.get(address, headers=tag)).status_code == 304
        old = address.replace(address.split("/")[3], "0" * 12)
        assert (await client.get(old)).headers["cache-control"] == "no-cache"
        assert (await client.get("/console/static/x/js/../door.py")).status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_files_of_conversations_open_by_a_fresh_signed_link_alone(visits: Visits) -> None:
    """What is not a picture, a sound or a film is saved, never shown; its name cannot break out of its header."""
    from bot.console.desk import Desk
    from bot.console.staff.media import media_url

    wiring = visits.shop.wiring
    async with MediaFolder(wiring.media.folder.path).receive() as file:
        await file.write(b"<script>alert(1)</script>")
        name = await file.settle()
    desk = Desk(
        **{each: getattr(wiring, each) for each in Desk.__dataclass_fields__ if hasattr(wiring, each)},
    )
    shown = media_url(desk, name, "image/png", "a.png")
    saved = media_url(desk, name, "text/html", 'x"\r\nSet-Cookie: a=b.html')
    async with visits.browser() as client:
        picture = await client.get(shown)
        assert picture.content == b"<script>alert(1)</script>"
        assert picture.headers["content-type"] == "image/png"
        assert picture.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in picture.headers["content-security-policy"]
        page = await client.get(saved)
        assert page.headers["content-type"] == "application/octet-stream"
        assert page.headers["content-disposition"] == (
            "attachment; filename*=UTF-8''" + quote('x"\r\nSet-Cookie: a=b.html', safe="")
        )
        assert (await client.get(shown[:-1] + "A")).status_code == NotFound.status
        await visits.shop.passes_alone(hours=1)
        assert (await client.get(shown)).status_code == NotFound.status
