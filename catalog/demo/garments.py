"""Shirts, trousers, dresses, coats and shoes: one function for each kind in the demo pictures."""

from math import sin

from catalog.demo.canvas import Canvas, Colour, Point, bend, darker, lighter, mix
from catalog.demo.wares import LONG_SLEEVED

CREAM: Colour = (250, 246, 238)
DARK: Colour = (50, 46, 46)
GOLD: Colour = (214, 178, 104)


def shirt(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(300)
    c.shape(LONG_SLEEVED, main, soft=9, light=0.12)
    _shirt_front(c, main, accent)


def printshirt(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(300)
    c.shape(LONG_SLEEVED, main, soft=9, light=0.12)
    _flowers(c, accent, [(x, y) for y in range(270, 620, 62) for x in range(294 + y % 4 * 12, 520, 66)], 13)
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
    c.shape([(310, 170), (360, 160), (400, 240), (440, 160), (490, 170), (560, 270), (508, 310), (476, 270),
             (474, 360), (586, 640), (214, 640), (326, 360), (324, 270), (292, 310), (240, 270)], main, soft=10)  # fmt: skip
    _flowers(c, accent, [(x, y) for y in range(290, 630, 48) for x in range(310 - (y - 290) // 4 + y % 3 * 14,
             500 + (y - 290) // 4, 54)], 8)  # fmt: skip
    c.line([(400, 244), (400, 636)], darker(main, 0.25), 4)
    for y in range(270, 630, 52):
        c.oval((392, y, 408, y + 16), CREAM)
    c.rect((322, 348, 478, 374), darker(main, 0.2), 8)


def slipdress(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(280)
    for side in (-1, 1):
        c.line(bend((400 + side * 62, 270), (400 + side * 70, 190), (400 + side * 34, 130)), darker(main, 0.1), 7)
    c.shape([(334, 262), (400, 322), (466, 262), (478, 330), (452, 420), *bend((452, 420), (500, 520), (546, 640)),
             *bend((546, 640), (400, 668), (254, 636)), *bend((254, 636), (310, 520), (348, 420)), (322, 330)],
            main, soft=9, light=0.34)  # fmt: skip
    c.line(bend((440, 430), (420, 540), (470, 630)), lighter(accent, 0.1), 12)
    c.line(bend((370, 430), (350, 540), (310, 620)), darker(main, 0.18), 8)


def knitdress(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(250)
    c.shape([(330, 190), (470, 190), (544, 240), (588, 500), (528, 514), (492, 360), (500, 640), (300, 640), (308, 360),
             (272, 514), (212, 500), (256, 240)], main, soft=12)  # fmt: skip
    c.rect((348, 146, 452, 220), darker(main, 0.06), 18)
    for x in range(316, 490, 14):
        c.line([(x, 244), (x, 632)], mix(main, accent, 0.35), 3)
    c.shape([(452, 560), (474, 560), (484, 644), (452, 644)], darker(c.back, 0.1), light=0)


def tierdress(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(360)
    c.shape([(344, 170), (400, 214), (456, 170), (470, 320), (330, 320)], main, soft=7)
    for top, low, half, tone in ((530, 640, 200, darker(main, 0.08)), (424, 540, 150, mix(main, accent, 0.35)),
                                 (314, 436, 104, main)):  # fmt: skip
        hem: list[Point] = [(400 + half - step * half / 8, low + 9 * sin(step * 1.6)) for step in range(17)]
        c.shape([(400 - half * 0.66, top), (400 + half * 0.66, top), *hem], tone, soft=6)
        for step in range(-5, 6):
            c.line([(400 + step * half * 0.12, top + 8), (400 + step * half * 0.15, top + 44)], darker(tone, 0.14), 3)
    c.line([(326, 318), (474, 318)], accent, 12)


def coat(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(330)
    c.shape([(316, 160), (484, 160), (578, 216), (620, 560), (552, 572), (530, 380), (548, 660), (252, 660), (270, 380),
             (248, 572), (180, 560), (222, 216)], main, soft=10)  # fmt: skip
    c.shape([(352, 156), (448, 156), (408, 330), (392, 330)], darker(accent, 0.2), soft=4)
    for side in (-1, 1):
        c.shape([(400 + side * 52, 150), (400 + side * 108, 170), (400 + side * 86, 310), (400 + side * 6, 400)],
                lighter(main, 0.1), soft=8)  # fmt: skip
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
    c.shape([*bend((346, 220), (340, 142), (400, 140)), *bend((400, 140), (460, 142), (454, 220)), (400, 246)],
            darker(main, 0.45), soft=9)  # fmt: skip
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
    _flowers(c, accent, [(x, y) for y in range(290, 560, 52) for x in range(244 + y % 3 * 12, 430, 54)], 8)
    _flowers(c, accent, [(x, y) for y in range(390, 630, 56) for x in (486, 606)], 8)
    c.line([(330, 230), (330, 566)], CREAM, 6)
    for side in (-1, 1):
        c.shape([(330, 232), (330 + side * 60, 204), (330 + side * 44, 284)], CREAM, soft=4)


def sneaker(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(500)
    c.shape([*bend((166, 590), (150, 420), (176, 340)), *bend((196, 312), (280, 350), (392, 320)),
             *bend((392, 320), (500, 470), (620, 494)), *bend((620, 494), (680, 516), (672, 590))], main, soft=10)  # fmt: skip
    c.shape([*bend((176, 340), (160, 420), (166, 500)), (226, 480), (226, 330)], accent, soft=8)
    c.shape([(560, 590), *bend((560, 560), (580, 500), (626, 496)), *bend((626, 496), (680, 520), (672, 590))],
            darker(main, 0.06), soft=6)  # fmt: skip
    for step in range(5):
        x, y = 384 + step * 33, 354 + step * 30
        c.line([(x, y), (x + 52, y - 22)], lighter(main, 0.6), 9)
    c.rect((150, 580, 688, 640), lighter(CREAM, 0.3), 24)
    c.line([(176, 600), (664, 600)], darker(CREAM, 0.2), 4)


def boot(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(440)
    c.shape([(230, 190), (432, 190), *bend((432, 190), (430, 380), (480, 440)), *bend((480, 440), (640, 470), (640, 590)),
             (222, 600)], main, soft=12)  # fmt: skip
    c.shape([(300, 200), (376, 200), (364, 420), (318, 420)], darker(main, 0.4), soft=8)
    for y in range(214, 410, 14):
        c.line([(314, y), (362, y)], darker(main, 0.55), 3)
    c.line(bend((226, 180), (206, 140), (236, 210)), accent, 12)
    c.shape([(216, 590), (650, 584), (650, 626), (420, 630), (330, 626), (330, 648), (216, 648)], accent, soft=5)


def flat(c: Canvas, main: Colour, accent: Colour) -> None:
    for x, y, tone in ((60, -130, darker(main, 0.1)), (0, 0, main)):
        c.shadow(440, x=380 + x, y=646 + y)
        c.shape(
            [
                *bend((170 + x, 560 + y), (160 + x, 480 + y), (196 + x, 470 + y)),
                *bend((196 + x, 470 + y), (330 + x, 600 + y), (470 + x, 530 + y)),
                *bend((470 + x, 530 + y), (600 + x, 540 + y), (616 + x, 640 + y)),
                (190 + x, 640 + y),
            ],
            tone,
            soft=9,
        )
        c.line(bend((200 + x, 478 + y), (330 + x, 604 + y), (466 + x, 534 + y)), lighter(accent, 0.2), 6)
        for side in (-1, 1):
            c.oval((478 + x + side * 24 - 26, 524 + y, 478 + x + side * 24 + 26, 556 + y), accent)
        c.oval((468 + x, 530 + y, 490 + x, 552 + y), darker(accent, 0.2))


def slipper(c: Canvas, main: Colour, accent: Colour) -> None:
    for x, tone in ((290, darker(main, 0.05)), (510, main)):
        c.shadow(190, x=x)
        c.rect((x - 92, 210, x + 92, 650), accent, 92)
        c.rect((x - 78, 224, x + 78, 636), lighter(tone, 0.45), 78)
        c.shape([*bend((x - 100, 450), (x - 110, 210), (x, 204)), *bend((x, 204), (x + 110, 210), (x + 100, 450)),
                 *bend((x + 100, 450), (x, 396), (x - 100, 450))], tone, soft=6)  # fmt: skip
        c.line(bend((x - 96, 446), (x, 394), (x + 96, 446)), darker(tone, 0.25), 6)


def sandal(c: Canvas, main: Colour, accent: Colour) -> None:
    for x, tone in ((290, main), (510, main)):
        c.shadow(180, x=x)
        c.rect((x - 86, 200, x + 86, 650), darker(accent, 0.45), 86)
        c.rect((x - 76, 206, x + 76, 640), accent, 76)
        for y, tilt in ((290, 26), (380, -20), (520, 12)):
            c.line([(x - 92, y + tilt), (x + 92, y - tilt)], tone, 38)
        c.rect((x + 52, 492, x + 86, 528), GOLD, 6)


def belt(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(420)
    for size, tone in ((200, darker(main, 0.1)), (150, main), (100, darker(main, 0.12))):
        c.oval((400 - size, 440 - size * 0.7, 400 + size, 480 + size * 0.85), tone)
        c.oval(
            (400 - size + 30, 440 - size * 0.7 + 26, 400 + size - 30, 480 + size * 0.85 - 26),
            darker(main, 0.5),
            light=0,
        )
    c.shape([(380, 540), (650, 590), (650, 646), (370, 610)], main, soft=5)
    c.rect((560, 566, 654, 660), accent, 12, light=0.35)
    c.rect((584, 590, 632, 636), darker(main, 0.2), 5)


def sunhat(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(520)
    c.oval((110, 450, 690, 650), main)
    c.oval((170, 470, 630, 600), darker(main, 0.1), light=0.05)
    c.shape([*bend((256, 540), (252, 250), (400, 244)), *bend((400, 244), (548, 250), (544, 540)),
             *bend((544, 540), (400, 590), (256, 540))], main, soft=8)  # fmt: skip
    for y in range(290, 480, 26):
        c.line(bend((274, y), (400, y + 26), (526, y)), darker(main, 0.14), 3)
    c.shape([*bend((256, 480), (400, 540), (544, 480)), *bend((546, 536), (400, 592), (254, 536))], accent, soft=4)
    c.shape([(530, 500), (620, 560), (590, 590), (522, 540)], darker(accent, 0.12), soft=5)


def studs(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(360)
    c.rect((220, 230, 580, 640), accent, 22)
    for x, y in ((320, 420), (480, 430)):
        c.shape([(x - 62, y - 8), (x - 30, y - 56), (x + 36, y - 50), (x + 64, y + 6), (x + 30, y + 58), (x - 40, y + 48)],
                main, soft=20, light=0.42)  # fmt: skip
        c.oval((x - 34, y - 34, x - 4, y - 12), lighter(main, 0.7), light=0)
    c.line([(330, 560), (470, 560)], darker(accent, 0.3), 6)


def sunglasses(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(520)
    for side in (-1, 1):
        c.line(bend((400 + side * 260, 400), (400 + side * 250, 330), (400 + side * 150, 300)), darker(main, 0.2), 20)
    c.line(bend((340, 420), (400, 384), (460, 420)), main, 26)
    for x in (260, 540):
        c.rect((x - 140, 370, x + 140, 600), main, 90)
        c.rect((x - 110, 398, x + 110, 572), accent, 68, light=0.4)
        c.shape([(x - 60, 540), (x + 10, 410), (x + 50, 410), (x - 20, 550)], lighter(accent, 0.35), soft=6, light=0)
        for dot in range(6):
            c.oval((x - 118 + dot * 43, 376 + dot % 2 * 6, x - 98 + dot * 43, 390), lighter(main, 0.25), light=0)


def duffel(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(540)
    for x in (300, 500):
        c.line(bend((x - 70, 440), (x, 150), (x + 70, 440)), accent, 18)
    c.rect((130, 350, 670, 640), main, 110)
    for x in (214, 356, 430, 572):
        c.rect((x, 352, x + 26, 640), accent, 3)
    c.line([(180, 392), (620, 392)], darker(main, 0.4), 8)
    c.oval((380, 500, 420, 540), GOLD)


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


def _flowers(c: Canvas, tone: Colour, places: list[tuple[int, int]], size: int) -> None:
    for x, y in places:
        c.oval((x - size, y - size, x + size, y + size), tone, light=0.1)
        c.oval((x - size * 0.4, y - size * 0.4, x + size * 0.4, y + size * 0.4), lighter(tone, 0.7), light=0)


def _legs(c: Canvas, main: Colour, accent: Colour, *, spread: float) -> None:
    c.shadow(270 + spread)
    c.shape([(296, 190), (504, 190), (522 + spread / 3, 360), (526 + spread, 640), (434 - spread / 4, 640), (406, 350),
             (394, 350), (366 + spread / 4, 640), (274 - spread, 640), (278 - spread / 3, 360)], main, soft=7)  # fmt: skip
    c.rect((294, 176, 506, 212), darker(main, 0.14), 6)
    c.oval((390, 184, 410, 204), accent)
    c.line([(400, 212), (400, 344)], darker(main, 0.25), 4)
