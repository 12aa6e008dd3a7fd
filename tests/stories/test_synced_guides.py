"""Guides, finder and recommendations of a shop that is synced from a store, through the front door
(B2, B3, B7, B8, B11, G10)."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.catalog.sync.make import at, hear, item, variant
from tests.stories.shop import Shop, on_both_databases
from tests.wardrobe import list_goods, stock_wardrobe

FILE = """
name = "Wardrobe"
languages = ["en", "ko"]
"""
TABLES = """
[guides]
bicycle = ["wheels"]
[[guides.tables]]
categories = ["wheels", "home"]
columns = ["frame", "height_cm_min", "height_cm_max"]
rows = [["52", 160, 170], ["56", 171, 182], ["60", 183, 195]]
"""


async def opens(shop: Shop, tmp_path: Path, more: str = "") -> None:
    (tmp_path / "shop.toml").write_text(FILE + more, "utf-8")
    await shop.opens(shop_file=str(tmp_path / "shop.toml"))


@pytest.fixture
async def wardrobe(shop: Shop, tmp_path: Path) -> Shop:
    """Only clothes, a board, make-up and a mug, and a shop's file that says nothing of them."""
    await stock_wardrobe(shop.wiring.database)
    await opens(shop, tmp_path)
    return shop


@on_both_databases
async def test_a_size_is_found_from_the_charts_of_the_store(wardrobe: Shop) -> None:
    """B3: the measures that the chart asks for, the store's own categories, one variant at the end."""
    tom = wardrobe.phone()
    await wardrobe.hears(tom, "size guide")
    assert wardrobe.offered(tom) == ["🏂 A snowboard", "👕 Clothes"]
    answers = await wardrobe.walks(tom, "clothes", "outer layers", "let's measure", "regular", "chest 104")
    assert any("*L*" in text and "chest 102–109 cm" in text for text in answers)
    assert wardrobe.offered(tom) == ["🛒 Add to cart", "Other size", "More options …"]
    assert len((await wardrobe.slots(tom))["matches"]) == 1


@on_both_databases
async def test_what_the_shop_has_no_goods_for_is_not_in_the_menu(wardrobe: Shop) -> None:
    """B3, B7: neither offered nor begun; asked for all the same, it is said."""
    amina = wardrobe.phone()
    await wardrobe.hears(amina, "hi")
    assert not {"🧴 Skin quiz", "🎀 Gift ideas"} & set(wardrobe.offered(amina))
    assert "no skin care" in (await wardrobe.hears(amina, "skin quiz"))[-1]
    await hear(wardrobe.wiring.database, item("t", title="Silk Foundation"), now=1)
    await wardrobe.wiring.shelves.refresh()
    assert "no shades" in (await wardrobe.hears(amina, "find my shade"))[-1]
    await wardrobe.hears(amina, "size guide for clothes")
    assert "💄 Find my shade" not in wardrobe.offered(amina)


async def test_a_chart_that_comes_with_a_sync_opens_the_guide(shop: Shop, tmp_path: Path) -> None:
    """B3: without a table there is no guide; with the next reading of the store there is."""
    await stock_wardrobe(shop.wiring.database)
    await opens(shop, tmp_path)
    bare = [replace(each, size_table={}, updated_at=at(1)) for each in list_goods()]
    await hear(shop.wiring.database, *bare, now=1)
    await shop.wiring.shelves.refresh()
    tom = shop.phone()
    assert "no" in (await shop.hears(tom, "size guide"))[-1].lower()
    assert "Talk to a person" in shop.offered(tom)
    chart = {"columns": ["Size", "foot_cm_min", "foot_cm_max"], "rows": [["40", 25, 25.6], ["41", 25.7, 26.3]]}
    sizes = [variant(f"s{size}", options=(("Size", size),)) for size in ("40", "41")]
    boots = item("boots", *sizes, title="Trail Boots", paths=("Shoes > Boots",), size_table=chart, told=2)
    await hear(shop.wiring.database, boots, now=2)
    await shop.wiring.shelves.refresh()
    assert "your foot" in (await shop.hears(tom, "size guide"))[-1]
    answers = await shop.hears(tom, "26 cm")
    assert any("41*" in text for text in answers), answers


