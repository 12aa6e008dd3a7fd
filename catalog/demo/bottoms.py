"""Trousers, skirts and dresses: one function for each kind in the demo pictures."""

from math import sin

from catalog.demo.canvas import Canvas, Colour, Point, bend, darker, lighter, mix
from catalog.demo.tops import flowers

CREAM: Colour = (250, 246, 238)


def trousers(c: Canvas, main: Colour, accent: Colour) -> None:
    _legs(c, main, accent, spread=0)
    for x in (352, 448):
        c.line([(x, 236), (x + (x - 400) * 0.5, 620)], darker(main, 0.12), 4)


def jeans(c: Canvas, main: Colour, accent: Colour) -> None:
    _legs(c, main, accent, spread=8)
    c.glow((300, 330, 390, 560), lighter(main, 0.5), 0.35, 22)
    c.glow((420, 330, 510, 560), lighter(main, 0.5), 0.3, 22)
    for points in (bend((300, 206), (330, 272), (374, 206)), bend((500, 206), (470, 272), (426, 206))):
        c.line(points, accent, 5)
    c.line([(400, 206), (400, 330)], accent, 4)
    c.rect((270, 608, 366, 640), lighter(main, 0.25), 4)
    c.rect((434, 608, 530, 640), lighter(main, 0.25), 4)


def jogger(c: Canvas, main: Colour, accent: Colour) -> None:
    _legs(c, main, accent, spread=-10)
    for x in (288, 428):
        c.rect((x, 600, x + 84, 646), accent, 14)
    for x in (388, 412):
        c.line(bend((x, 200), (x + (x - 400) * 2, 260), (x + (x - 400), 310)), CREAM, 6)


def widetrousers(c: Canvas, main: Colour, accent: Colour) -> None:
    _legs(c, main, accent, spread=44)
    for x in (340, 372, 428, 460):
        c.line([(x, 210), (x + (x - 400) * 0.9, 630)], darker(main, 0.22), 4)


def skirt(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(330)
    hem = [(590 - step * 38, 640 - 12 * (step % 2)) for step in range(11)]
    c.shape([(322, 200), (478, 200), *hem], main, soft=6)
    for step in range(1, 10):
        c.line([(322 + step * 15.6, 226), (210 + step * 38, 630)], mix(main, accent, 0.55 if step % 2 else 0.2), 6)
    c.rect((314, 180, 486, 226), darker(main, 0.15), 8)


def dress(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(320)
    c.shape(
        [
            (310, 170),
            (360, 160),
            (400, 240),
            (440, 160),
            (490, 170),
            (560, 270),
            (508, 310),
            (476, 270),
            (474, 360),
            (586, 640),
            (214, 640),
            (326, 360),
            (324, 270),
            (292, 310),
            (240, 270),
        ],
        main,
        soft=10,
    )
    flowers(
        c,
        accent,
        [
            (x, y)
            for y in range(290, 630, 48)
            for x in range(310 - (y - 290) // 4 + y % 3 * 14, 500 + (y - 290) // 4, 54)
        ],
        8,
    )
    c.line([(400, 244), (400, 636)], darker(main, 0.25), 4)
    for y in range(270, 630, 52):
        c.oval((392, y, 408, y + 16), CREAM)
    c.rect((322, 348, 478, 374), darker(main, 0.2), 8)


def slipdress(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(280)
    for side in (-1, 1):
        c.line(bend((400 + side * 62, 270), (400 + side * 70, 190), (400 + side * 34, 130)), darker(main, 0.1), 7)
    c.shape(
        [
            (334, 262),
            (400, 322),
            (466, 262),
            (478, 330),
            (452, 420),
            *bend((452, 420), (500, 520), (546, 640)),
            *bend((546, 640), (400, 668), (254, 636)),
            *bend((254, 636), (310, 520), (348, 420)),
            (322, 330),
        ],
        main,
        soft=9,
        light=0.34,
    )
    c.line(bend((440, 430), (420, 540), (470, 630)), lighter(accent, 0.1), 12)
    c.line(bend((370, 430), (350, 540), (310, 620)), darker(main, 0.18), 8)


def knitdress(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(250)
    c.shape(
        [
            (330, 190),
            (470, 190),
            (544, 240),
            (588, 500),
            (528, 514),
            (492, 360),
            (500, 640),
            (300, 640),
            (308, 360),
            (272, 514),
            (212, 500),
            (256, 240),
        ],
        main,
        soft=12,
    )
    c.rect((348, 146, 452, 220), darker(main, 0.06), 18)
    for x in range(316, 490, 14):
        c.line([(x, 244), (x, 632)], mix(main, accent, 0.35), 3)
    c.shape([(452, 560), (474, 560), (484, 644), (452, 644)], darker(c.back, 0.1), light=0)


def tierdress(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(360)
    c.shape([(344, 170), (400, 214), (456, 170), (470, 320), (330, 320)], main, soft=7)
    for top, low, half, tone in (
        (530, 640, 200, darker(main, 0.08)),
        (424, 540, 150, mix(main, accent, 0.35)),
        (314, 436, 104, main),
    ):
        hem: list[Point] = [(400 + half - step * half / 8, low + 9 * sin(step * 1.6)) for step in range(17)]
        c.shape([(400 - half * 0.66, top), (400 + half * 0.66, top), *hem], tone, soft=6)
        for step in range(-5, 6):
            c.line([(400 + step * half * 0.12, top + 8), (400 + step * half * 0.15, top + 44)], darker(tone, 0.14), 3)
    c.line([(326, 318), (474, 318)], accent, 12)


def _legs(c: Canvas, main: Colour, accent: Colour, *, spread: float) -> None:
    c.shadow(270 + spread)
    c.shape(
        [
            (296, 190),
            (504, 190),
            (522 + spread / 3, 360),
            (526 + spread, 640),
            (434 - spread / 4, 640),
            (406, 350),
            (394, 350),
            (366 + spread / 4, 640),
            (274 - spread, 640),
            (278 - spread / 3, 360),
        ],
        main,
        soft=7,
    )
    c.rect((294, 176, 506, 212), darker(main, 0.14), 6)
    c.oval((390, 184, 410, 204), accent)
    c.line([(400, 212), (400, 344)], darker(main, 0.25), 4)
