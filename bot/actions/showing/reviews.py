"""Reviews of a product: the average, how they spread, and quotes of buyers, the shopper's language first (B8)."""

from bot.actions.base import Talk
from bot.actions.showing.cards import say_card, short
from catalog.queries import Reviewed, count_ratings, list_reviews
from catalog.wishes import Offered, Shown

AT_ONCE = 3
MOST = 60  # of a product, that are looked through
_QUOTE = 220  # characters
_BAR = 8  # blocks for all


async def show_reviews(talk: Talk, product: Shown, offer: Offered) -> None:
    """The first three quotes; then the next three for as long as there are."""
    async with talk.reads.database.read() as tx:
        found = await list_reviews(tx, product.id, MOST)
        spread = await count_ratings(tx, product.id)
    told = sorted((review for review in found if review.text), key=lambda review: _order(talk, review))
    if not spread:
        _without_words(talk, product, offer)
        return
    page = _page(talk, len(told))
    quotes = "\n\n".join(_quote(review) for review in told[page * AT_ONCE : (page + 1) * AT_ONCE])
    more = _more(offer, page + 1) if len(told) > (page + 1) * AT_ONCE else ""
    values = {"quotes": quotes, "reviews_payload": more}
    if page:
        say_card(talk, "utter_more_reviews", product, offer, **values)
        return
    average = sum(stars * count for stars, count in spread.items()) / sum(spread.values())
    say_card(
        talk,
        "utter_reviews",
        product,
        offer,
        average=f"{average:.1f}",
        count=sum(spread.values()),
        spread=_spread(spread),
        **values,
    )


def _without_words(talk: Talk, product: Shown, offer: Offered) -> None:
    """What buyers think where the shop's source tells their stars alone."""
    if product.rating and product.rating_count:
        stars = f"{product.rating / 100:.1f}"
        say_card(talk, "utter_stars_only", product, offer, average=stars, count=product.rating_count)
    else:
        say_card(talk, "utter_no_reviews", product, offer)


def _page(talk: Talk, count: int) -> int:
    """Counted from 0; the pages begin anew when there is no such one any more."""
    asked = talk.slots.get("review_page")
    page = int(asked) if isinstance(asked, int | float) else 0
    return page if 0 <= page * AT_ONCE < count else 0


def _more(offer: Offered, page: int) -> str:
    return f"/SetSlots(card_choice=reviews, sku={offer.sku}, review_page={page})"


def _order(talk: Talk, review: Reviewed) -> tuple[bool, bool, float, str]:
    """The shopper's language, then known buyers, then the newest."""
    same = review.language.split("-")[0] == talk.language.split("-")[0]
    return (not same, not review.verified, -review.written_at.timestamp(), review.id)


def _spread(spread: dict[int, int]) -> str:
    whole = sum(spread.values())
    return "\n".join(_bar(stars, spread.get(stars, 0), whole) for stars in range(5, 0, -1))


def _bar(stars: int, count: int, whole: int) -> str:
    filled = round(_BAR * count / whole)
    return f"{stars}★ {'▰' * filled}{'▱' * (_BAR - filled)} {count}"


def _quote(review: Reviewed) -> str:
    who = " · ".join(filter(None, (review.author, "✓" if review.verified else "")))
    return f"{'★' * review.rating}{'☆' * (5 - review.rating)}\n“{short(review.text, _QUOTE)}”" + (
        f"\n– {who}" if who else ""
    )
