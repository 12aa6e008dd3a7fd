"""Products to send: found as the bot finds them; without words, what sells best."""

from typing import Any

from starlette.requests import Request

from bot.actions.money import render_money
from bot.console.desk import Desk
from bot.console.inbox.said import as_media
from bot.console.inbox.values import words_in
from bot.console.routes import Route
from bot.staff.agents import Agent
from catalog.search.embedded import search_of
from catalog.wishes import Offered, Shown

MOST = 24


async def list_products(desk: Desk, agent: Agent, request: Request) -> list[dict[str, Any]]:
    """Products by their words, in the language that is asked for."""
    words = words_in(request.query_params.get("q", ""), 200)
    language = words_in(request.query_params.get("language", ""), 20) or agent.language
    return [_describe(desk, product, offer, language) for product, offer in await _find(desk, words, language)]


async def _find(desk: Desk, words: str, language: str) -> list[tuple[Shown, Offered]]:
    shelf = desk.shelves.newest()
    if not words:
        popular = shelf.popular(MOST, in_stock=True)
        return [(product, (product.in_stock or product.variants)[0]) for product in popular if product.variants]
    if known := shelf.find_sku(words):
        return [known]
    query = search_of(shelf).read(words, language)
    results = await desk.searches.find(shelf, query, language, MOST)
    return [(each.product, each.offer) for each in results.ranked[:MOST]]


def _describe(desk: Desk, product: Shown, offer: Offered, language: str) -> dict[str, Any]:
    picture = next(iter((*offer.media, *product.media)), "")
    words = product.words(language)
    options = [desk.shelves.newest().label(name, code, language) for name, code in offer.options.items()]
    return {
        "sku": offer.sku,
        "title": " · ".join([words.title, *options]),
        "tagline": words.tagline,
        "price": render_money(offer.to_pay, offer.currency, language),
        "image": as_media(picture, desk.settings.base_url)["url"] if picture else "",
        "available": offer.stock > 0,
        "stock": offer.stock,
    }


ROUTES = [
    Route(
        "GET",
        "/api/products",
        "viewer",
        list_products,
        query={"q": "words, or a SKU; empty: what sells best", "language": "of titles; the agent's own if left out"},
    )
]
