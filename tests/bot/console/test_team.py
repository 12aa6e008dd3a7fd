"""Colleagues, links, tokens, and the log of it all."""

from typing import Any

import pytest

from tests.bot.console.visits import PASSWORD, Visits, first_link_of
from tests.stories.shop import PUBLIC_URL

NEW = "five green ladders"


async def test_the_first_account_is_made_by_a_link_that_the_start_prints(visits: Visits) -> None:
    """Once there is an admin who can sign in, no such link is good any more, used or not."""
    links = [await first_link_of(visits.shop) for _ in range(2)]
    assert links[0].startswith(f"{PUBLIC_URL}/console/first/")
    tokens = [link.rpartition("/")[2] for link in links]
    given = {"token": tokens[0], "name": "Ada", "email": " Ada@Example.com", "password": NEW, "language": "ko"}
    async with visits.browser() as client:
        assert (await client.get(f"/console/first/{tokens[0]}")).status_code == 200
        wrong = await client.post("/api/join", json=given | {"email": "", "name": " "})
        assert set(wrong.json()["error"]["fields"]) == {"email", "name"}
        assert (await client.post("/api/join", json=given)).json() == {"next": "/console/inbox"}
        me = (await client.get("/api/me")).json()
        assert (me["name"], me["role"], me["language"]) == ("Ada", "admin", "ko")
    async with visits.browser() as client:
        for token in tokens:
            assert (await client.get(f"/console/first/{token}")).status_code == 410
            again = given | {"token": token, "email": "eve@example.com"}
            assert (await client.post("/api/join", json=again)).status_code == 410
        assert (await visits.logs_in(client, email="ada@example.com", password=NEW)).status_code == 200
    assert await first_link_of(visits.shop) == ""


async def test_the_demo_prints_a_link_only_where_it_signs_nobody_in_by_itself(demo: Visits) -> None:
    assert await first_link_of(demo.shop) == ""
    assert (await first_link_of(demo.shop, "0.0.0.0")).startswith("http://127.0.0.1:8000/console/first/")
    await demo.shop.opens(public_url=PUBLIC_URL)
    assert (await first_link_of(demo.shop)).startswith(f"{PUBLIC_URL}/console/first/")


async def test_an_invitation_makes_one_account_with_the_role_that_was_meant(visits: Visits) -> None:
    admin = await visits.hires("Ada", "admin")
    async with visits.browser(admin) as client:
        meant = {"email": "Bo@example.com", "role": "lead"}
        first = (await client.post("/api/staff/invitations", json=meant)).json()["link"]
        link = (await client.post("/api/staff/invitations", json=meant)).json()["link"]
        taken = await client.post("/api/staff/invitations", json={"email": "ada@example.com"})
        assert (taken.status_code, taken.json()["error"]["code"]) == (409, "taken_name")
        assert (await client.post("/api/staff/invitations", json={"email": "x", "role": "owner"})).status_code == 422
    token = link.rpartition("/")[2]
    given = {"token": token, "name": "Bo", "email": "eve@example.com", "password": NEW}
    async with visits.browser() as client:
        assert (await client.get(first.removeprefix(PUBLIC_URL))).status_code == 410
        assert (await client.get(link.removeprefix(PUBLIC_URL))).status_code == 200
        assert (await client.post("/api/join", json=given | {"password": "bo@example.com"})).status_code == 422
        assert (await client.post("/api/join", json=given)).status_code == 200
        assert (await client.get("/api/me")).json()["role"] == "lead"
        assert (await client.post("/api/join", json=given)).status_code == 410
    assert await visits.shop.rows("select email, role from agent where name = 'Bo'") == [("bo@example.com", "lead")]
    async with visits.browser(admin) as client:
        late = (await client.post("/api/staff/invitations", json={"email": "cy@example.com"})).json()["link"]
        called = (await client.post("/api/staff/invitations", json={"email": "di@example.com"})).json()["link"]
        assert (
            await client.post("/api/staff/invitations/call-back", json={"email": "di@example.com"})
        ).status_code == 200
    await visits.shop.passes_alone(days=3)
    async with visits.browser() as client:
        assert (await client.get(late.removeprefix(PUBLIC_URL))).status_code == 410
        assert (await client.get(called.removeprefix(PUBLIC_URL))).status_code == 410


