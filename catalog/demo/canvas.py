"""A small drawing board for the demo pictures: shapes with a soft light from the left, in 800 × 800."""

from collections.abc import Sequence
from typing import Literal

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = 800
SCALE = 2  # drawn larger and made smaller at the end, for smooth edges

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]
Point = tuple[float, float]


def rgb(code: str) -> Colour:
    """`#rrggbb` as three numbers."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(colour: Colour, other: Colour, share: float) -> Colour:
    """`colour` with this share (0–1) of `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def darker(colour: Colour, share: float = 0.2) -> Colour:
    return mix(colour, (40, 30, 30), share)


def lighter(colour: Colour, share: float = 0.3) -> Colour:
    return mix(colour, (255, 255, 255), share)


def bend(start: Point, pull: Point, end: Point) -> list[Point]:
    """A curve from `start` to `end`, drawn towards `pull`, as points."""
    steps = [step / 16 for step in range(17)]
    return [
        (
            (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * pull[0] + t * t * end[0],
            (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * pull[1] + t * t * end[1],
        )
        for t in steps
    ]


class Canvas:
    """One picture in the making."""

    def __init__(self, back: Colour) -> None:
        self.back = back
        self.image = Image.new("RGB", (SIZE * SCALE, SIZE * SCALE), back)
        self._backdrop()

    def rect(self, box: Box, colour: Colour, radius: float = 0, *, light: float = 0.18) -> None:
        mask, pen = self._mask()
        pen.rounded_rectangle(_scaled(box), radius * SCALE, fill=255)
        self._fill(mask, colour, light)

    def oval(self, box: Box, colour: Colour, *, light: float = 0.18) -> None:
        mask, pen = self._mask()
        pen.ellipse(_scaled(box), fill=255)
        self._fill(mask, colour, light)

    def shape(self, points: Sequence[Point], colour: Colour, *, light: float = 0.18, soft: float = 0) -> None:
        """A polygon; `soft` rounds its corners (in pixels)."""
        mask, pen = self._mask()
        pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=255)
        if soft:
            blurred = mask.filter(ImageFilter.GaussianBlur(soft * SCALE))
            mask = blurred.point([0] * 122 + [(i - 122) * 21 for i in range(122, 134)] + [255] * 122)
        self._fill(mask, colour, light)

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        pen = ImageDraw.Draw(self.image)
        pen.line([(x * SCALE, y * SCALE) for x, y in points], colour, round(width * SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            pen.ellipse(_scaled((x - width / 2, y - width / 2, x + width / 2, y + width / 2)), fill=colour)

    def ring(self, box: Box, colour: Colour, width: float) -> None:
        ImageDraw.Draw(self.image).ellipse(_scaled(box), outline=colour, width=round(width * SCALE))

    def glow(self, box: Box, colour: Colour, strength: float = 0.6, blur: float = 40) -> None:
        """Light, or with a dark colour shadow, that fades at its edges."""
        mask, pen = self._mask()
        pen.ellipse(_scaled(box), fill=round(255 * strength))
        mask = mask.filter(ImageFilter.GaussianBlur(blur * SCALE))
        self.image.paste(Image.new("RGB", self.image.size, colour), mask=mask)

    def shadow(self, width: float, y: float = 640, x: float = 400) -> None:
        """What a thing of this width throws on the table."""
        dark = darker(self.back, 0.45)
        self.glow((x - width * 0.62, y - 24, x + width * 0.78, y + 34), dark, 0.55, 13)
        self.glow((x - width * 0.46, y - 12, x + width * 0.5, y + 16), darker(dark, 0.3), 0.5, 5)

    def label(self, box: Box, paper: Colour, ink: Colour, style: Literal["lines", "dot"] = "lines") -> None:
        """A paper label with something that looks like print."""
        x0, y0, x1, y1 = box
        self.rect(box, paper, 6, light=0.05)
        middle, width, height = (x0 + x1) / 2, x1 - x0, y1 - y0
        if style == "dot":
            size = min(width, height) * 0.2
            self.oval((middle - size, y0 + height * 0.16, middle + size, y0 + height * 0.16 + 2 * size), ink)
        else:
            self._bar(middle, y0 + height * 0.26, width * 0.52, 9, ink)
        self._bar(middle, y0 + height * 0.70, width * 0.42, 4, mix(ink, paper, 0.45))
        self._bar(middle, y0 + height * 0.82, width * 0.28, 4, mix(ink, paper, 0.45))

    def finish(self) -> Image.Image:
        return self.image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)

    def _bar(self, middle: float, y: float, width: float, height: float, ink: Colour) -> None:
        self.rect((middle - width / 2, y, middle + width / 2, y + height), ink, height / 2, light=0)

    def _backdrop(self) -> None:
        self.glow((430, -130, 960, 400), lighter(self.back, 0.55), 0.9, 3)
        table = darker(self.back, 0.055)
        mask, pen = self._mask()
        pen.rectangle(_scaled((0, 590, SIZE, SIZE)), fill=255)
        self._fill(mask, table, 0)

    def _mask(self) -> tuple[Image.Image, ImageDraw.ImageDraw]:
        mask = Image.new("L", self.image.size, 0)
        return mask, ImageDraw.Draw(mask)

    def _fill(self, mask: Image.Image, colour: Colour, light: float) -> None:
        """Colour the masked part, lit from the left: a bright strip, then slowly darker to the right."""
        box = mask.getbbox()
        if box is None:
            return
        left, top, right, bottom = box
        strip = Image.new("RGB", (64, 1))
        for x in range(64):
            strip.putpixel((x, 0), _lit(colour, x / 63, light))
        shaded = strip.resize((right - left, bottom - top), Image.Resampling.BICUBIC)
        self.image.paste(shaded, (left, top), ImageChops.duplicate(mask).crop(box))


def _lit(colour: Colour, place: float, light: float) -> Colour:
    bright = max(0.0, 1 - abs(place - 0.2) / 0.2)
    dark = max(0.0, (place - 0.45) / 0.55)
    return darker(lighter(colour, light * 1.3 * bright), light * 1.2 * dark)


def _scaled(box: Box) -> Box:
    x0, y0, x1, y1 = box
    return x0 * SCALE, y0 * SCALE, x1 * SCALE, y1 * SCALE
