"""Meilisearch's HTTP, as its reference documents it: indexes, settings, documents, tasks, searches, errors."""

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from catalog.search.normal import tokens
from tests.fakes.meilisearch_ranking import Index, Refused, match, passes, rank

KEY = "a-key-for-tests"
_SEARCH = {
    "indexUid", "q", "offset", "limit", "filter", "sort", "attributesToRetrieve", "matchingStrategy", "locales",
}  # fmt: skip
_SETTINGS = {
    "searchableAttributes", "filterableAttributes", "sortableAttributes", "displayedAttributes", "rankingRules",
    "localizedAttributes", "synonyms",
}  # fmt: skip
_RULES = {"words", "typo", "proximity", "attribute", "sort", "exactness"}
_UID, _ID = re.compile(r"[A-Za-z0-9_-]{1,400}"), re.compile(r"[A-Za-z0-9_-]{1,511}")


@dataclass
class Task:
    uid: int
    index: str
    kind: str
    body: Any
    status: str = "enqueued"
    error: dict[str, str] | None = None

    def summary(self) -> dict[str, Any]:
        told = {"taskUid": self.uid, "indexUid": self.index, "status": "enqueued", "type": self.kind}
        return {**told, "enqueuedAt": "2026-11-27T09:00:00Z"}

    def whole(self) -> dict[str, Any]:
        told = {"uid": self.uid, "indexUid": self.index, "status": self.status, "type": self.kind}
        return {**told, "canceledBy": None, "details": {}, "error": self.error}


