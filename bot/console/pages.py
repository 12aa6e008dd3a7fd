"""Page shells: the frame with its rail, in the reader's language and theme. What is in them, scripts draw."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from bot.console.assets import Shelf
from bot.console.packing import may_pack, pack
from bot.phone.languages import Language, choose_language
from bot.staff.agents import Agent
from bot.staff.roles import may

if TYPE_CHECKING:
    from bot.console.desk import Desk

THEMES = ("auto", "light", "dark")
#: The rail: name (also of its words and icon) and address. What is no route, or not for a role, is not shown.
RAIL = (
    ("inbox", "/console/inbox"),
    ("flows", "/console/flows"),
    ("journeys", "/console/journeys"),
    ("catalog", "/console/catalog"),
    ("templates", "/console/templates"),
    ("faq", "/console/faq"),
    ("settings", "/console/settings"),
)
#: The pages below Settings, in their order; the words are `shell.settings.<name>`.
SETTINGS = ("team", "hours", "canned", "tags", "privacy", "tokens", "webhooks", "audit")


class Pages:
    """Templates, words and files; each read when it is first needed."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.roles: dict[str, str] = {}  # of pages that there are, by address

    def is_for(self, agent: Agent, address: str) -> bool:
        """Whether there is such a page, and the agent may see it."""
        return may(agent.role, self.roles.get(address, ""))

    def settings_for(self, agent: Agent) -> list[str]:
        """The pages below Settings that an agent may see."""
        return [name for name in SETTINGS if self.is_for(agent, f"/console/settings/{name}")]

    @cached_property
    def templates(self) -> Environment:
        """The shells of `templates/`."""
        return Environment(loader=PackageLoader("bot.console"), autoescape=select_autoescape())

    def language_of(self, request: Request, agent: Agent) -> Language:
        """An agent's own; before one has signed in, `?lang=` or the browser's."""
        wishes = [request.query_params.get("lang", ""), agent.language if agent.id else ""]
        return choose_language(self.shelf.languages, wishes, request.headers.get("accept-language", ""))

    def show(
        self,
        desk: "Desk",
        agent: Agent,
        request: Request,
        template: str,
        *,
        words: tuple[str, ...] = (),
        status: int = 200,
        **values: Any,
    ) -> Response:
        """A page. Scripts get the words whose keys begin with one of `words`, and the frame's (`shell`, `fault`)."""
        language = self.language_of(request, agent)
        theme = str(agent.settings.get("theme", "auto"))
        root = request.scope.get("root_path", "")
        shared = {
            "agent": agent,
            "rail": [item for item in RAIL if self.is_for(agent, item[1])],
            "tabs": self.settings_for(agent),
            "t": language.words,
            "language": language,
            "theme": theme if theme in THEMES else "auto",
            "root": root,
            "here": request.url.path,
            "shop": desk.shop.name,
            "demo": desk.settings.shows_demo,
            "static": f"{root}/console/static/{self.shelf.assets.version}",
        }
        chosen = {key: text for key, text in language.words.items() if key.startswith(("shell.", "fault.", *words))}
        settings = self._settings(desk, agent, request, shared) | {"words": chosen, **values.pop("settings", {})}
        html = self.templates.get_template(template).render(shared | {"settings": settings} | values)
        headers = {"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie, Accept-Encoding"}
        return pack(request, HTMLResponse(html, status, headers=headers))

    def _settings(self, desk: "Desk", agent: Agent, request: Request, shared: dict[str, Any]) -> dict[str, Any]:
        """What scripts read from every page, in `<script type="application/json" id="settings">`."""
        return {
            "language": shared["language"].code,
            "languages": {code: each.words["language.name"] for code, each in self.shelf.languages.items()},
            "me": describe(agent) if agent.id else None,
            "csrf": getattr(request.state, "csrf", ""),
            "root": shared["root"],
            "static": shared["static"],
            "shop": shared["shop"],
            "demo": shared["demo"],
            "now": desk.clock.now().isoformat(),
        }

    def file(self, path: str, request: Request) -> Response:
        """One script, style or drawing."""
        found = self.shelf.assets.find(path)
        if found is None:
            return PlainTextResponse("There is no such file.", status_code=404)
        asset, keeping = found
        headers = {"Cache-Control": keeping, "ETag": asset.etag, "Vary": "Accept-Encoding"}
        if asset.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if may_pack(request):
            headers["Content-Encoding"] = "gzip"
        body = asset.packed if may_pack(request) else asset.body
        return Response(body, headers=headers, media_type=asset.content_type)


def describe(agent: Agent) -> dict[str, Any]:
    """An agent as pages know them."""
    return {
        "id": agent.id,
        "name": agent.name,
        "role": agent.role,
        "language": agent.language,
        "settings": agent.settings,
    }
