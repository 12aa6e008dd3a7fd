"""A small shop with dresses, mugs, socks and serums in English and Korean."""

from catalog.search.embedded import EmbeddedSearch
from catalog.search.query import Results
from catalog.shelf import Shelf
from catalog.wishes import Offered, Shown, Words

LABELS = {
    ("colour", "red", "en"): "red",
    ("colour", "red", "ko"): "레드",
    ("colour", "navy", "en"): "navy",
    ("colour", "white", "en"): "white",
    ("gender", "women", "en"): "women",
    ("gender", "men", "en"): "men",
    ("gender", "unisex", "en"): "unisex",
    ("skin_type", "dry", "en"): "dry skin",
    ("skin_type", "dry", "ko"): "건성 피부",
    ("skin_type", "oily", "en"): "oily skin",
    ("skin_type", "oily", "ko"): "지성 피부",
    ("skin_type", "sensitive", "en"): "sensitive skin",
    ("skin_type", "sensitive", "ko"): "민감성 피부",
}


def product(id: str, category: str, en: str, ko: str, variants: list[Offered], **attributes: list[str]) -> Shown:
    texts = {"en": Words(*en.split("|")), "ko": Words(*ko.split("|"))}
    values = {name: tuple(codes) for name, codes in attributes.items()}
    return Shown(id, category, values, (), "", 50, texts, tuple(variants))


def offer(sku: str, price: int, sale: int | None = None, stock: int = 5, **options: str) -> Offered:
    return Offered(sku, options, price, sale, "USD", stock)


PRODUCTS = [
    product(
        "poppy-dress",
        "clothes/dress",
        "Poppy Dress|For long summer evenings",
        "포피 원피스|여름밤에 어울려요",
        [offer("D1-M", 4500, colour="red", size="M"), offer("D1-L", 4500, stock=0, colour="red", size="L")],
        gender=["women"],
    ),
    product(
        "harbour-dress",
        "clothes/dress",
        "Harbour Dress",
        "하버 원피스",
        [offer("D2-M", 8900, 6900, colour="navy", size="M")],
        gender=["women"],
    ),
    product(
        "rose-dress",
        "clothes/dress",
        "Evening Gown",
        "이브닝 드레스",
        [offer("D3-S", 12000, colour="red", size="S")],
        gender=["women"],
    ),
    product(
        "plain-tee",
        "clothes/tee",
        "Plain T-shirt",
        "기본 티셔츠",
        [offer("T1-M", 2000, colour="white", size="M"), offer("T1-XL", 2000, colour="red", size="XL")],
        gender=["unisex"],
    ),
    product("walker-tee", "clothes/tee", "Walker Tee", "워커 티", [offer("T2-M", 2200, size="M")], gender=["men"]),
    product("wool-socks", "clothes/accessory", "House Socks", "하우스 양말", [offer("S1", 1200)]),
    product("dot-mug", "home/mug", "Dot Mug|For coffee", "도트 머그컵", [offer("M1", 1800, 1400)]),
    product("sun-mug", "home/mug", "Sunrise Mug", "선라이즈 머그컵", [offer("M2", 1500)]),
    product("gone-mug", "home/mug", "Mug of Mugs|mug", "품절 머그컵", [offer("M3", 900, stock=0)]),
    product("rose-candle", "home/candle", "Red Rose Candle", "장미 향초", [offer("C1", 3000)]),
    product(
        "vitamin-serum",
        "skincare/serum",
        "First Light Vitamin C|A bright serum",
        "퍼스트 라이트 비타민 C|맑은 세럼",
        [offer("V1", 3400, 2900)],
        skin_type=["oily", "sensitive"],
    ),
    product("calm-serum", "skincare/serum", "Calm Serum", "캄 세럼", [offer("V2", 2800)], skin_type=["dry"]),
    product("all-cream", "skincare/moisturiser", "Cloud Cream", "구름 크림", [offer("V3", 2100)], skin_type=["all"]),
]
SHELF = Shelf(1, {p.id: p for p in PRODUCTS}, LABELS)
SEARCH = EmbeddedSearch(SHELF)


def find(text: str, language: str = "en") -> Results:
    return SEARCH.find(SEARCH.read(text, language))


def ids(text: str) -> list[str]:
    return [result.product.id for result in find(text).results]
