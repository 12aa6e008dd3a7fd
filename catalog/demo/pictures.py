"""Which pictures a product has: the thing, a second look at it, its other colours, the swatches of its shades."""

from dataclasses import dataclass

from catalog.demo.data import Data

MEDIA = "/media/products"

#: Shapes that are best seen whole: their second look is what the `second` key says, or none.
WHOLE = frozenset({"bicycle", "snowboard", "poles", "set", "skateboard"})


@dataclass(frozen=True)
class Picture:
    """One picture to draw: its name, the shape with its colours (`#rrggbb`), and how it is looked at."""

    name: str
    shape: str
    main: str
    back: str
    accent: str
    close: bool = False  # a close-up of the shape


def list_pictures(product: Data) -> list[Picture]:
    """Every picture of a product, the best first."""
    shape, main, back, accent = product["picture"]
    whole = Picture(product["id"], shape, main, back, accent)
    return [whole, *_second_looks(product, whole), *_other_colours(product, whole), *_swatches(product)]


def paths_of(product: Data) -> list[str]:
    """The paths of the pictures that show the product itself, best first."""
    shape, main, back, accent = product["picture"]
    whole = Picture(product["id"], shape, main, back, accent)
    return [_path(p.name) for p in (whole, *_second_looks(product, whole), *_other_colours(product, whole))]


def variant_paths(product: Data, options: dict[str, str]) -> list[str]:
    """Pictures of one variant alone: the swatch of its shade, or the product in its colour."""
    if options.get("shade") in product.get("shades", {}):
        return [_path(_name(product, options["shade"]))]
    if options.get("colour") in product.get("looks", {}):
        return [_path(_name(product, options["colour"]))]
    return []


def _second_looks(product: Data, whole: Picture) -> list[Picture]:
    if "shades" in product:
        return [Picture(_name(product, "shades"), "shade_card", whole.main, whole.back, whole.accent)]
    if whole.shape in WHOLE or product.get("close") is False:
        return []
    return [Picture(_name(product, "close"), whole.shape, whole.main, whole.back, whole.accent, close=True)]


def _other_colours(product: Data, whole: Picture) -> list[Picture]:
    return [
        Picture(_name(product, code), whole.shape, main, whole.back, whole.accent)
        for code, main in product.get("looks", {}).items()
    ]


def _swatches(product: Data) -> list[Picture]:
    back = product["picture"][2]
    return [
        Picture(_name(product, code), "swatch", colour, back, colour)
        for code, (colour, *_) in product.get("shades", {}).items()
    ]


def _name(product: Data, view: str) -> str:
    return f"{product['id']}--{view.replace('_', '-')}"


def _path(name: str) -> str:
    return f"{MEDIA}/{name}.jpg"
