"""The pages' shells and files: safe headers, the visitor's language, catalogs that agree."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bot.phone.assets import STATIC
from bot.phone.languages import WORDS
from bot.phone.routes import build_phone_router

SCRIPTS = sorted(STATIC.glob("*.js"))
CATALOGS = sorted(WORDS.glob("*.json"))


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(build_phone_router("<Mallo & Sons>"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop.test") as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/phone", "/phone?embed=1"])
async def test_pages_allow_no_foreign_and_no_inline_script(http: httpx.AsyncClient, path: str) -> None:
    page = await http.get(path)
    policy = page.headers["content-security-policy"]
    assert page.status_code == 200
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page.text)
    assert not re.search(r"\sstyle=|\son\w+=", page.text)


async def test_a_shops_name_is_text_not_html(http: httpx.AsyncClient) -> None:
    page = (await http.get("/phone?name=</script><b>&phone=%2B14155550101")).text
    assert "<Mallo" not in page
    assert "</script><b>" not in page


async def test_files_are_kept_for_ever_under_their_version(http: httpx.AsyncClient) -> None:
    address = re.search(r'src="(/phone/static/[^"]+/page\.js)"', (await http.get("/phone")).text)
    assert address
    file = await http.get(address[1])
    assert file.status_code == 200
    assert file.headers["content-type"].startswith("text/javascript")
    assert "immutable" in file.headers["cache-control"]
    again = await http.get(address[1], headers={"If-None-Match": file.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("path", ["/phone/static/page.js", "/phone/static/0123456789ab/page.js"])
async def test_another_releases_address_still_works_but_is_not_kept(http: httpx.AsyncClient, path: str) -> None:
    file = await http.get(path)
    assert file.status_code == 200
    assert file.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["nothing.js", "../routes.py", "a/b/page.js", "%2e%2e/routes.py", ""])
async def test_nothing_but_the_pages_files_is_served(http: httpx.AsyncClient, name: str) -> None:
    assert (await http.get(f"/phone/static/{name}")).status_code == 404


@pytest.mark.parametrize(
    ("query", "accepted", "cookie", "expected"),
    [
        ("", "ko-KR,ko;q=0.9,en;q=0.8", "", 'lang="ko" dir="ltr"'),
        ("", "fr, en;q=0.3, ko;q=0.7", "", 'lang="ko"'),
        ("?lang=en", "ko", "ko", 'lang="en"'),
        ("", "en", "ko", 'lang="ko"'),
        ("?lang=xx", "", "", 'lang="en"'),
        ("", "en;q=oops,,;q=", "", 'lang="en"'),
        ("?lang=ar", "", "", 'lang="ar" dir="rtl"'),
    ],
)
async def test_the_page_speaks_the_visitors_language(
    http: httpx.AsyncClient, query: str, accepted: str, cookie: str, expected: str
) -> None:
    headers = {"Accept-Language": accepted} | ({"Cookie": f"phone_lang={cookie}"} if cookie else {})
    assert expected in (await http.get(f"/phone{query}", headers=headers)).text


async def test_theme_comes_from_the_address_then_from_the_cookie(http: httpx.AsyncClient) -> None:
    dark = await http.get("/phone?theme=dark", headers={"Cookie": "phone_theme=light"})
    light = await http.get("/phone?theme=<b>", headers={"Cookie": "phone_theme=light"})
    assert 'data-theme="dark"' in dark.text
    assert 'data-theme="light"' in light.text


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_every_catalog_holds_the_same_words(path: Path) -> None:
    """A key may have more plural forms in one language than in another, but none is missing."""
    english = json.loads((WORDS / "en.json").read_text(encoding="utf-8"))
    words = json.loads(path.read_text(encoding="utf-8"))
    forms = re.compile(r"\.(zero|one|two|few|many|other)$")
    assert {key for key in english if not forms.search(key) or key.startswith("tour.")} <= words.keys()
    assert {key for key in words if forms.sub("", key) not in english} <= english.keys()
    for key, text in words.items():
        original = english.get(key) or english[forms.sub("", key)]
        assert set(re.findall(r"\{\w+\}", text)) <= set(re.findall(r"\{\w+\}", original)), key
        assert text.strip(), key


def test_every_word_that_the_scripts_ask_for_exists() -> None:
    english = json.loads((WORDS / "en.json").read_text(encoding="utf-8"))
    asked = {key for path in SCRIPTS for key in re.findall(r'\b(?:t|field)\("([a-z0-9_.]+)"', path.read_text())}
    assert asked - english.keys() == set()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_short_and_never_read_html(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 250
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)
    assert "://" not in re.sub(
        r"http://www\.w3\.org|https://www\.openstreetmap\.org|https://fb\.me|https\?:\\/\\/|https://\$\{", "", text
    ).replace('"://"', "")