async def test_a_reset_link_gives_a_new_password_and_turns_the_second_factor_off(visits: Visits) -> None:
    admin, mina = await visits.hires("Ada", "admin"), await visits.hires("Mina")
    async with visits.shop.wiring.database.write() as tx:
        await tx.run("update agent set totp_on = 1, totp_secret = 'LOST' where id = $1", mina.id)
    async with visits.browser(mina) as old:
        async with visits.browser(admin) as client:
            link = (await client.post(f"/api/staff/{mina.id}/reset")).json()["link"]
            assert (await client.post("/api/staff/999/reset")).status_code == 404
        async with visits.browser() as client:
            token = link.rpartition("/")[2]
            assert (await client.post("/api/join", json={"token": token, "password": NEW})).status_code == 200
            assert (await client.get("/api/me")).json()["id"] == mina.id
        assert (await old.get("/api/me")).status_code == 401
    async with visits.browser() as client:
        assert (await visits.logs_in(client)).status_code == 401
        assert (await visits.logs_in(client, password=NEW)).json() == {"next": "/console/inbox"}


async def test_who_is_disabled_is_out_at_once_and_one_admin_remains(visits: Visits) -> None:
    """With sign-ins and tokens; nobody changes their own role or shuts themselves out."""
    ada, bo = await visits.hires("Ada", "admin"), await visits.hires("Bo", "admin")
    async with visits.browser(ada) as client, visits.browser(bo) as other:
        token = (await other.post("/api/tokens", json={"name": "sync", "role": "admin"})).json()["token"]
        for own in ({"role": "viewer"}, {"disabled": True}):
            assert (await client.patch(f"/api/staff/{ada.id}", json=own)).status_code == 409
        assert (await client.patch(f"/api/staff/{bo.id}", json={"disabled": True})).status_code == 200
        assert (await other.get("/api/me")).status_code == 401
        async with visits.browser(Authorization=f"Bearer {token}") as program:
            assert (await program.get("/api/me")).status_code == 401
        assert (await visits.logs_in(other, email="bo@example.com")).status_code == 401
        assert (await client.patch(f"/api/staff/{bo.id}", json={"disabled": False})).status_code == 200
        assert (await visits.logs_in(other, email="bo@example.com")).status_code == 200
        changes = {"languages": ["ko", "en"], "skills": ["returns"], "most_chats": 3, "team_id": None}
        assert (await client.patch(f"/api/staff/{bo.id}", json=changes)).status_code == 200
        assert (await client.patch(f"/api/staff/{bo.id}", json={"team_id": 999})).status_code == 404
        listed = {each["name"]: each for each in (await client.get("/api/staff")).json()["members"]}
        assert (listed["Bo"]["skills"], listed["Bo"]["most_chats"]) == (["returns"], 3)


async def test_teams_come_and_go_and_their_members_stay(visits: Visits) -> None:
    ada, mina = await visits.hires("Ada", "admin"), await visits.hires("Mina")
    async with visits.browser(ada) as client:
        team = (await client.post("/api/staff/teams", json={"name": "Returns"})).json()["id"]
        assert (await client.post("/api/staff/teams", json={"name": "Returns"})).status_code == 409
        await client.patch(f"/api/staff/{mina.id}", json={"team_id": team})
        assert (await client.get("/api/staff")).json()["teams"] == [{"id": team, "name": "Returns", "members": 1}]
        assert (await client.delete(f"/api/staff/teams/{team}")).status_code == 200
        told = (await client.get("/api/staff")).json()
        assert (told["teams"], len(told["members"])) == ([], 2)


