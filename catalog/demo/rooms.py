"""Plates, beds and rugs: one function for each kind in the demo pictures."""

import itertools
from math import cos, pi, sin

from catalog.demo.canvas import Canvas, Colour, Point, bend, darker, lighter, mix

CREAM: Colour = (250, 246, 238)
WOOD: Colour = (176, 128, 84)


def plates(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(500)
    for layer in range(4):
        y = 600 - layer * 34
        c.oval((150, y - 60, 650, y + 44), darker(main, 0.14), light=0.1)
        c.oval((150, y - 76, 650, y + 30), main, light=0.1)
    c.oval((230, 446, 570, 506), mix(main, accent, 0.22), light=0.05)
    c.ring((166, 428, 634, 526), mix(main, accent, 0.4), 4)


def bowls(c: Canvas, main: Colour, accent: Colour) -> None:
    for x, y, tone in ((500, 560, darker(main, 0.1)), (310, 640, main)):
        c.shadow(260, x=x, y=y)
        c.rect((x - 70, y - 40, x + 70, y), darker(tone, 0.2), 8)
        c.shape(
            [
                (x - 190, y - 200),
                (x + 190, y - 200),
                *bend((x + 186, y - 190), (x + 150, y - 20), (x, y - 20)),
                *bend((x, y - 20), (x - 150, y - 20), (x - 186, y - 190)),
            ],
            tone,
            soft=5,
            light=0.25,
        )
        c.oval((x - 190, y - 244, x + 190, y - 150), accent, light=0.15)
        c.oval((x - 168, y - 232, x + 168, y - 162), darker(tone, 0.25), light=0.1)


def confettiplate(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(420)
    c.oval((150, 180, 650, 650), darker(main, 0.12))
    c.oval((150, 166, 650, 636), main, light=0.08)
    c.ring((236, 246, 564, 556), darker(main, 0.08), 5)
    tones = (accent, (242, 193, 78), (63, 127, 147), (127, 179, 155))
    for spot in range(60):
        angle, far = spot * 2.4, 80 + spot * 37 % 150
        x, y, size = 400 + far * cos(angle), 400 + far * 0.92 * sin(angle), 6 + spot * 7 % 14
        c.oval((x - size, y - size * 0.8, x + size, y + size * 0.8), tones[spot % 4], light=0)


def glasses(c: Canvas, main: Colour, accent: Colour) -> None:
    for x, y in ((290, 560), (510, 560), (400, 645)):
        c.shadow(150, x=x, y=y)
        c.shape(
            [(x - 92, y - 270), (x + 92, y - 270), (x + 68, y), (x - 68, y)], lighter(main, 0.4), soft=8, light=0.3
        )
        for step in range(-3, 4):
            c.line(
                bend((x + step * 26, y - 250), (x + step * 14, y - 120), (x + step * 19, y - 10)),
                lighter(main, 0.75),
                5,
            )
        c.oval((x - 92, y - 290, x + 92, y - 250), lighter(main, 0.75), light=0)
        c.oval((x - 80, y - 168, x + 80, y - 136), mix(main, accent, 0.6), light=0)


def bedding(c: Canvas, main: Colour, accent: Colour) -> None:
    c.rect((110, 230, 690, 520), WOOD, 30)
    c.rect((130, 420, 670, 640), lighter(main, 0.3), 18)
    for x in (160, 412):
        c.shape([(x, 350), (x + 228, 350), (x + 236, 470), (x - 8, 470)], lighter(main, 0.35), soft=22)
    c.shape([(120, 452), *bend((120, 452), (400, 420), (680, 452)), (700, 650), (100, 650)], main, soft=9)
    c.shape(
        [
            (118, 452),
            *bend((118, 452), (400, 420), (682, 452)),
            (688, 510),
            *bend((688, 510), (400, 478), (112, 510)),
        ],
        mix(main, accent, 0.35),
        soft=5,
    )
    for x in (230, 370, 520):
        c.line(bend((x, 510), (x + 30, 570), (x - 16, 640)), darker(main, 0.1), 6)


def pillow(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(480)
    c.shape(
        [
            (140, 400),
            *bend((150, 390), (400, 330), (650, 390)),
            *bend((670, 420), (640, 520), (670, 620)),
            *bend((650, 640), (400, 660), (150, 640)),
            *bend((130, 620), (160, 520), (130, 420)),
        ],
        main,
        soft=16,
    )
    for spot in range(26):
        x, y = 220 + spot * 83 % 360, 430 + spot * 59 % 170
        c.line([(x, y), (x + 9, y + 4)], darker(main, 0.14), 4)
    c.line([(180, 628), (620, 628)], accent, 5)


def knitblanket(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(480)
    for row in range(5):
        for column in range(7):
            x, y = 150 + column * 72, 380 + row * 52
            c.rect((x, y, x + 46, y + 66), mix(main, accent, (row + column) % 3 * 0.14), 22)
            c.rect((x + 30, y, x + 76, y + 66), mix(main, accent, (row + column) % 2 * 0.2), 22)


def stripeblanket(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(460)
    for layer, y in enumerate((556, 470, 384)):
        c.rect((176, y, 624, y + 92), main, 40)
        for x in range(214, 590, 86):
            c.rect((x + layer * 6, y + 3, x + 26 + layer * 6, y + 89), accent, 0, light=0.1)
            c.rect((x + 36 + layer * 6, y + 3, x + 44 + layer * 6, y + 89), lighter(main, 0.5), 0, light=0.1)
    for x in range(196, 612, 15):
        c.line([(x, 644), (x - 4, 676)], darker(main, 0.06), 5)


def roundcushion(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(480)
    c.rect((150, 440, 650, 646), darker(main, 0.1), 96)
    c.oval((150, 350, 650, 570), main)
    for step in range(24):
        angle = step * pi / 12
        c.line([(400, 458), (400 + 240 * cos(angle), 460 + 102 * sin(angle))], mix(main, accent, 0.35), 3)
    c.oval((378, 444, 422, 474), accent)
    c.line(bend((640, 500), (720, 530), (652, 580)), accent, 14)


def rug(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(600, y=668)
    c.shape([(220, 330), (580, 330), (710, 660), (90, 660)], main, soft=4, light=0.08)
    lines = [(y, 168 + (y - 344) * 0.39) for y in (344, 404, 478, 566, 648)]
    for (high, top), (low, under) in itertools.pairwise(lines):
        for step in range(6):
            left, right = 400 - top + step * top / 3, 400 - top + (step + 1) * top / 3
            middle = 400 - under + (step + 0.5) * under / 3
            c.line([(left, high), (middle, low), (right, high)], accent, 4)
            c.line([(left, high), (400 - under + step * under / 3, low)], mix(main, accent, 0.4), 2)
    for x in range(96, 710, 13):
        c.line([(x, 660), (x - 2, 682)], darker(main, 0.1), 4)


def citrusrug(c: Canvas, main: Colour, accent: Colour) -> None:
    c.oval((90, 320, 710, 680), darker(main, 0.15), light=0.05)
    c.oval((90, 306, 710, 666), main, light=0.08)
    c.oval((126, 328, 674, 644), lighter(accent, 0.4), light=0.05)
    for step in range(8):
        a, b = step * pi / 4 + 0.08, (step + 1) * pi / 4 - 0.08
        edge: list[Point] = [
            (400 + 252 * cos(a + (b - a) * t / 6), 486 + 144 * sin(a + (b - a) * t / 6)) for t in range(7)
        ]
        middle = (a + b) / 2
        c.shape([(400 + 30 * cos(middle), 486 + 17 * sin(middle)), *edge], mix(main, accent, 0.15), soft=6, light=0.1)


def teatowel(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(360)
    c.shape([(250, 190), (560, 190), (580, 640), (230, 640)], darker(main, 0.06), soft=6)
    c.rect((226, 176, 520, 646), main, 10, light=0.08)
    for row in range(6):
        for column in range(3):
            x, y = 262 + column * 82 + row % 2 * 22, 226 + row * 66
            c.oval((x, y, x + 54, y + 24), accent, light=0.15)
            c.shape([(x + 48, y + 12), (x + 68, y), (x + 68, y + 24)], accent, light=0)
            c.oval((x + 8, y + 7, x + 15, y + 14), CREAM, light=0)
    c.rect((226, 616, 520, 628), accent, 0, light=0)


def towels(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(440)
    for y, tone in ((540, main), (440, lighter(main, 0.2))):
        c.rect((190, y, 610, y + 104), tone, 46)
        for x in (240, 300, 500, 560):
            c.rect((x, y + 2, x + 16, y + 102), accent, 0, light=0.1)
        c.line(bend((200, y + 52), (400, y + 66), (600, y + 52)), darker(tone, 0.16), 5)
    for x in range(196, 610, 14):
        c.line([(x, 640), (x, 662)], darker(main, 0.08), 4)


def mossmat(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shape([(170, 400), (630, 400), (690, 650), (110, 650)], accent, soft=24)
    for spot in range(150):
        y = 410 + spot * 47 % 226
        half = 226 + (y - 400) * 0.22
        x, size = 400 - half + spot * 89 % int(2 * half), 12 + spot * 5 % 18
        c.oval(
            (x - size, y - size * 0.7, x + size, y + size * 0.7),
            mix(main, accent if spot % 2 else CREAM, spot % 5 * 0.11),
        )


def basket(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(360)
    c.shape([(230, 300), (570, 300), (540, 646), (260, 646)], main, soft=12)
    for row in range(10):
        y, half = 326 + row * 32, 166 - row * 3
        for column in range(-5, 5):
            x = 400 + column * half / 5 + row % 2 * half / 10
            c.rect((x, y, x + half / 6, y + 16), mix(main, accent, 0.45), 7, light=0.1)
    c.rect((214, 236, 586, 312), darker(main, 0.08), 30)
    c.line(bend((360, 240), (400, 180), (440, 240)), accent, 14)
