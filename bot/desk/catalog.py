"""`shopclerk catalog search`: what a search finds in the shop's catalog, and why."""

import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.actions.money import render_money
from bot.actions.shelves import Shelves, catalog_folder
from bot.clock import SystemClock
from bot.coordination.open import open_coordinator
from bot.settings import Settings
from bot.storage.database import Database
from catalog.search import meaning
from catalog.search.backend import SearchBackend
from catalog.search.embedded import search_of
from catalog.search.query import Match, Query, Result, Results
from catalog.shelf import Shelf

console = Console(markup=False)


async def search_catalog(settings: Settings, words: str, *, language: str, explain: bool, as_json: bool) -> None:
    """Print what is found for `words`; as JSON without words, the ids found for each line of standard input."""
    database, coordinator = Database(settings.database_url), open_coordinator("")
    shelves = Shelves(database, coordinator, SystemClock(), catalog_folder(settings))
    try:
        await shelves.refresh()
        search = _search(shelves.newest(), catalog_folder(settings))
    finally:
        await shelves.close()
        await coordinator.close()
        await database.close()
    if as_json and not words:
        for line in sys.stdin:
            console.file.write(json.dumps(_ids(search, line.strip(), language), ensure_ascii=False) + "\n")
            console.file.flush()
        return
    query = search.read(words, language)
    found = search.find(query, near=True)
    if as_json:
        console.file.write(json.dumps(_as_json(query, found, language), ensure_ascii=False) + "\n")
        return
    _print(query, found, language, explain=explain)


def _search(shelf: Shelf, folder: Path) -> SearchBackend:
    """The shelf's search, with meanings where their model is installed; without it, that is said."""
    search = search_of(shelf)
    if meaning.is_installed():
        search.learn(meaning.Store(meaning.E5(), folder))
    else:
        sys.stderr.write(f"{meaning.MISSING}\n")
    return search


def _ids(search: SearchBackend, words: str, language: str) -> list[str]:
    return [result.product.id for result in search.find(search.read(words, language), near=True).ranked]


def _as_json(query: Query, found: Results, language: str) -> dict[str, Any]:
    return {
        "query": query.text,
        "filters": [_filter(f) for f in query.filters],
        "words": list(query.words),
        "corrected": dict(query.corrected),
        "relaxed": list(found.relaxed),
        "missed": list(found.missed),
        "left_out": query.foreign.said if query.foreign else None,
        "results": [_result(result, language) for result in found.results],
        "near": [_result(result, language) for result in found.near],
    }


def _filter(told: Any) -> dict[str, Any]:
    wish = told.wishes[0]
    bounds = {"at_least": wish.at_least, "at_most": wish.at_most}
    values = [value for each in told.wishes for value in each.values]
    return {
        "said": told.said,
        "name": told.name,
        "values": values,
        **{k: v for k, v in bounds.items() if v is not None},
    }


def _result(result: Result, language: str) -> dict[str, Any]:
    return {
        "id": result.product.id,
        "sku": result.offer.sku,
        "title": result.product.words(language).title,
        "price": result.offer.to_pay,
        "currency": result.offer.currency,
        "in_stock": result.why.in_stock,
        "score": result.score,
        "why": {
            "filters": list(result.why.filters),
            "words": [_word(match) for match in result.why.matches],
            "meaning": result.why.meaning,
        },
    }


def _word(match: Match) -> dict[str, Any]:
    return {"word": match.word, "term": match.term, "field": match.field, "score": round(match.score, 3)}


def _print(query: Query, found: Results, language: str, *, explain: bool) -> None:
    if query.filters:
        console.print("filters: " + ", ".join(f"{f.name} (“{f.said}”)" for f in query.filters))
    if query.foreign:
        console.print(
            f"left out: “{query.foreign.said}”, in {query.foreign.currency}: only the chat reckons by [rates]"
        )
    for label, names in (("given up", found.relaxed), ("not found", found.missed)):
        if names:
            console.print(f"{label}: {', '.join(names)}")
    table = Table("id", "title", "price", "stock", "score")
    if explain:
        table.add_column("why", overflow="fold")
    for result in found.ranked:
        offer = result.offer
        row = [result.product.id, result.product.words(language).title]
        row += [render_money(offer.to_pay, offer.currency, language), "yes" if offer.stock > 0 else "no"]
        table.add_row(*row, f"{result.score:.2f}", *([_why(result)] if explain else []))
    console.print(table if found.ranked else "Nothing fits.")


def _why(result: Result) -> str:
    why = result.why
    words = [f"{m.word}→{m.term} in {m.field} {m.score:.2f}" for m in why.matches]
    meant = [f"means {why.meaning[0]} {why.meaning[1]:.2f}"] if why.meaning else []
    return "; ".join([*(["its whole title"] if why.exact else []), *why.filters, *words, *meant])