async def test_tables_and_categories_may_stand_in_the_shops_file(shop: Shop, tmp_path: Path) -> None:
    """B3: what the store does not bring, the merchant writes down; rows that a product lacks are left out."""
    await stock_wardrobe(shop.wiring.database)
    frames = [variant(f"f{size}", options=(("Frame", size),)) for size in ("52", "56")]
    await hear(shop.wiring.database, item("bike", *frames, title="Kite", paths=("Wheels",), told=1), now=1)
    await opens(shop, tmp_path, TABLES)
    tom = shop.phone()
    await shop.walks(tom, "size guide")
    assert "🚲 A bicycle" in shop.offered(tom)
    answers = await shop.walks(tom, "🚲 A bicycle", "175 cm")
    assert any("frame *56*" in text.lower() for text in answers)
    answers = await shop.walks(tom, "size guide", "bicycle", "190 cm")
    assert any("none of our sizes" in text for text in answers)


@on_both_databases
async def test_a_shade_is_matched_under_the_stores_names(wardrobe: Shop) -> None:
    """B7: the table's first column names the option; the sold-out shade is told."""
    amina = wardrobe.phone()
    answers = await wardrobe.walks(amina, "find my shade", "foundation", "light", "cool")
    assert any("*Shell*" in text and "*Oat*" in text for text in answers)


async def test_stars_without_words_are_told(wardrobe: Shop) -> None:
    """B8: what a store tells of its reviews, and nothing that it does not."""
    amina = wardrobe.phone()
    assert "★ 4.6 · 23" in (await wardrobe.hears(amina, "linen shirt"))[-1]
    assert "4.6 of 5 (23 ratings)" in (await wardrobe.hears(amina, "reviews"))[-1]
    await wardrobe.hears(amina, "oxford shirt")
    assert "Nobody has reviewed" in (await wardrobe.hears(amina, "reviews"))[-1]


@on_both_databases
async def test_help_me_choose_what_is_sold_and_what_is_not(wardrobe: Shop) -> None:
    """B2, G10: a thing that titles name is found without a category of its own; what is not sold is said."""
    amina = wardrobe.phone()
    answers = await wardrobe.hears(amina, "help me choose a laptop")
    assert "We don't sell “laptop”" in answers[0]
    assert "Tops" in wardrobe.offered(amina)
    await wardrobe.walks(amina, "help me choose a shirt", "over $60")
    shelf = wardrobe.wiring.shelves.newest()
    titles = {shelf.get(sku)[0].words("en").title for sku in (await wardrobe.slots(amina))["matches"]}
    assert titles == {"Oxford Shirt", "Denim Shirt"}


async def test_names_of_plug_ins_are_read_as_words(wardrobe: Shop) -> None:
    """G10: `pa_fit` and `slim_fit` are nobody's words."""
    amina = wardrobe.phone()
    asked = await wardrobe.walks(amina, "help me choose a shirt", "it doesn't matter")
    assert "Fit: which suits you best?" in asked[-1]
    assert wardrobe.offered(amina) == ["Slim fit", "Relaxed fit", "It doesn't matter"]


@on_both_databases
async def test_what_goes_together_in_a_synced_shop(wardrobe: Shop) -> None:
    """B11: two people who looked at the same two things make them go together; what is alike comes else."""
    for number in ("+14155550198", "+14155550199"):
        phone = wardrobe.phone(number, "Ben")
        await wardrobe.walks(phone, "linen shirt", "enamel mug")
    while await wardrobe.wiring.pairs.work_once():
        pass
    amina = wardrobe.phone()
    await wardrobe.hears(amina, "linen shirt")
    said = "\n".join(await wardrobe.hears(amina, "what goes with it"))
    assert "*Linen Shirt* also looks at" in said
    assert "Enamel Mug" in said
    await wardrobe.hears(amina, "oxford shirt")
    assert "Because of *Oxford Shirt*" in "\n".join(await wardrobe.hears(amina, "what goes with it"))
