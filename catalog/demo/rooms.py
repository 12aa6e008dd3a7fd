"""Plates, beds, plants and other things for the home: one function for each kind in the demo pictures."""

from math import cos, pi, sin

from catalog.demo.canvas import Canvas, Colour, Point, bend, darker, lighter, mix

CREAM: Colour = (250, 246, 238)
WOOD: Colour = (176, 128, 84)
LEAF: Colour = (96, 140, 84)


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
        c.shape([(x - 190, y - 200), (x + 190, y - 200), *bend((x + 186, y - 190), (x + 150, y - 20), (x, y - 20)),
                 *bend((x, y - 20), (x - 150, y - 20), (x - 186, y - 190))], tone, soft=5, light=0.25)  # fmt: skip
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
    c.shape([(118, 452), *bend((118, 452), (400, 420), (682, 452)), (688, 510), *bend((688, 510), (400, 478), (112, 510))],
            mix(main, accent, 0.35), soft=5)  # fmt: skip
    for x in (230, 370, 520):
        c.line(bend((x, 510), (x + 30, 570), (x - 16, 640)), darker(main, 0.1), 6)


def pillow(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(480)
    c.shape([(140, 400), *bend((150, 390), (400, 330), (650, 390)), *bend((670, 420), (640, 520), (670, 620)),
             *bend((650, 640), (400, 660), (150, 640)), *bend((130, 620), (160, 520), (130, 420))], main, soft=16)  # fmt: skip
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
    c.shape([(220, 330), (580, 330), (710, 660), (90, 660)], main, soft=4, light=0.08)
    for step in range(1, 8):
        left, right, y = 220 - step * 16.2, 580 + step * 16.2, 330 + step * 41
        c.line([(left, y), (right, y)], mix(main, accent, 0.25), 2)
    for start in range(-2, 8):
        c.line([(220 + start * 60, 330), (90 + (start + 2) * 103, 660)] if start >= 0 and start < 5 else
               [(220, 330), (90, 660)], accent, 4)  # fmt: skip
        if 0 < start < 7:
            c.line(
                [(220 + start * 60, 330), (90 + (start - 2) * 103, 660)] if start > 1 else [(280, 330), (90, 640)],
                accent,
                4,
            )
    for x in range(96, 710, 13):
        c.line([(x, 660), (x - 2, 682)], darker(main, 0.1), 4)
    c.line([(580, 330), (710, 660)], accent, 4)


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


def monstera(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(260)
    for x, y, size, turn in (
        (250, 300, 96, -1),
        (540, 280, 104, 1),
        (400, 190, 112, 1),
        (310, 420, 76, -1),
        (500, 430, 74, 1),
    ):
        c.line(bend((400, 500), (400, y + 120), (x, y)), darker(main, 0.2), 8)
        _split_leaf(c, mix(main, (40, 80, 50), (size % 5) * 0.08), x, y, size, turn)
    _clay(c, accent, 400, 190)


def herbs(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(500)
    for place, x in enumerate((250, 400, 550)):
        tone = mix(main, (60, 110, 70), place * 0.25)
        for stem in range(9):
            end = (x - 76 + stem * 19, 330 + stem * 53 % 90)
            c.line(bend((x, 520), (x, 430), end), darker(tone, 0.15), 5)
            if place != 1:
                c.oval((end[0] - 26, end[1] - 16, end[0] + 26, end[1] + 20), tone)
                c.oval((end[0] - 18, end[1] + 44, end[0] + 18, end[1] + 70), lighter(tone, 0.15))
        c.shape([(x - 68, 480), (x + 68, 480), (x + 54, 620), (x - 54, 620)], (200, 134, 96), soft=5)
    c.rect((150, 580, 650, 646), accent, 12, light=0.3)


def cacti(c: Canvas, main: Colour, accent: Colour) -> None:
    for x, half, top in ((230, 52, 330), (410, 80, 420), (590, 46, 360)):
        c.shadow(150, x=x)
        c.rect((x - half, top, x + half, 560), mix(main, LEAF, half % 7 * 0.1), min(half, 60))
        for step in range(-2, 3):
            c.line([(x + step * half * 0.36, top + 26), (x + step * half * 0.36, 520)], darker(main, 0.18), 3)
        if half < 50:
            c.line(bend((x + 30, 470), (x + 96, 470), (x + 90, 410)), main, 36)
        c.oval((x - 16, top - 18, x + 16, top + 12), (232, 128, 142))
        c.shape([(x - 78, 520), (x + 78, 520), (x + 60, 640), (x - 60, 640)], accent, soft=5)
        c.rect((x - 86, 506, x + 86, 546), lighter(accent, 0.1), 8)


def pot(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(330)
    for step in range(9):
        end = (260 + step * 35, 180 + abs(step - 4) * 34)
        c.line(bend((400, 420), (380 + step * 5, 280), end), accent, 12)
        c.oval((end[0] - 16, end[1] - 34, end[0] + 16, end[1] + 34), lighter(accent, 0.1))
    _clay(c, main, 400, 230)
    c.oval((236, 610, 564, 662), darker(main, 0.12))


def dripper(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(300)
    c.rect((296, 470, 504, 640), (222, 232, 232), 40, light=0.3)
    c.rect((308, 560, 492, 628), (104, 68, 46), 30)
    c.oval((240, 436, 560, 488), accent)
    c.shape([(230, 230), (570, 230), (450, 446), (350, 446)], main, soft=8, light=0.2)
    for step in range(-3, 4):
        c.line([(400 + step * 46, 256), (400 + step * 12, 434)], darker(main, 0.1), 5)
    c.oval((230, 200, 570, 262), lighter(main, 0.3), light=0.05)
    c.oval((256, 210, 544, 252), (116, 78, 54), light=0.1)
    c.ring((540, 260, 640, 370), darker(main, 0.05), 20)


def board(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(420, y=648)
    c.rect((352, 120, 448, 300), main, 44)
    c.oval((382, 146, 418, 182), darker(c.back, 0.1), light=0)
    c.rect((220, 240, 580, 644), main, 60)
    for step in range(7):
        c.line(bend((244 + step * 48, 270), (280 + step * 40 + step * 31 % 40, 440), (246 + step * 50, 620)),
               mix(main, accent, 0.45), 5)  # fmt: skip
    c.oval((400, 380, 452, 424), mix(main, accent, 0.6))


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


def print(c: Canvas, main: Colour, accent: Colour) -> None:  # noqa: A001 - a shape's name, looked up by its word
    c.shadow(400, y=652)
    c.rect((196, 130, 604, 650), accent, 8)
    c.rect((220, 154, 580, 626), CREAM, 0, light=0.04)
    c.rect((260, 200, 540, 580), lighter(main, 0.55), 0, light=0.05)
    c.oval((430, 236, 500, 306), (250, 214, 150), light=0.05)
    for layer in range(4):
        y = 340 + layer * 56
        hills: list[Point] = [(260 + x * 14, y + 24 * sin(x * 0.55 + layer * 1.9)) for x in range(21)]
        c.shape([*hills, (540, 580), (260, 580)], mix(lighter(main, 0.35), darker(main, 0.3), layer / 3), light=0.06)


def clock(c: Canvas, main: Colour, accent: Colour) -> None:
    c.glow((190, 180, 660, 660), darker(c.back, 0.3), 0.4, 16)
    c.oval((170, 150, 630, 610), WOOD)
    c.oval((194, 174, 606, 586), main, light=0.08)
    for hour in range(12):
        angle, size = hour * pi / 6, 13 if hour % 3 == 0 else 7
        x, y = 400 + 172 * cos(angle), 380 + 172 * sin(angle)
        c.oval((x - size, y - size, x + size, y + size), CREAM, light=0)
    c.line([(400, 380), (320, 300)], accent, 16)
    c.oval((296, 272, 346, 322), accent)
    c.line([(400, 380), (500, 270)], accent, 11)
    c.oval((384, 364, 416, 396), accent)


def teabox(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(320)
    c.shape([(270, 220), (310, 180), (560, 180), (520, 220)], lighter(main, 0.2))
    c.shape([(520, 220), (560, 180), (560, 600), (520, 640)], darker(main, 0.25))
    c.rect((270, 220, 520, 640), main, 4)
    c.label((304, 300, 486, 520), accent, darker(main, 0.2), "dot")
    c.line(bend((560, 560), (640, 480), (640, 590)), CREAM, 4)
    c.shape([(606, 580), (674, 580), (666, 640), (614, 640)], CREAM, soft=3)
    c.rect((620, 596, 660, 628), main, 4)


def coffeebag(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(320)
    c.shape([(266, 200), (534, 200), (552, 640), (248, 640)], main, soft=7, light=0.25)
    c.rect((262, 170, 538, 240), darker(main, 0.2), 6)
    c.rect((276, 196, 524, 208), accent, 4)
    c.rect((300, 330, 500, 540), accent, 10)
    c.oval((360, 370, 440, 480), darker(main, 0.1))
    c.line(bend((400, 372), (376, 426), (400, 478)), accent, 7)
    for x, y in ((590, 630), (626, 642), (608, 606)):
        c.oval((x - 20, y - 14, x + 20, y + 14), darker(main, 0.25))
        c.line([(x - 14, y), (x + 14, y)], lighter(main, 0.2), 3)


def diffuser(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(230)
    for step in range(7):
        c.line([(396 + step, 420), (270 + step * 44, 110 + abs(step - 3) * 18)], accent, 7)
    c.rect((362, 330, 438, 410), lighter(main, 0.5), 10)
    c.rect((356, 360, 444, 384), WOOD, 5)
    c.rect((290, 396, 510, 640), lighter(main, 0.45), 40)
    c.rect((306, 480, 494, 626), main, 30, light=0.3)
    c.label((340, 470, 460, 580), CREAM, darker(main, 0.3))


def _split_leaf(c: Canvas, tone: Colour, x: float, y: float, size: float, turn: int) -> None:
    c.shape([*bend((x, y + size), (x - size * 1.5, y + size * 0.2), (x - size * 0.2, y - size)),
             *bend((x + size * 0.2, y - size), (x + size * 1.5, y + size * 0.2), (x, y + size))], tone, soft=6)  # fmt: skip
    for step in range(4):
        low = y - size * 0.4 + step * size * 0.34
        for side in (-1, 1):
            c.line([(x + side * size * 0.36, low), (x + side * size * 1.1, low - size * 0.2)], c.back, size * 0.08)
    c.line([(x + turn * 2, y - size * 0.8), (x, y + size)], lighter(tone, 0.3), 5)


def _clay(c: Canvas, tone: Colour, x: float, width: float) -> None:
    c.shape(
        [(x - width / 2, 450), (x + width / 2, 450), (x + width * 0.38, 640), (x - width * 0.38, 640)], tone, soft=6
    )
    c.rect((x - width * 0.58, 430, x + width * 0.58, 482), lighter(tone, 0.08), 10)