async def test_nobody_is_invited_into_a_team_that_is_not_there(visits: Visits) -> None:
    """Said at once to who invites, not to who follows the link; an earlier link stays good."""
    async with visits.browser(await visits.hires("Ada", "admin")) as client:
        team = (await client.post("/api/staff/teams", json={"name": "Returns"})).json()["id"]
        meant = {"email": "bo@example.com", "team_id": team}
        assert (await client.post("/api/staff/invitations", json=meant)).status_code == 200
        refused = await client.post("/api/staff/invitations", json=meant | {"team_id": team + 1})
        assert (refused.status_code, refused.json()["error"]["code"]) == (404, "not_found")
        told = (await client.get("/api/staff")).json()["invitations"]
    assert [(each["email"], each["role"], each["team_id"]) for each in told] == [("bo@example.com", "agent", team)]
    assert await visits.shop.rows("select target from audit where action = 'agent.invited'") == [("bo@example.com",)]


async def test_a_token_acts_for_its_owner_with_its_own_role(visits: Visits) -> None:
    """Shown once, kept as a hash, good until it is revoked; it makes no further tokens and changes no password."""
    ada = await visits.hires("Ada", "admin")
    async with visits.browser(ada) as client:
        made = (await client.post("/api/tokens", json={"name": "dashboard", "role": "lead"})).json()
        assert made["token"].startswith("sk_")
        async with visits.browser(Authorization=f"Bearer {made['token']}") as program:
            del program.headers["Sec-Fetch-Site"]
            assert (await program.get("/api/me")).json() | {"settings": {}} == {
                "id": ada.id, "name": "Ada", "role": "lead", "language": "en", "settings": {}, "csrf": "",
            }  # fmt: skip
            assert (await program.get("/api/staff")).status_code == 200
            assert (await program.post("/api/tokens", json={"name": "more"})).status_code == 403
            assert (await program.patch("/api/me", json={"settings": {"theme": "dark"}})).status_code == 200
            given = {"current": PASSWORD, "password": NEW}
            assert (await program.post("/api/me/password", json=given)).status_code == 403
            assert (await program.post("/api/me/second-factor", json={"password": PASSWORD})).status_code == 403
            [listed] = (await client.get("/api/tokens")).json()
            assert (listed["name"], listed["last_used_at"] is None) == ("dashboard", False)
            assert (await client.delete(f"/api/tokens/{made['id']}")).status_code == 200
            assert (await client.delete(f"/api/tokens/{made['id']}")).status_code == 404
            assert (await program.get("/api/me")).status_code == 401
    assert made["token"] not in str(await visits.shop.rows("select name, token_hash from api_token"))


async def test_a_program_makes_no_links_and_changes_nobody(visits: Visits) -> None:
    """A token that leaked would else make accounts that outlive it."""
    ada, mina = await visits.hires("Ada", "admin"), await visits.hires("Mina")
    async with visits.browser(ada) as client:
        token = (await client.post("/api/tokens", json={"name": "sync", "role": "admin"})).json()["token"]
    async with visits.browser(Authorization=f"Bearer {token}") as program:
        assert (await program.post("/api/staff/invitations", json={"email": "bo@example.com"})).status_code == 403
        assert (await program.post(f"/api/staff/{mina.id}/reset")).status_code == 403
        assert (await program.patch(f"/api/staff/{mina.id}", json={"role": "admin"})).status_code == 403
    assert await visits.shop.rows("select role from agent where id = $1", mina.id) == [("agent",)]
    assert await visits.shop.rows("select 1 from invitation") == []


async def test_a_program_is_not_the_person_whose_token_it_has(visits: Visits) -> None:
    """It neither signs them out nor renames them; language, presence and preferences it may change."""
    ada = await visits.hires("Ada", "admin")
    async with visits.browser(ada) as client:
        token = (await client.post("/api/tokens", json={"name": "sync", "role": "admin"})).json()["token"]
        async with visits.browser(Authorization=f"Bearer {token}") as program:
            assert (await program.post("/api/me/sign-out-everywhere")).status_code == 403
            assert (await program.patch("/api/me", json={"name": "Eve", "is_away": True})).status_code == 403
            assert await visits.shop.rows("select name, is_away from agent") == [("Ada", 0)]
            assert (await program.patch("/api/me", json={"name": "Ada", "is_away": True})).status_code == 200
        assert (await client.patch("/api/me", json={"name": "Ada L"})).json()["name"] == "Ada L"
    assert await visits.shop.rows("select name, is_away from agent") == [("Ada L", 1)]
    assert await visits.shop.rows("select 1 from audit where action = 'signed_out_everywhere'") == []


