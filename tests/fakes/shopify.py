"""Shopify's Admin GraphQL API: bulk operations, pages, points, webhook subscriptions."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.whatsapp.emulator.server import serve_app
from catalog.feeds.shopify_words import API_VERSION

MOST_CONNECTIONS = 5  # of a bulk operation
TOKEN = "shpat_for_tests"


def node(
    number: int, updated_at: str = "2026-11-20T10:00:00Z", *, variants: int = 1, price: str = "48.00"
) -> dict[str, Any]:
    """A product with its variants, each in stock at two places."""
    return {
        "id": f"gid://shopify/Product/{number}", "title": f"Kettle {number}", "descriptionHtml": "<p>Boils.</p>",
        "vendor": "Lumen", "productType": "Kettles", "handle": f"kettle-{number}", "status": "ACTIVE",
        "publishedAt": "2026-01-01T00:00:00Z", "tags": ["steel"], "createdAt": "2026-01-01T00:00:00Z",
        "updatedAt": updated_at, "category": {"fullName": "Home > Kitchen > Kettles"}, "options": [{"name": "Size"}],
        "media": [{"id": f"gid://shopify/MediaImage/{number}", "alt": "", "image": {"url": f"https://cdn.example.com/{number}.jpg"}}],
        "variants": [
            {
                "id": f"gid://shopify/ProductVariant/{number}{at:04}", "sku": f"K-{number}-{at}", "barcode": None,
                "price": price, "compareAtPrice": None, "inventoryQuantity": 7, "inventoryPolicy": "DENY",
                "selectedOptions": [{"name": "Size", "value": f"{at} l"}], "image": None,
                "unitPriceMeasurement": None,
                "inventoryItem": {"id": f"gid://shopify/InventoryItem/{number}{at:04}", "tracked": True},
            }
            for at in range(1, variants + 1)
        ],
    }  # fmt: skip


def order_node(number: int, updated_at: str, *, phone: str = "+14155550777") -> dict[str, Any]:
    """An order as GraphQL tells it: paid, with a parcel on its way."""
    money = {"presentmentMoney": {"amount": "100.5", "currencyCode": "USD"}}
    nothing = {"presentmentMoney": {"amount": "0.0", "currencyCode": "USD"}}
    person = {"firstName": "Amina", "lastName": "Yusuf", "phone": None, "countryCodeV2": "US"}
    kettle = {
        "id": "gid://shopify/LineItem/1",
        "name": "Aurora Kettle",
        "title": "Aurora Kettle",
        "variantTitle": None,
        "sku": "KET-1",
        "quantity": 2,
        "originalUnitPriceSet": money,
        "product": {"id": "gid://shopify/Product/1"},
        "variant": {"id": "gid://shopify/ProductVariant/10"},
    }
    parcel = {
        "id": f"gid://shopify/Fulfillment/{number}",
        "createdAt": updated_at,
        "updatedAt": updated_at,
        "status": "SUCCESS",
        "displayStatus": "IN_TRANSIT",
        "trackingInfo": [{"company": "UPS", "number": f"1Z{number}", "url": None}],
    }
    return {
        "id": f"gid://shopify/Order/{number}", "name": f"#{number}", "createdAt": updated_at,
        "processedAt": updated_at, "updatedAt": updated_at, "cancelledAt": None, "currencyCode": "USD",
        "presentmentCurrencyCode": "USD", "displayFinancialStatus": "PAID", "displayFulfillmentStatus": "FULFILLED",
        "email": "amina@example.com", "phone": phone, "customerLocale": "en", "discountCodes": [],
        "paymentGatewayNames": ["shopify_payments"], "subtotalPriceSet": money, "totalDiscountsSet": nothing,
        "totalShippingPriceSet": nothing, "totalPriceSet": money, "shippingAddress": person, "billingAddress": None,
        "customAttributes": [{"key": "colour", "value": "green"}], "lineItems": {"nodes": [kettle]}, "refunds": [],
        "fulfillments": [parcel], "customer": {"id": "gid://shopify/Customer/7", "firstName": "Amina",
                                               "lastName": "Yusuf", "email": "amina@example.com", "phone": None},
    }  # fmt: skip


class FakeShopify:
    """`products` by number. Refuses, throttles and fails as often as it is told to."""

    def __init__(self, page: int = 25) -> None:
        self.products: dict[int, dict[str, Any]] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.statuses: list[int] = []  # for the next calls, instead of an answer
        self.throttled = 0
        self.polls = 1  # looks before a bulk operation is done
        self.breaks_at: int | None = None  # a bulk operation fails behind so many lines
        self.page = page
        self.denies_translations = False  # the token lacks read_translations
        self.operations: dict[str, list[str]] = {}
        self.denied: set[str] = set()  # operations that ask for more than the token may read
        self.hooks: dict[str, dict[str, Any]] = {}
        self.orders: list[dict[str, Any]] = []
        self.base = ""

    def put(self, *numbers: int, **more: Any) -> None:
        """Products as `node` makes them."""
        for number in numbers:
            self.products[number] = node(number, **more)

    def operations_asked(self, name: str) -> list[dict[str, Any]]:
        """The variables of each call of one query."""
        return [variables for asked, variables in self.asked if asked == name]

    def app(self) -> Starlette:
        path = f"/admin/api/{API_VERSION}/graphql.json"
        routes = [Route(path, self._graphql, methods=["POST"]), Route("/bulk/{number}", self._file)]
        return Starlette(routes=routes)

    async def _file(self, request: Request) -> Response:
        lines = self.operations[request.path_params["number"]]
        return Response("\n".join(lines[: self.breaks_at]) + "\n", media_type="application/jsonl")

    async def _graphql(self, request: Request) -> Response:
        if self.statuses:
            return Response(status_code=self.statuses.pop(0))
        if request.headers.get("x-shopify-access-token") != TOKEN:
            return JSONResponse({"errors": "[API] Invalid API key or access token"}, 401)
        told = await request.json()
        query, variables = told["query"], told["variables"]
        assert query.count("{") == query.count("}")
        cost: dict[str, Any] = {
            "requestedQueryCost": 300,
            "throttleStatus": {"currentlyAvailable": 100, "restoreRate": 100.0},
        }
        if self.throttled:
            self.throttled -= 1
            error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
            return JSONResponse({"errors": [error], "extensions": {"cost": cost}})
        if self.denies_translations and "translations(" in query:
            error = {"message": "Access denied for translations field.", "extensions": {"code": "ACCESS_DENIED"}}
            return JSONResponse({"errors": [error], "extensions": {"cost": cost}})
        name = query.split("(")[0].split()[-1].strip("{ ")
        self.asked.append((name, variables))
        return JSONResponse({"data": getattr(self, f"_{name}")(**variables), "extensions": {"cost": cost}})

    def _StartBulk(self, query: str) -> dict[str, Any]:
        assert query.count("edges") <= MOST_CONNECTIONS
        number = str(len(self.operations) + 1)
        self.denied |= {number} if self.denies_translations and "translations(" in query else set()
        self.operations[number] = [json.dumps(line) for line in self._lines()]
        made = {"id": f"gid://shopify/BulkOperation/{number}", "status": "CREATED"}
        return {"bulkOperationRunQuery": {"bulkOperation": made, "userErrors": []}}

    def _BulkState(self, id: str) -> dict[str, Any]:
        number = id.rpartition("/")[2]
        if number not in self.operations:
            return {"node": None}
        state = {"id": id, "status": "RUNNING", "errorCode": None}
        if self.polls > 0:
            self.polls -= 1
            return {"node": {**state, "url": None, "partialDataUrl": None}}
        if number in self.denied:
            return {"node": {**state, "status": "FAILED", "errorCode": "ACCESS_DENIED", "url": None}}
        url = f"{self.base}/bulk/{number}"
        if self.breaks_at is not None:
            failed = {"status": "FAILED", "errorCode": "TIMEOUT", "url": None, "partialDataUrl": url}
            return {"node": {**state, **failed}}
        return {"node": {**state, "status": "COMPLETED", "url": url, "partialDataUrl": None}}

    def _lines(self) -> list[dict[str, Any]]:
        """Parents before their children, but all of one kind together: nothing is adjacent."""
        products = [{**each, "media": None, "variants": None, "collections": None} for each in self.products.values()]
        variants, media, levels, sets = [], [], [], []
        for each in self.products.values():
            sets += [{**one, "__parentId": each["id"]} for one in each.get("collections", [])]
            media += [{**picture, "__parentId": each["id"]} for picture in each["media"]]
            variants += [{**variant, "__parentId": each["id"]} for variant in each["variants"]]
            levels += [{**level, "__parentId": v["id"]} for v in each["variants"] for level in self._levels(v)]
        plain = [{name: value for name, value in each.items() if value is not None} for each in products]
        return [*plain, *sets, *media, *variants[::-1], *levels]

    def _levels(self, variant: dict[str, Any]) -> list[dict[str, Any]]:
        item = variant["inventoryItem"]["id"]
        return [
            {
                "id": f"gid://shopify/InventoryLevel/{place}?inventory_item_id={item.rpartition('/')[2]}",
                "item": {"id": item}, "location": {"id": f"gid://shopify/Location/{place}"},
                "updatedAt": "2026-11-20T10:00:00Z", "quantities": [{"quantity": left}],
            }
            for place, left in ((1, 4), (2, 3))
        ]  # fmt: skip

    def _Changes(self, after: str | None, query: str) -> dict[str, Any]:
        since = query.split("'")[1]
        found = sorted(
            (n for n, p in self.products.items() if p["updatedAt"] >= since),
            key=lambda n: self.products[n]["updatedAt"],
        )
        start = int(after or 0)
        chosen = [self._one(number) for number in found[start : start + self.page]]
        end = start + len(chosen)
        return {"products": {"nodes": chosen, "pageInfo": {"hasNextPage": end < len(found), "endCursor": str(end)}}}

    def _OneProduct(self, id: str) -> dict[str, Any]:
        number = int(id.rpartition("/")[2])
        return {"product": self._one(number) if number in self.products else None}

    def _Variants(self, id: str, after: str | None) -> dict[str, Any]:
        return {
            "product": {"variants": self._page(self.products[int(id.rpartition("/")[2])]["variants"], after, 250)}
        }

    def _Stock(self, id: str) -> dict[str, Any]:
        variants = [v for p in self.products.values() for v in p["variants"] if v["inventoryItem"]["id"] == id]
        levels = [level for each in variants for level in self._levels(each)]
        return {"inventoryItem": {"inventoryLevels": {"nodes": levels}}} if levels else {"inventoryItem": None}

    def _one(self, number: int) -> dict[str, Any]:
        product = self.products[number]
        return {
            **product,
            "media": {"nodes": product["media"]},
            "collections": {"nodes": product.get("collections", [])},
            "variants": self._page(product["variants"], None, 25),
        }

    def _page(self, rows: list[dict[str, Any]], after: str | None, size: int) -> dict[str, Any]:
        start = int(after or 0)
        end = min(start + size, len(rows))
        return {"nodes": rows[start:end], "pageInfo": {"hasNextPage": end < len(rows), "endCursor": str(end)}}

    def _Orders(self, after: str | None, query: str) -> dict[str, Any]:
        since = query.split("'")[1]
        found = sorted((o for o in self.orders if o["updatedAt"] >= since), key=lambda o: o["updatedAt"])
        return {"orders": self._page(found, after, 8)}

    def _Hooks(self, after: str | None = None) -> dict[str, Any]:
        nodes = [{"id": key, **hook} for key, hook in self.hooks.items()]
        return {"webhookSubscriptions": {"nodes": nodes, "pageInfo": {"hasNextPage": False, "endCursor": None}}}

    def _MakeHook(self, topic: str, uri: str) -> dict[str, Any]:
        key = f"gid://shopify/WebhookSubscription/{len(self.hooks) + 1}"
        self.hooks[key] = {"topic": topic, "uri": uri}
        return {"webhookSubscriptionCreate": {"webhookSubscription": {"id": key}, "userErrors": []}}


@asynccontextmanager
async def serve_shopify(fake: FakeShopify) -> AsyncIterator[str]:
    """Yields the shop's address."""
    async with serve_app(fake.app()) as base:
        fake.base = base
        yield base
