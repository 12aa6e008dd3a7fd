"""Clothes and things for the home: one function for each kind in the demo pictures."""

from math import cos, pi, sin

from catalog.demo.canvas import Canvas, Colour, Point, darker, lighter, mix

CREAM: Colour = (250, 246, 238)
WOOD: Colour = (168, 118, 74)

_TEE: list[Point] = [
    (312, 180), (360, 196), (400, 202), (440, 196), (488, 180), (590, 236), (640, 372), (556, 408), (528, 350),
    (532, 640), (268, 640), (272, 350), (244, 408), (160, 372), (210, 236),
]  # fmt: skip
LONG_SLEEVED: list[Point] = [
    (316, 180), (360, 194), (400, 198), (440, 194), (484, 180), (572, 226), (634, 560), (558, 580), (526, 380),
    (532, 640), (268, 640), (274, 380), (242, 580), (166, 560), (228, 226),
]  # fmt: skip


def tee(c: Canvas, main: Colour, accent: Colour) -> None:
    _hang(c, _TEE, main, accent)
    c.rect((440, 330, 504, 404), darker(main, 0.04), 6, light=0.05)


def suntee(c: Canvas, main: Colour, accent: Colour) -> None:
    _hang(c, _TEE, main, darker(main, 0.15))
    c.oval((340, 330, 460, 450), accent)
    for step in range(12):
        angle = step * pi / 6
        x, y = 400 + 84 * cos(angle), 390 + 84 * sin(angle)
        c.line([(x, y), (400 + 104 * cos(angle), 390 + 104 * sin(angle))], accent, 9)


def stripe(c: Canvas, main: Colour, accent: Colour) -> None:
    _hang(c, LONG_SLEEVED, main, accent)
    for y in range(262, 620, 38):
        c.rect((276, y, 524, y + 12), accent, 2, light=0.1)
    for y in range(290, 540, 40):
        slide = (y - 226) * 0.186
        c.line([(218 - slide * 0.9, y + 6), (262 - slide * 0.45, y)], accent, 12)
        c.line([(582 + slide * 0.9, y + 6), (538 + slide * 0.45, y)], accent, 12)


def jumper(c: Canvas, main: Colour, accent: Colour) -> None:
    _hang(c, LONG_SLEEVED, main, accent)
    c.rect((268, 604, 532, 642), mix(main, accent, 0.45), 6)
    for x in range(282, 524, 14):
        c.line([(x, 612), (x, 634)], darker(main, 0.2), 2)
    for x in range(310, 500, 45):
        _braid(c, x, mix(main, accent, 0.5))


def cardigan(c: Canvas, main: Colour, accent: Colour) -> None:
    _hang(c, LONG_SLEEVED, main, accent)
    c.shape([(352, 180), (448, 180), (404, 340), (396, 340)], CREAM, light=0.05)
    c.rect((388, 330, 412, 640), darker(main, 0.18), 2)
    for y in (370, 430, 490, 550, 606):
        c.oval((391, y, 409, y + 18), lighter(WOOD, 0.15))
    c.rect((296, 500, 366, 570), darker(main, 0.12), 6, light=0.08)
    c.rect((434, 500, 504, 570), darker(main, 0.12), 6, light=0.08)