@pytest.mark.parametrize("change", [{"disabled": True}, {"role": "lead"}])
async def test_links_of_whoever_may_less_now_are_good_no_more(visits: Visits, change: dict[str, Any]) -> None:
    """Else they would come back as somebody else; what they have made stays where they may as much as before."""
    ada, bo = await visits.hires("Ada", "admin"), await visits.hires("Bo", "admin")
    async with visits.browser(ada) as client, visits.browser(bo) as other, visits.browser() as anybody:
        link = (await other.post("/api/staff/invitations", json={"email": "cy@example.com"})).json()["link"]
        assert (await client.patch(f"/api/staff/{bo.id}", json={"role": "admin", "name": "Bob"})).status_code == 200
        assert (await anybody.get(link.removeprefix(PUBLIC_URL))).status_code == 200
        assert (await client.patch(f"/api/staff/{bo.id}", json=change)).status_code == 200
        assert (await anybody.get(link.removeprefix(PUBLIC_URL))).status_code == 410


async def test_another_password_revokes_the_tokens_of_that_account(visits: Visits) -> None:
    """Changed by oneself or by a reset: whoever had the old one may have made a token with it."""
    ada, bo = await visits.hires("Ada", "admin"), await visits.hires("Bo", "admin")

    async def makes() -> str:
        token: str = (await own.post("/api/tokens", json={"name": "sync", "role": "viewer"})).json()["token"]
        return token

    async def is_good(token: str) -> bool:
        async with visits.browser(Authorization=f"Bearer {token}") as program:
            return (await program.get("/api/me")).status_code == 200

    async with visits.browser(bo) as client:
        others = (await client.post("/api/tokens", json={"name": "mine", "role": "viewer"})).json()["token"]
    async with visits.browser(ada) as own:
        first = await makes()
        assert await is_good(first)
        changed = await own.post("/api/me/password", json={"current": PASSWORD, "password": NEW})
        assert changed.status_code == 200
        second = await makes()
        assert (await is_good(first), await is_good(second)) == (False, True)
    async with visits.browser(bo) as client:
        link = (await client.post(f"/api/staff/{ada.id}/reset")).json()["link"]
    async with visits.browser() as anybody:
        given = {"token": link.rpartition("/")[2], "password": PASSWORD}
        assert (await anybody.post("/api/join", json=given)).status_code == 200
    assert not await is_good(second)
    assert await is_good(others)


