"""The checkout page in words: in the shopper's language, money and days as people there read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.actions.money import render_day, render_money
from bot.actions.shelves import Shelves
from bot.actions.shopfile.shop import Shop
from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.late import late
from bot.orders.pricing import Priced
from bot.orders.wordbook import direction_of, languages, words_of
from bot.storage.columns import from_micros
from bot.storage.database import Database
from bot.storefront.read import Seen, title_of
from bot.web import Request

with late("jinja2"):
    from jinja2 import Environment, PackageLoader, select_autoescape


@cache
def _templates() -> Environment:
    """Read for the first page that somebody opens."""
    return Environment(
        loader=PackageLoader("bot.storefront"), autoescape=select_autoescape(default=True), trim_blocks=True
    )


@dataclass(frozen=True)
class Counter:
    """What the pages are made with: handed in once, by the application."""

    database: Database
    shelves: Shelves
    shop: Shop
    clock: Clock
    coordinator: Coordinator
    keys: Sequence[bytes]
    back: str = ""  # where the chat is
    products: str = ""  # what pages of products begin with
    is_demo: bool = True

    def view(self, request: Request) -> "View":
        """In the language of the link, else of the browser, else the shop's first."""
        accepted = request.headers.get("accept-language", "").split(",")
        wishes = [request.query_params.get("lang", ""), *(part.partition(";")[0].strip() for part in accepted)]
        known = languages()
        bases = [wish.split("-")[0].lower() for wish in wishes]
        return View(self, next((code for code in bases if code in known), self.shop.languages[0]))


@dataclass(frozen=True)
class View:
    """One page in one language."""

    counter: Counter
    language: str

    def cart(self, seen: Seen, *, sealed: str, note: str, left: Mapping[str, int]) -> str:
        """What is bought, what it comes to, and the button."""
        policies, totals = self.counter.shop.policies, seen.totals
        checkout = seen.checkout
        return self._render(
            "checkout.html",
            lines=[self._line(line) for line in seen.now.lines],
            totals=self._totals(totals.subtotal, totals.discount, totals.shipping, checkout.coupon),
            total=self._money(totals.total),
            missing=self._say("page.missing", missing=self._money(totals.missing)) if totals.missing else "",
            coupon=checkout.coupon,
            coupon_note=self._coupon_taken(seen),
            coupon_hint=self._coupon_hint(seen),
            typed=seen.typed,
            wrong_coupon=bool(seen.typed and not checkout.coupon),
            methods=[(method, self._say(f"payment.{method}")) for method in policies.payment_methods],
            promises=self._promises(),
            place=self._say("page.place", total=self._money(totals.total)),
            fingerprint=checkout.fingerprint,
            seal=sealed,
            note=self._say(f"page.{note}") if note else "",
            gone=[self._say("page.left", product=checkout.titles.get(s, s), left=n) for s, n in left.items()],
        )

    def done(self, seen: Seen) -> str:
        """The order that this cart has become."""
        order = seen.order
        assert order is not None  # noqa: S101 - for the type checker
        lines = [
            {"title": line.title, "quantity": line.quantity, "sum": self._money(line.price * line.quantity)}
            for line in seen.order_lines
        ]
        return self._render(
            "done.html",
            text=self._say("page.done_text", number=order.number),
            lines=lines,
            totals=self._totals(order.subtotal, order.discount, order.shipping, order.coupon),
            total=self._money(order.total),
            day=render_day(from_micros(order.placed_at), self.counter.shop.timezone, self.language),
        )

    def problem(self, name: str) -> str:
        """`unknown`, `over` or `empty`: what is wrong and what to do."""
        return self._render("problem.html", heading=self._say(f"page.{name}"), text=self._say(f"page.{name}_text"))

    def _line(self, line: Priced) -> dict[str, Any]:
        pictures = line.offer.media or line.product.media
        return {
            "title": title_of(self.counter, line, self.language),
            "picture": _inside(pictures[0]) if pictures else "",
            "quantity": line.quantity,
            "each": self._say("page.each", price=self._money(line.price)) if line.quantity > 1 else "",
            "before": self._money(line.offer.price * line.quantity) if line.offer.is_on_sale else "",
            "sum": self._money(line.price * line.quantity),
        }

    def _totals(self, subtotal: int, discount: int, shipping: int, coupon: str) -> list[tuple[str, str]]:
        rows = [(self._say("page.subtotal"), self._money(subtotal))]
        if discount:
            rows.append((self._say("page.discount", coupon=coupon), f"−{self._money(discount)}"))
        rows.append((self._say("page.shipping"), self._money(shipping) if shipping else self._say("page.free")))
        return rows

    def _coupon_taken(self, seen: Seen) -> str:
        if not seen.chosen.code:
            return ""
        key = "page.coupon_ships" if seen.chosen.discount.ships_free else "page.coupon_taken"
        return self._say(key, discount=self._money(seen.totals.discount), coupon=seen.chosen.code)

    def _coupon_hint(self, seen: Seen) -> str:
        """Why the code that was typed does not count, or what one that is held still needs."""
        hint = seen.chosen.hint
        return (
            self._say(f"page.coupon_{hint.why}", coupon=hint.code, missing=self._money(hint.missing)) if hint else ""
        )

    def _promises(self) -> list[str]:
        """What the shop's file says; nothing that it does not."""
        policies, told = self.counter.shop.policies, list[str]()
        if policies.delivery_days:
            first, last = policies.delivery_days
            told.append(self._say("page.delivery", first=first, last=last))
        if policies.return_days:
            name = "page.returns_free" if policies.free_returns else "page.returns"
            told.append(self._say(name, days=policies.return_days))
        return told

    def _money(self, minor: int) -> str:
        return render_money(minor, self.counter.shop.currency, self.language)

    def _say(self, key: str, **values: Any) -> str:
        return words_of(self.language)[key].format(**values)

    def _render(self, template: str, **values: Any) -> str:
        return (
            _templates()
            .get_template(template)
            .render(
                t=words_of(self.language),
                say=self._say,
                language=self.language,
                direction=direction_of(self.language),
                shop=self.counter.shop.name,
                demo=self.counter.is_demo,
                back=self.counter.back,
                **values,
            )
        )


def _inside(picture: str) -> str:
    """A picture of ours, from where the page stands; the page loads from nowhere else."""
    return "" if "://" in picture else f"..{picture}" if picture.startswith("/") else f"../{picture}"
