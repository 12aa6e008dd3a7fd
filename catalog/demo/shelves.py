"""Plants, kitchen things and pictures: one function for each kind in the demo pictures."""

from math import cos, pi, sin

from catalog.demo.canvas import Canvas, Colour, Point, bend, darker, lighter, mix

CREAM: Colour = (250, 246, 238)
WOOD: Colour = (176, 128, 84)
LEAF: Colour = (96, 140, 84)


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
        c.line(
            bend((244 + step * 48, 270), (280 + step * 40 + step * 31 % 40, 440), (246 + step * 50, 620)),
            mix(main, accent, 0.45),
            5,
        )
    c.oval((400, 380, 452, 424), mix(main, accent, 0.6))


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


def poster(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(400, y=652)
    c.rect((196, 130, 604, 650), accent, 8)
    c.rect((220, 154, 580, 626), CREAM, 0, light=0.04)
    c.rect((260, 200, 540, 580), lighter(main, 0.55), 0, light=0.05)
    c.oval((430, 236, 500, 306), (250, 214, 150), light=0.05)
    for layer in range(4):
        y = 340 + layer * 56
        hills: list[Point] = [(260 + x * 14, y + 24 * sin(x * 0.55 + layer * 1.9)) for x in range(21)]
        c.shape([*hills, (540, 580), (260, 580)], mix(lighter(main, 0.35), darker(main, 0.3), layer / 3), light=0.06)


def _split_leaf(c: Canvas, tone: Colour, x: float, y: float, size: float, turn: int) -> None:
    c.shape(
        [
            *bend((x, y + size), (x - size * 1.5, y + size * 0.2), (x - size * 0.2, y - size)),
            *bend((x + size * 0.2, y - size), (x + size * 1.5, y + size * 0.2), (x, y + size)),
        ],
        tone,
        soft=6,
    )
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
