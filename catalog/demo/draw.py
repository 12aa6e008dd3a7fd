"""Draws the demo shop's pictures from its data: `python -m catalog.demo.draw`. Needs Pillow (development only)."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from catalog.demo import beauty, bottoms, gear, rides, rooms, shelves, shoes, tops, vessels, wares
from catalog.demo.canvas import Canvas, Colour, rgb
from catalog.demo.data import Data, read_products
from catalog.demo.pictures import Picture, list_pictures

FOLDER = Path(__file__).parent / "images"
QUALITY = 73
SMALLER = (500, 500)  # second looks and swatches
CLOSE = (360, 360, 1160, 1160)  # of the board before it is made smaller: what a close-up shows
CLOSE_LOW = (400, 640, 1280, 1520)  # for things that lie low

Draw = Callable[[Canvas, Colour, Colour], None]

_LOW = frozenset({
    "plates", "bowls", "bedding", "pillow", "runner", "sneaker", "flat", "belt", "knitblanket", "stripeblanket",
    "roundcushion", "mossmat", "rug", "citrusrug", "goggles", "swimgoggles", "bands", "dumbbell", "mat",
    "sunhat", "sunglasses", "duffel", "creampot", "trio", "towels", "herbs", "jar", "compact",
})  # fmt: skip


def draw_all() -> None:
    """Every picture of every product, as JPEG."""
    FOLDER.mkdir(exist_ok=True)
    for product in read_products():
        for picture in list_pictures(product):
            _draw(picture, product).save(
                FOLDER / f"{picture.name}.jpg", quality=QUALITY, optimize=True, progressive=True
            )


def find_shape(name: str) -> Draw:
    """The function that draws this kind of thing."""
    shapes: dict[str, Draw] = {"set": vessels.gift_set}
    for module in (vessels, wares, beauty, tops, bottoms, shoes, gear, rides, rooms, shelves):
        shapes |= vars(module)
    return shapes[name]


def _draw(picture: Picture, product: Data) -> Image.Image:
    canvas = Canvas(rgb(picture.back))
    if picture.shape == "shade_card":
        beauty.shade_card(canvas, [rgb(colour) for colour, *_ in product["shades"].values()])
    else:
        find_shape(picture.shape)(canvas, rgb(picture.main), rgb(picture.accent))
    if picture.close:
        box = CLOSE_LOW if picture.shape in _LOW else CLOSE
        return canvas.image.crop(box).resize(SMALLER, Image.Resampling.LANCZOS)
    whole = canvas.finish()
    return whole if picture.name == product["id"] else whole.resize(SMALLER, Image.Resampling.LANCZOS)


if __name__ == "__main__":
    draw_all()
