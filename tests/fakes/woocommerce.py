"""WooCommerce's REST API, version 3: pages with their totals, variations, categories, webhooks, a host's moods."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.whatsapp.emulator.server import serve_app

KEYS = "ck_for_tests:cs_for_tests"


class FakeWoo:
    """`products` and `variations` by their ids. Refuses as often as it is told to."""

    def __init__(self) -> None:
        self.products: dict[int, dict[str, Any]] = {}
        self.variations: dict[int, list[dict[str, Any]]] = {}
        self.categories: list[dict[str, Any]] = []
        self.hooks: dict[int, dict[str, Any]] = {}
        self.orders: dict[int, dict[str, Any]] = {}
        self.statuses: list[int] = []
        self.strips_header = False
        self.deletes_behind: dict[int, list[int]] = {}  # page → ids that are deleted once it was given
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.now = self.most = 0

    def app(self) -> Starlette:
        root = "/wp-json/wc/v3"
        return Starlette(
            routes=[
                Route(f"{root}/products", self._products),
                Route(f"{root}/products/categories", self._categories),
                Route(f"{root}/products/{{id:int}}/variations", self._variations),
                Route(f"{root}/orders", self._orders),
                Route(f"{root}/webhooks", self._hooks, methods=["GET", "POST"]),
                Route(f"{root}/webhooks/{{id:int}}", self._hook, methods=["PUT"]),
            ]
        )

    async def _products(self, request: Request) -> Response:
        asked = dict(request.query_params)
        rows = [body for _, body in sorted(self.products.items()) if self._is_asked(body, asked)]
        answer = await self._answer(request, rows)
        for gone in self.deletes_behind.pop(int(asked.get("page", 1)), []):
            self.products.pop(gone, None)
        return answer

    def _is_asked(self, body: dict[str, Any], asked: dict[str, str]) -> bool:
        if "include" in asked:
            return str(body["id"]) == asked["include"]
        if "modified_after" in asked:
            assert asked["dates_are_gmt"] == "true"
            return bool(body["date_modified_gmt"] > asked["modified_after"])
        return True

    async def _orders(self, request: Request) -> Response:
        after = request.query_params["after"]
        rows = [body for _, body in sorted(self.orders.items()) if body["date_created_gmt"] >= after]
        return await self._answer(request, rows)

    async def _categories(self, request: Request) -> Response:
        return await self._answer(request, self.categories)

    async def _variations(self, request: Request) -> Response:
        return await self._answer(request, self.variations.get(request.path_params["id"], []))

    async def _hooks(self, request: Request) -> Response:
        if request.method == "GET":
            return await self._answer(request, list(self.hooks.values()))
        number = len(self.hooks) + 1
        self.hooks[number] = {"id": number, "status": "active", **await request.json()}
        return JSONResponse(self.hooks[number], 201)

    async def _hook(self, request: Request) -> Response:
        hook = self.hooks[request.path_params["id"]]
        hook.update(await request.json())
        return JSONResponse(hook)

    async def _answer(self, request: Request, rows: list[dict[str, Any]]) -> Response:
        asked = dict(request.query_params)
        self.asked.append((request.url.path.partition("/v3/")[2], asked))
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.002)
        self.now -= 1
        if self.statuses:
            return Response(status_code=self.statuses.pop(0), headers={"retry-after": "7"})
        if not self._is_known(request, asked):
            return JSONResponse({"code": "woocommerce_rest_cannot_view"}, 401)
        size, page = int(asked.get("per_page", 10)), int(asked.get("page", 1))
        totals = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(-(-len(rows) // size))}
        return JSONResponse(rows[(page - 1) * size : page * size], headers=totals)

    def _is_known(self, request: Request, asked: dict[str, str]) -> bool:
        if self.strips_header:
            return f"{asked.get('consumer_key')}:{asked.get('consumer_secret')}" == KEYS
        return b64decode(request.headers.get("authorization", "").removeprefix("Basic ")).decode() == KEYS


@asynccontextmanager
async def serve_woo(fake: FakeWoo) -> AsyncIterator[str]:
    """Yields the shop's address."""
    async with serve_app(fake.app()) as base:
        yield base