class FakeMeilisearch:
    """Tasks are carried out in their order when they are looked at for the `looks`-th time. Faults: `answers` are
    given instead of the next answers, `seconds` is how long each answer takes, `refuses` are ids no task takes."""

    def __init__(self) -> None:
        self.indexes: dict[str, Index] = {}
        self.tasks: list[Task] = []
        self.asked: list[tuple[str, str]] = []
        self.answers: list[Response] = []
        self.seconds = 0.0
        self.looks = 0
        self.refuses: set[str] = set()
        self.searched: list[dict[str, Any]] = []

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._answer, methods=["GET", "POST", "PATCH", "DELETE"])])

    def is_full(self) -> None:
        """The queue of searches is full: the next answer says so, as the server does."""
        body = {
            "message": "Too many search requests running at the same time: 1. Retry after 10s.",
            "code": "too_many_search_requests",
            "type": "system",
            "link": "https://www.meilisearch.com/docs/reference/errors/error_codes#too-many-search-requests",
        }
        self.answers.append(JSONResponse(body, 503, {"retry-after": "10"}))

    async def _answer(self, request: Request) -> Response:
        path = "/" + request.path_params["path"]
        self.asked.append((request.method, path))
        await asyncio.sleep(self.seconds)
        if self.answers:
            return self.answers.pop(0)
        try:
            self._check_key(request)
            raw = await request.body()
            if raw and request.headers.get("content-type") != "application/json":
                raise Refused("invalid_content_type", "The Content-Type is invalid.", 415)
            return self._handle(request, path, json.loads(raw) if raw else None)
        except Refused as refused:
            return JSONResponse(refused.body(), refused.status)

    def _check_key(self, request: Request) -> None:
        given = request.headers.get("authorization")
        if given is None:
            raise Refused("missing_authorization_header", "The Authorization header is missing.", 401)
        if given != f"Bearer {KEY}":
            raise Refused("invalid_api_key", "The provided API key is invalid.", 403)

    def _handle(self, request: Request, path: str, body: Any) -> Response:
        match request.method, path.strip("/").split("/"):
            case "POST", ["indexes"]:
                assert set(body) == {"uid", "primaryKey"}
                assert _UID.fullmatch(body["uid"])
                return self._enqueue(body["uid"], "indexCreation", body)
            case "PATCH", ["indexes", uid, "settings"]:
                if unknown := set(body) - _SETTINGS:
                    raise Refused("bad_request", f"Unknown field {unknown}")
                return self._enqueue(uid, "settingsUpdate", body)
            case "POST", ["indexes", uid, "documents"]:
                return self._enqueue(uid, "documentAdditionOrUpdate", body)
            case "POST", ["indexes", uid, "documents", "delete-batch"]:
                return self._enqueue(uid, "documentDeletion", body)
            case "DELETE", ["indexes", uid]:
                return self._enqueue(uid, "indexDeletion", None)
            case "GET", ["indexes", uid, "stats"]:
                held = len(self._index(uid).documents)
                return JSONResponse({"numberOfDocuments": held, "isIndexing": False, "fieldDistribution": {}})
            case "GET", ["tasks"]:
                return self._list_tasks(dict(request.query_params))
            case "GET", ["tasks", uid]:
                return self._show_task(int(uid))
            case "POST", ["multi-search"]:
                return JSONResponse({"results": [self._search(n, q) for n, q in enumerate(body["queries"])]})
        raise Refused("not_found", path, 404)

    def _enqueue(self, index: str, kind: str, body: Any) -> Response:
        self.tasks.append(Task(len(self.tasks), index, kind, body))
        return JSONResponse(self.tasks[-1].summary(), 202)

    def work(self) -> None:
        """Carry out every task that waits."""
        for task in self.tasks:
            if task.status == "enqueued":
                try:
                    self._carry_out(task)
                    task.status = "succeeded"
                except Refused as refused:
                    task.status, task.error = "failed", refused.body()

    def _carry_out(self, task: Task) -> None:
        if task.kind == "indexCreation":
            if task.index in self.indexes:
                raise Refused("index_already_exists", f"Index `{task.index}` already exists.")
            self.indexes[task.index] = Index()
        elif task.kind == "indexDeletion":
            self._index(task.index)
            del self.indexes[task.index]
        elif task.kind == "settingsUpdate":
            rules = {rule.partition(":")[0] for rule in task.body["rankingRules"] if ":" not in rule}
            assert rules <= _RULES
            self.indexes.setdefault(task.index, Index()).settings |= task.body
        elif task.kind == "documentAdditionOrUpdate":
            wrong = [d["id"] for d in task.body if not _ID.fullmatch(d["id"]) or d["id"] in self.refuses]
            if wrong:
                raise Refused("invalid_document_id", f"Document identifier `{wrong[0]}` is invalid.")
            held = self.indexes.setdefault(task.index, Index()).documents  # made when it is not there
            held |= {each["id"]: each for each in task.body}
        else:
            for each in task.body:
                self._index(task.index).documents.pop(each, None)

    def _index(self, uid: str) -> Index:
        if uid not in self.indexes:
            raise Refused("index_not_found", f"Index `{uid}` not found.", 404)
        return self.indexes[uid]

    def _show_task(self, uid: int) -> Response:
        if uid >= len(self.tasks):
            raise Refused("task_not_found", f"Task `{uid}` not found.", 404)
        if self.looks:
            self.looks -= 1
        else:
            self.work()
        return JSONResponse(self.tasks[uid].whole())

    def _list_tasks(self, asked: dict[str, str]) -> Response:
        fitting = [
            task.whole()
            for task in reversed(self.tasks)
            if task.index in asked.get("indexUids", task.index).split(",")
            and task.status in asked.get("statuses", task.status).split(",")
        ]
        limit = int(asked.get("limit", "20"))
        return JSONResponse({"results": fitting[:limit], "total": len(fitting), "limit": limit, "from": 0})

    def _search(self, number: int, asked: dict[str, Any]) -> dict[str, Any]:
        self.searched.append(asked)
        if unknown := set(asked) - _SEARCH:
            raise Refused("bad_request", f"Inside `.queries[{number}]`: Unknown field {unknown}")
        if asked["indexUid"] not in self.indexes:
            raise Refused("index_not_found", f"Inside `.queries[{number}]`: Index `{asked['indexUid']}` not found.")
        index = self.indexes[asked["indexUid"]]
        held = [each for each in index.documents.values() if passes(each, asked.get("filter", []), index)]
        words = tokens(asked.get("q", ""))[:10]
        found = []
        for each in held:
            matched = match(each, words, index)
            least = len(words) if asked["matchingStrategy"] == "all" else min(len(words), 1)
            if matched[0] >= least:
                found.append((rank(each, matched, asked.get("sort", []), index), each["id"], each))
        found.sort(key=lambda one: (one[0], one[1]))
        hits = [{name: each[name] for name in asked["attributesToRetrieve"]} for _, _, each in found]
        limit = asked.get("limit", 20)
        told = {"indexUid": asked["indexUid"], "hits": hits[:limit], "query": asked.get("q", "")}
        return {**told, "processingTimeMs": 1, "limit": limit, "offset": 0, "estimatedTotalHits": len(hits)}
