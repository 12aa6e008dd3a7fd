"""Shirts, coats and other tops: one function for each kind in the demo pictures."""

from catalog.demo.canvas import Canvas, Colour, bend, darker, lighter, mix
from catalog.demo.wares import LONG_SLEEVED

CREAM: Colour = (250, 246, 238)


def shirt(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(300)
    c.shape(LONG_SLEEVED, main, soft=9, light=0.12)
    _shirt_front(c, main, accent)


def printshirt(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(300)
    c.shape(LONG_SLEEVED, main, soft=9, light=0.12)
    flowers(c, accent, [(x, y) for y in range(270, 620, 62) for x in range(294 + y % 4 * 12, 520, 66)], 13)
    c.shape([(356, 182), (400, 214), (444, 182), (400, 300)], lighter(main, 0.4), soft=4)
    for end in (352, 440):
        c.line(bend((400, 226), (370 if end < 400 else 424, 300), (end, 396)), accent, 14)
    c.oval((386, 212, 414, 240), accent)


def checkshirt(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(300)
    c.shape(LONG_SLEEVED, main, soft=9, light=0.12)
    for x in range(284, 520, 52):
        c.rect((x, 220, x + 22, 636), mix(main, accent, 0.7), 0, light=0.05)
    for y in range(240, 620, 56):
        c.rect((274, y, 526, y + 20), mix(main, accent, 0.45), 0, light=0.05)
        c.line([(276, y + 36), (524, y + 36)], lighter(main, 0.5), 3)
    _shirt_front(c, main, CREAM)


def coat(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(330)
    c.shape(
        [
            (316, 160),
            (484, 160),
            (578, 216),
            (620, 560),
            (552, 572),
            (530, 380),
            (548, 660),
            (252, 660),
            (270, 380),
            (248, 572),
            (180, 560),
            (222, 216),
        ],
        main,
        soft=10,
    )
    c.shape([(352, 156), (448, 156), (408, 330), (392, 330)], darker(accent, 0.2), soft=4)
    for side in (-1, 1):
        c.shape(
            [(400 + side * 52, 150), (400 + side * 108, 170), (400 + side * 86, 310), (400 + side * 6, 400)],
            lighter(main, 0.1),
            soft=8,
        )
        c.rect((400 + side * 90 - 40, 480, 400 + side * 90 + 40, 500), darker(main, 0.2), 6)
    c.rect((266, 398, 534, 434), darker(main, 0.16), 6)
    c.rect((382, 392, 430, 440), accent, 6)
    c.shape([(396, 430), (420, 430), (440, 540), (414, 544)], darker(main, 0.16), soft=4)


def parka(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(330)
    c.shape(LONG_SLEEVED, main, soft=12)
    c.shape(
        [*bend((316, 230), (300, 110), (400, 108)), *bend((400, 108), (500, 110), (484, 230)), (400, 262)],
        main,
        soft=10,
    )
    c.shape(
        [*bend((346, 220), (340, 142), (400, 140)), *bend((400, 140), (460, 142), (454, 220)), (400, 246)],
        darker(main, 0.45),
        soft=9,
    )
    c.rect((386, 240, 414, 636), darker(main, 0.1), 4)
    for y in (280, 370, 460, 550):
        c.oval((391, y, 409, y + 18), accent)
    for x in (294, 436):
        c.rect((x, 490, x + 70, 506), accent, 6)


def puffer(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(360)
    for row, y in enumerate(range(250, 610, 72)):
        for x in (170 - row * 4, 540 + row * 4):
            if row < 5:
                c.rect((x, y, x + 96, y + 76), darker(main, 0.05), 34)
    for y in range(206, 620, 72):
        c.rect((250, y, 550, y + 78), main, 36)
    c.rect((316, 140, 484, 222), main, 34)
    c.line([(400, 180), (400, 640)], accent, 9)
    for x in (280, 456):
        c.line([(x, 500), (x + 64, 520)], accent, 8)


def chorejacket(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(310)
    c.shape(LONG_SLEEVED, main, soft=9)
    _shirt_front(c, main, CREAM)
    for box in ((296, 500, 380, 596), (420, 500, 504, 596), (430, 316, 500, 390)):
        c.rect(box, darker(main, 0.1), 8)
        c.line([(box[0] + 6, box[1] + 14), (box[2] - 6, box[1] + 14)], accent, 4)


def hoodie(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(320)
    c.shape(LONG_SLEEVED, main, soft=12)
    c.shape(
        [*bend((306, 240), (290, 116), (400, 116)), *bend((400, 116), (510, 116), (494, 240)), (400, 290)],
        main,
        soft=12,
    )
    c.shape(
        [*bend((344, 226), (340, 150), (400, 148)), *bend((400, 148), (460, 150), (456, 226)), (400, 262)],
        accent,
        soft=9,
    )
    c.shape([(320, 470), (480, 470), (512, 576), (288, 576)], darker(main, 0.08), soft=8)
    for x, low in ((372, 380), (428, 360)):
        c.line([(x, 256), (x - 2, low)], CREAM, 7)
    c.rect((268, 606, 532, 644), darker(main, 0.12), 8)


def rollneck(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(310)
    c.shape(LONG_SLEEVED, main, soft=12)
    c.rect((336, 130, 464, 214), lighter(main, 0.1), 24)
    for x in range(350, 460, 14):
        c.line([(x, 142), (x, 204)], accent, 3)
    for x in range(288, 522, 26):
        for y in range(240, 590, 26):
            c.line([(x, y), (x + 9, y + 12), (x + 18, y)], mix(main, accent, 0.45), 4)
    c.rect((268, 600, 532, 642), lighter(main, 0.06), 8)


def robe(c: Canvas, main: Colour, accent: Colour) -> None:
    coat(c, main, accent)
    for y in range(220, 640, 30):
        for x in range(286, 520, 30):
            c.rect((x, y, x + 5, y + 5), darker(main, 0.1), 2, light=0)


def pyjamas(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(430)
    c.shape(
        [(460, 330), (640, 330), (654, 640), (570, 640), (552, 440), (546, 640), (452, 640)],
        darker(main, 0.04),
        soft=7,
    )
    c.shape([(x * 0.8 + 10, y * 0.8 + 60) for x, y in LONG_SLEEVED], main, soft=9)
    flowers(c, accent, [(x, y) for y in range(290, 560, 52) for x in range(244 + y % 3 * 12, 430, 54)], 8)
    flowers(c, accent, [(x, y) for y in range(390, 630, 56) for x in (486, 606)], 8)
    c.line([(330, 230), (330, 566)], CREAM, 6)
    for side in (-1, 1):
        c.shape([(330, 232), (330 + side * 60, 204), (330 + side * 44, 284)], CREAM, soft=4)


def _shirt_front(c: Canvas, main: Colour, accent: Colour) -> None:
    c.rect((388, 214, 412, 638), darker(main, 0.07), 2, light=0.05)
    for y in range(262, 630, 62):
        c.oval((393, y, 407, y + 14), accent, light=0.05)
    for side in (-1, 1):
        c.shape(
            [(400, 222), (400 + side * 62, 168), (400 + side * 86, 214), (400 + side * 50, 276)],
            lighter(main, 0.2),
            soft=4,
        )


def flowers(c: Canvas, tone: Colour, places: list[tuple[int, int]], size: int) -> None:
    for x, y in places:
        c.oval((x - size, y - size, x + size, y + size), tone, light=0.1)
        c.oval((x - size * 0.4, y - size * 0.4, x + size * 0.4, y + size * 0.4), lighter(tone, 0.7), light=0)