def vest(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(280)
    c.shape(
        [(306, 176), (350, 186), (400, 330), (450, 186), (494, 176), (526, 300), (532, 640), (268, 640), (274, 300)],
        main, soft=8,
    )  # fmt: skip
    for row, y in enumerate(range(380, 620, 58)):
        for x in range(300, 516, 40):
            tone = accent if row % 2 == 0 else lighter(main, 0.45)
            c.shape([(x, y - 18), (x + 16, y), (x, y + 18), (x - 16, y)], tone, light=0.05)
        c.line([(280, y + 29), (520, y + 29)], darker(main, 0.25), 4)


def tote(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(320)
    for side in (-1, 1):
        c.line([(400 + side * 84, 330), (400 + side * 74, 190), (400 + side * 46, 150), (400, 142)],
               darker(main, 0.18), 20)  # fmt: skip
    c.shape([(252, 312), (548, 312), (572, 640), (228, 640)], main, soft=7)
    _leaf(c, 400, 500, accent)


def crossbody(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(330)
    c.ring((262, 130, 538, 560), accent, 13)
    c.rect((232, 390, 568, 640), main, 48)
    c.shape([(232, 400), (568, 400), (560, 500), (480, 556), (320, 556), (240, 500)], darker(main, 0.1), soft=12)
    c.oval((380, 526, 420, 566), (226, 190, 110))


def backpack(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(310)
    c.ring((354, 140, 446, 240), accent, 16)
    c.rect((214, 430, 280, 610), darker(main, 0.2), 26)
    c.rect((520, 430, 586, 610), darker(main, 0.2), 26)
    c.rect((248, 196, 552, 640), main, 92)
    c.rect((286, 440, 514, 612), darker(main, 0.1), 34)
    c.line([(306, 478), (494, 478)], accent, 8)
    c.line([(276, 350), (524, 350)], accent, 8)


def scarf(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(330)
    c.shape([(300, 380), (396, 380), (384, 640), (276, 640)], darker(main, 0.12), soft=6)
    c.shape([(404, 380), (500, 380), (532, 620), (424, 630)], main, soft=6)
    c.oval((236, 214, 564, 452), main)
    c.oval((296, 250, 504, 372), darker(main, 0.35))
    for y in (500, 540, 580):
        c.line([(416, y), (520, y - 8)], accent, 12)
        c.line([(288, y + 20), (388, y + 20)], accent, 12)
    for x in range(284, 384, 16):
        c.line([(x, 640), (x - 2, 664)], darker(main, 0.15), 5)


def beanie(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(330)
    c.shape([(262, 560), (268, 400), (310, 290), (400, 246), (490, 290), (532, 400), (538, 560)], main, soft=16)
    for x in range(290, 520, 26):
        c.line([(x, 520), (400 + (x - 400) * 0.45, 296)], darker(main, 0.12), 4)
    c.rect((244, 520, 556, 640), mix(main, accent, 0.25), 26)
    for x in range(266, 546, 20):
        c.line([(x, 534), (x, 626)], darker(main, 0.2), 4)


def socks(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(360)
    for x in (190, 400):
        c.shape(
            [(x + 40, 180), (x + 140, 180), (x + 144, 500), (x + 224, 560), (x + 214, 632), (x + 110, 640),
             (x + 44, 560)], main if x > 300 else darker(main, 0.08), soft=14,
        )  # fmt: skip
        c.rect((x + 34, 172, x + 146, 222), accent, 8)
        for dx, dy in ((70, 270), (112, 316), (72, 364), (112, 412), (76, 462), (116, 510), (150, 572), (96, 580)):
            c.oval((x + dx - 9, dy - 9, x + dx + 9, dy + 9), accent, light=0)


def candle(c: Canvas, main: Colour, accent: Colour) -> None:
    c.glow((310, 120, 490, 350), (255, 224, 150), 0.75, 34)
    c.shadow(270)
    c.rect((284, 330, 516, 640), main, 26)
    c.oval((284, 300, 516, 372), accent, light=0.08)
    c.line([(400, 336), (400, 290)], (70, 60, 55), 6)
    c.shape([(400, 196), (424, 258), (416, 292), (400, 300), (384, 292), (376, 258)], (250, 178, 66), soft=6, light=0)
    c.oval((390, 254, 410, 296), (255, 240, 196), light=0)
    c.label((324, 420, 476, 570), CREAM, main)


def mug(c: Canvas, main: Colour, accent: Colour) -> None:
    _cup(c, main, 400, 560, 1.0)
    if sum(main) > 600:
        for i in range(46):
            x, y = 292 + (i * 67) % 216, 396 + (i * 131) % 216
            c.oval((x, y, x + 4 + i % 4, y + 4 + i % 4), accent, light=0)
    else:
        for step in range(7):
            c.rect((280, 500 + step * 18, 520, 520 + step * 18), mix(main, accent, step / 7), 2, light=0.14)
        c.rect((280, 600, 520, 640), accent, 34, light=0.14)


def dotmug(c: Canvas, main: Colour, accent: Colour) -> None:
    for x in (270, 530):
        _cup(c, main, x, 600, 0.62)
        for row in range(4):
            for column in range(5):
                left = x - 58 + column * 26 + (row % 2) * 8
                c.oval((left, 520 + row * 28, left + 12, 532 + row * 28), accent, light=0)


def mushroom(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(240)
    c.glow((180, 150, 620, 620), (255, 236, 190), 0.55, 55)
    c.shape([(368, 380), (432, 380), (462, 620), (338, 620)], lighter(accent, 0.5), soft=8)
    c.oval((310, 600, 490, 650), accent)
    c.shape([(206, 420), (220, 320), (300, 230), (400, 204), (500, 230), (580, 320), (594, 420)], main, soft=18)
    c.oval((216, 392, 584, 440), lighter(main, 0.5), light=0.05)


def lantern(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(240)
    c.glow((220, 120, 580, 640), (255, 238, 196), 0.6, 60)
    c.rect((306, 150, 494, 610), main, 16, light=0.1)
    for y in range(206, 600, 62):
        c.line([(308, y), (492, y)], darker(main, 0.14), 3)
    c.line([(400, 154), (400, 606)], darker(main, 0.08), 3)
    c.rect((280, 600, 520, 644), accent, 10)


def cushion(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(420)
    c.shape(
        [(196, 250), (300, 270), (400, 274), (500, 270), (604, 250), (588, 350), (586, 450), (590, 540), (606, 636),
         (500, 622), (400, 620), (300, 622), (194, 636), (210, 540), (214, 450), (212, 350)], main, soft=14,
    )  # fmt: skip
    for x in (300, 400, 500):
        c.line([(x, 290), (x + (x - 400) * 0.04, 606)], accent, 9)


def throw(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(430)
    for layer, y in enumerate((560, 480, 400)):
        c.rect((208 + layer * 6, y, 592 - layer * 6, y + 84), mix(main, accent, 0.15 * layer), 38)
        for x in range(250, 570, 64):
            c.rect((x, y + 4, x + 26, y + 80), mix(main, accent, 0.55), 2, light=0.1)
        c.line([(226, y + 42), (574, y + 42)], mix(main, accent, 0.7), 10)
    for x in range(226, 580, 18):
        c.line([(x, 640), (x - 3, 664)], main, 5)


def vase(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(280)
    c.line([(400, 350), (392, 240), (430, 120)], darker(accent, 0.3), 7)
    for x, y, turn in ((372, 250, -1), (424, 214, 1), (394, 170, -1), (450, 140, 1), (436, 100, -1)):
        c.oval((x - 34 + turn * 16, y - 16, x + 34 + turn * 16, y + 16), accent)
    c.rect((362, 330, 438, 420), main, 14)
    c.oval((264, 372, 536, 646), main)
    c.oval((362, 322, 438, 346), darker(main, 0.35), light=0)


def ribbonvase(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(220)
    for x, top, bend in ((352, 176, -26), (400, 140, 0), (452, 184, 30)):
        c.line([(400, 360), (400 + bend * 0.5, 270), (x, top + 30)], (110, 143, 95), 7)
        c.shape([(x - 30, top - 30), (x - 12, top - 10), (x, top - 36), (x + 12, top - 10), (x + 30, top - 30),
                 (x + 26, top + 28), (x, top + 44), (x - 26, top + 28)], (240, 190, 90), soft=5)  # fmt: skip
    wave: list[Point] = [(326 + 16 * sin((y - 340) / 34), y) for y in range(340, 641, 6)]
    back: list[Point] = [(474 - 16 * sin((y - 340) / 34), y) for y in range(640, 339, -6)]
    c.shape([*wave, *back], main)
    c.oval((324, 326, 476, 356), mix(main, accent, 0.6), light=0.1)


def _hang(c: Canvas, outline: list[Point], main: Colour, accent: Colour) -> None:
    c.shadow(300)
    c.shape(outline, main, soft=9, light=0.12)
    c.shape([(340, 184), (400, 178), (460, 184), (440, 216), (400, 228), (360, 216)], darker(c.back, 0.12), soft=7)
    c.line([(340, 190), (362, 218), (400, 230), (438, 218), (460, 190)], accent, 7)


def _braid(c: Canvas, x: float, colour: Colour) -> None:
    for y in range(260, 590, 24):
        c.line([(x, y), (x + 12, y + 12), (x, y + 24)], colour, 4)


def _leaf(c: Canvas, x: float, y: float, colour: Colour) -> None:
    c.line([(x, y + 70), (x, y - 70)], colour, 7)
    for step, side in ((50, -1), (30, 1), (0, -1), (-20, 1), (-46, -1)):
        c.oval((x + side * 34 - 30, y + step - 26, x + side * 34 + 30, y + step + 4), colour, light=0.08)


def _cup(c: Canvas, main: Colour, x: float, middle: float, size: float) -> None:
    half, top = 124 * size, 640 - 310 * size
    c.shadow(250 * size, x=x)
    c.ring((x + half - 46 * size, middle - 170 * size, x + half + 92 * size, middle + 8 * size), darker(main, 0.06),
           26 * size)  # fmt: skip
    c.rect((x - half, top, x + half, 640), main, 36 * size)
    c.oval((x - half, top - 26 * size, x + half, top + 30 * size), lighter(main, 0.25), light=0.06)
    c.oval((x - half + 14, top - 16 * size, x + half - 14, top + 22 * size), (110, 74, 52), light=0.1)