async def test_the_log_is_told_in_pages_and_holds_no_secret(visits: Visits) -> None:
    """Who, what, to whom; in pages; and no secret."""
    ada = await visits.hires("Ada", "admin")
    async with visits.browser(ada) as client:
        link = (await client.post("/api/staff/invitations", json={"email": "bo@example.com"})).json()["link"]
        token = (await client.post("/api/tokens", json={"name": "sync"})).json()
        await client.delete(f"/api/tokens/{token['id']}")
        await client.patch("/api/me", json={"name": "Ada L"})
        told = (await client.get("/api/audit?limit=3")).json()
        assert [(deed["actor"], deed["action"], deed["target"]) for deed in told["deeds"]] == [
            ("Ada", "agent.renamed", "Ada L"),
            ("Ada", "token.revoked", "sync"),
            ("Ada", "token.added", "sync"),
        ]
        older = (await client.get(f"/api/audit?before={told['next']}&action=agent.invited")).json()
        assert [deed["target"] for deed in older["deeds"]] == ["bo@example.com"]
        assert (await client.get("/api/audit?before=x")).status_code == 422
        whole = (await client.get("/console/settings/audit")).text + str((await client.get("/api/audit")).json())
        assert link.rpartition("/")[2] not in whole
        assert token["token"] not in whole


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_pages_speak_english_and_korean(visits: Visits) -> None:
    """Before signing in the browser's language counts, then one's own; each text exists in both."""
    ada = await visits.hires("Ada", "admin")
    async with visits.browser(**{"Accept-Language": "ko-KR,ko;q=0.9"}) as client:
        assert "<h1>로그인</h1>" in (await client.get("/console/login")).text
        refused = await visits.logs_in(client, password="wrong")
        assert refused.json()["error"]["message"].startswith("올바르지 않습니다")
    async with visits.browser(ada) as client:
        assert "Invite somebody" in (await client.get("/console/settings/team")).text
        await client.patch("/api/me", json={"language": "ko", "settings": {"theme": "dark"}})
        page = (await client.get("/console/settings/team")).text
        assert "초대하기" in page
        assert 'lang="ko"' in page
        assert 'data-theme="dark"' in page


async def test_the_log_names_accounts_and_programs(visits: Visits) -> None:
    """A name can change, an account's number cannot; what a token did is not told as done by its owner's hand."""
    ada = await visits.hires("Ada", "admin")
    async with visits.browser(ada) as client:
        made = (await client.post("/api/tokens", json={"name": "dashboard", "role": "admin"})).json()
        async with visits.browser(Authorization=f"Bearer {made['token']}") as program:
            assert (await program.post("/api/staff/teams", json={"name": "Returns"})).status_code == 200
        view = {"name": "Late", "query": {"view": "waiting"}}
        own = (await client.post("/api/views", json=view)).json()["id"]
        shared = (await client.post("/api/views", json=view | {"shared": True})).json()["id"]
        for number in (own, shared):
            assert (await client.put(f"/api/views/{number}", json=view | {"name": "Later"})).status_code == 200
            assert (await client.delete(f"/api/views/{number}")).status_code == 200
        deeds = (await client.get("/api/audit?limit=4")).json()["deeds"]
        page = (await client.get("/console/settings/audit")).text
    assert [(deed["agent_id"], deed["actor"], deed["action"], deed["target"]) for deed in deeds] == [
        (ada.id, "Ada", "view.dropped", "Later"),
        (ada.id, "Ada", "view.changed", "Later"),
        (ada.id, "Ada", "view.added", "Late"),
        (ada.id, "token:dashboard of Ada", "team.added", "Returns"),
    ]
    assert f"#{ada.id}</small>" in page


@pytest.mark.parametrize(
    "name", ["mina", " MINA ", "Terminal", "retention", "webhooks", "Bot", "ｓystem", "token: x of Ada"]
)
async def test_nobody_passes_for_somebody_else(visits: Visits, name: str) -> None:
    """On renaming oneself or another, and on joining; one's own name in other letters is one's own."""
    ada, mina = await visits.hires("Ada", "admin"), await visits.hires("Mina")
    bo = await visits.hires("Bo")
    async with visits.browser(ada) as client:
        meant = {"email": "cy@example.com", "role": "agent"}
        link = (await client.post("/api/staff/invitations", json=meant)).json()["link"]
        answers = [
            await client.patch("/api/me", json={"name": name}),
            await client.patch(f"/api/staff/{bo.id}", json={"name": name}),
        ]
        async with visits.browser() as guest:
            given = {"token": link.rpartition("/")[2], "name": name, "password": NEW}
            answers.append(await guest.post("/api/join", json=given))
            assert (await guest.post("/api/join", json=given | {"name": "Cy"})).status_code == 200
    told = [(each.status_code, each.json()["error"]["fields"]) for each in answers]
    assert told == [(409, {"name": "is taken"})] * 3
    async with visits.browser(mina) as client:
        assert (await client.patch("/api/me", json={"name": "MINA"})).status_code == 200
