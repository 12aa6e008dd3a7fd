"""Boards and bicycles: one function for each kind in the demo pictures."""

from math import cos, pi, sin

from catalog.demo.canvas import Canvas, Colour, Point, bend, darker, lighter

CREAM: Colour = (250, 247, 240)
DARK: Colour = (46, 46, 50)
STEEL: Colour = (184, 188, 194)


def snowboard(c: Canvas, main: Colour, accent: Colour) -> None:
    _board(c, main, accent, swallow=False)


def swallowboard(c: Canvas, main: Colour, accent: Colour) -> None:
    _board(c, main, accent, swallow=True)


def skateboard(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(560)
    for x in (236, 564):
        c.rect((x - 30, 560, x + 30, 596), STEEL, 6)
        for dx in (-40, 40):
            c.oval((x + dx - 40, 570, x + dx + 40, 648), accent, light=0.25)
            c.oval((x + dx - 14, 596, x + dx + 14, 622), CREAM)
    deck = [
        *bend((110, 490), (150, 540), (230, 546)),
        *bend((570, 546), (650, 540), (690, 490)),
        (700, 512),
        *bend((700, 512), (660, 574), (570, 576)),
        *bend((230, 576), (140, 574), (100, 512)),
    ]
    c.shape(deck, main, soft=6)
    c.line(bend((180, 552), (400, 566), (620, 552)), darker(main, 0.25), 5)


def bicycle(c: Canvas, main: Colour, accent: Colour) -> None:
    _bike(c, main, accent, wheel=128)
    c.line([(546, 236), (590, 226)], DARK, 12)


def basketbike(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(560, y=648)
    _wheels(c, accent, 124)
    c.line(bend((560, 300), (500, 520), (390, 508)), main, 20)
    c.line([(390, 508), (330, 300)], main, 16)
    c.line([(340, 340), (236, 516)], main, 11)
    c.line([(236, 516), (390, 508)], main, 11)
    c.line([(576, 516), (546, 236)], main, 14)
    _cockpit(c)
    c.line(bend((546, 236), (520, 200), (480, 226)), DARK, 12)
    c.shape([(560, 250), (690, 250), (668, 352), (582, 352)], accent, soft=8)
    for y in (276, 302, 328):
        c.line([(568, y), (682, y)], darker(accent, 0.2), 4)


def dropbike(c: Canvas, main: Colour, accent: Colour) -> None:
    _bike(c, main, accent, wheel=130)
    c.line([(546, 240), (600, 232)], DARK, 11)
    c.line(bend((600, 232), (660, 250), (600, 300)), DARK, 11)


def smallbike(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(500, y=648)
    _wheels(c, accent, 84, (262, 560), (556, 560))
    c.line([(262, 560), (400, 500), (520, 430)], main, 22)
    c.line([(404, 520), (356, 250)], main, 14)
    c.line([(556, 560), (500, 200)], main, 16)
    c.rect((298, 228, 412, 256), DARK, 14)
    c.line([(470, 198), (548, 190)], DARK, 14)
    _crank(c, 408, 524)


def _board(c: Canvas, main: Colour, accent: Colour, *, swallow: bool) -> None:
    c.shadow(190, y=690)
    end = (
        [(470, 600), (466, 704), (400, 640), (334, 704), (330, 600)]
        if swallow
        else [*bend((470, 600), (470, 700), (400, 704)), *bend((400, 704), (330, 700), (330, 600))]
    )
    side = bend((472, 190), (448, 400), (470, 600))
    nose = [*bend((328, 190), (330, 84), (400, 80)), *bend((400, 80), (470, 84), (472, 190))]
    c.shape([*nose, *side, *end, *bend((330, 600), (352, 400), (328, 190))], main, soft=7, light=0.24)
    c.shape([(344, 470), (456, 360), (458, 430), (344, 546)], accent, soft=5)
    c.shape([(344, 570), (456, 460), (458, 490), (344, 602)], lighter(accent, 0.45), soft=4)
    c.oval((368, 120, 432, 184), accent)
    for y in (262, 520):
        c.shape([(348, y), (452, y - 20), (456, y + 24), (352, y + 46)], DARK, soft=8, light=0.2)
        c.line([(352, y + 18), (448, y - 2)], STEEL, 9)


def _bike(c: Canvas, main: Colour, accent: Colour, *, wheel: float) -> None:
    c.shadow(560, y=648)
    _wheels(c, accent, wheel)
    for points, width in (
        ([(390, 508), (330, 290)], 17),
        ([(336, 310), (552, 300)], 17),
        ([(390, 508), (556, 320)], 18),
        ([(340, 330), (236, 516)], 10),
        ([(236, 516), (390, 508)], 10),
        ([(546, 240), (576, 516)], 15),
    ):
        c.line(points, main, width)
    _cockpit(c)


def _wheels(c: Canvas, accent: Colour, radius: float, *places: Point) -> None:
    for x, y in places or ((236, 516), (576, 516)):
        c.ring((x - radius, y - radius, x + radius, y + radius), DARK, 15)
        c.ring((x - radius + 15, y - radius + 15, x + radius - 15, y + radius - 15), accent, 5)
        for spoke in range(12):
            angle = spoke * pi / 6
            c.line([(x, y), (x + (radius - 16) * cos(angle), y + (radius - 16) * sin(angle))], STEEL, 2)
        c.oval((x - 13, y - 13, x + 13, y + 13), DARK)


def _cockpit(c: Canvas) -> None:
    c.line([(330, 290), (322, 262)], STEEL, 10)
    c.shape([(272, 246), (372, 246), (360, 272), (300, 274)], DARK, soft=7)
    _crank(c, 390, 508)


def _crank(c: Canvas, x: float, y: float) -> None:
    c.ring((x - 32, y - 32, x + 32, y + 32), STEEL, 9)
    c.line([(x, y), (x + 34, y + 54)], DARK, 9)
    c.line([(x + 18, y + 58), (x + 54, y + 56)], DARK, 12)
