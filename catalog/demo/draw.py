"""Draws the demo shop's pictures from its data: `python -m catalog.demo.draw`. Needs Pillow (development only)."""

from collections.abc import Callable
from pathlib import Path

from catalog.demo import vessels, wares
from catalog.demo.canvas import Canvas, Colour, rgb
from catalog.demo.load import read_products

FOLDER = Path(__file__).parent / "images"
QUALITY = 82

Draw = Callable[[Canvas, Colour, Colour], None]


def draw_all() -> None:
    """One JPEG for each product, named after it."""
    FOLDER.mkdir(exist_ok=True)
    for product in read_products():
        shape, main, back, accent = product["picture"]
        canvas = Canvas(rgb(back))
        find_shape(shape)(canvas, rgb(main), rgb(accent))
        path = FOLDER / f"{product['id']}.jpg"
        canvas.finish().save(path, quality=QUALITY, optimize=True, progressive=True)


def find_shape(name: str) -> Draw:
    """The function that draws this kind of thing."""
    shapes: dict[str, Draw] = {**vars(vessels), **vars(wares), "set": vessels.gift_set}
    return shapes[name]


if __name__ == "__main__":
    draw_all()
