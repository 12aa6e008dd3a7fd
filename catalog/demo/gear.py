"""Things for sport: one function for each kind in the demo pictures."""

import itertools

from catalog.demo.canvas import Canvas, Colour, Point, bend, darker, lighter, mix

CREAM: Colour = (250, 247, 240)
DARK: Colour = (46, 46, 50)
STEEL: Colour = (184, 188, 194)


def helmet(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(380)
    c.line([(270, 540), (330, 640), (400, 648)], DARK, 12)
    c.shape(
        [
            *bend((190, 500), (190, 190), (420, 190)),
            *bend((420, 190), (620, 200), (622, 470)),
            (560, 500),
            (470, 500),
            (430, 560),
            (330, 610),
            (230, 590),
        ],
        main,
        soft=12,
    )
    c.shape([(236, 480), (330, 470), (372, 520), (330, 600), (262, 590)], darker(accent, 0.1), soft=16)
    for x in (330, 410, 490):
        c.rect((x, 250, x + 44, 272), darker(main, 0.45), 11, light=0)
    c.shape([(470, 476), (624, 452), (626, 486), (470, 512)], accent, soft=7)


def bikehelmet(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(400)
    c.line([(290, 540), (370, 650), (450, 540)], DARK, 9)
    c.shape(
        [
            *bend((170, 520), (180, 200), (420, 214)),
            *bend((420, 214), (640, 230), (640, 500)),
            (560, 540),
            (260, 556),
        ],
        main,
        soft=14,
    )
    for place in range(4):
        x = 236 + place * 96
        c.shape(
            [*bend((x, 470), (x + 10, 330), (x + 62, 280)), *bend((x + 78, 296), (x + 50, 380), (x + 44, 474))],
            darker(main, 0.55),
            soft=6,
            light=0,
        )
    c.shape([(540, 500), (664, 486), (676, 512), (552, 544)], accent, soft=6)


def goggles(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(480)
    c.rect((110, 380, 690, 470), darker(main, 0.05), 20)
    c.line([(120, 425), (680, 425)], accent, 8)
    c.rect((170, 300, 630, 580), main, 120)
    c.shape(
        [(210, 440), (250, 336), (550, 336), (590, 440), (550, 540), (450, 540), (400, 490), (350, 540), (250, 540)],
        accent,
        soft=26,
        light=0.4,
    )
    c.shape([(270, 440), (340, 356), (400, 356), (320, 470)], lighter(accent, 0.6), soft=8, light=0)


def swimgoggles(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(460)
    c.line(bend((180, 480), (400, 180), (620, 480)), accent, 18)
    c.line(bend((180, 500), (400, 240), (620, 500)), darker(accent, 0.12), 14)
    c.line(bend((340, 500), (400, 470), (460, 500)), DARK, 16)
    for x in (270, 530):
        c.rect((x - 112, 430, x + 112, 590), darker(main, 0.3), 76)
        c.rect((x - 92, 450, x + 92, 570), main, 58, light=0.4)
        c.line(bend((x - 60, 510), (x - 50, 474), (x + 4, 472)), lighter(main, 0.6), 10)


def mitts(c: Canvas, main: Colour, accent: Colour) -> None:
    for x, side in ((270, 1), (540, -1)):
        c.shadow(200, x=x)
        c.shape(
            [(x - 84, 530), (x - 92, 300), (x - 40, 196), (x + 40, 196), (x + 92, 300), (x + 84, 530)], main, soft=22
        )
        c.shape(
            [
                (x + side * 60, 420),
                (x + side * 110, 330),
                (x + side * 150, 350),
                (x + side * 116, 470),
                (x + side * 60, 510),
            ],
            main,
            soft=16,
        )
        c.rect((x - 96, 510, x + 96, 640), accent, 24)
        c.line([(x - 90, 566), (x + 90, 566)], lighter(accent, 0.4), 8)
        c.line([(x - 50, 300), (x + 50, 300)], darker(main, 0.2), 6)


def gloves(c: Canvas, main: Colour, accent: Colour) -> None:
    for x, side in ((280, 1), (530, -1)):
        c.shadow(180, x=x)
        for place, top in enumerate((300, 262, 268, 306)):
            left = x - 82 + place * 42
            c.rect((left, top, left + 38, 430), darker(main, 0.03 * place), 14)
            c.rect((left + 3, top - 6, left + 35, top + 16), accent, 6)
        c.shape([(x - 86, 400), (x + 88, 400), (x + 74, 570), (x - 70, 570)], main, soft=14)
        c.shape(
            [(x + side * 64, 470), (x + side * 130, 400), (x + side * 152, 430), (x + side * 70, 550)], main, soft=10
        )
        c.rect((x - 76, 556, x + 78, 640), darker(main, 0.15), 14)
        c.rect((x - 50, 580, x + 52, 610), accent, 10)


def runner(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(500)
    c.shape(
        [
            *bend((150, 560), (142, 420), (160, 330)),
            *bend((200, 300), (230, 400), (330, 372)),
            (420, 330),
            *bend((420, 330), (520, 470), (640, 486)),
            *bend((640, 486), (686, 510), (676, 580)),
            (150, 590),
        ],
        main,
        soft=12,
    )
    c.shape([(176, 320), (330, 376), (420, 330), (400, 300), (320, 340), (216, 300)], darker(main, 0.35), soft=8)
    for step in range(4):
        x, y = 404 + step * 38, 360 + step * 34
        c.line([(x, y), (x + 46, y - 28)], lighter(accent, 0.5), 9)
    c.line(bend((220, 560), (300, 420), (430, 470)), accent if accent != (255, 255, 255) else CREAM, 16)
    c.shape(
        [
            *bend((136, 560), (400, 590), (690, 550)),
            *bend((700, 600), (680, 644), (620, 644)),
            (180, 644),
            (136, 610),
        ],
        CREAM,
        soft=10,
    )
    c.rect((190, 632, 640, 650), mix(main, DARK, 0.6), 8)


def mat(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(560)
    c.shape([(196, 560), (640, 560), (690, 648), (150, 648)], lighter(main, 0.12), soft=4)
    c.rect((170, 404, 630, 590), main, 90)
    c.oval((540, 404, 666, 590), darker(main, 0.12), light=0.1)
    for size in (50, 34, 18):
        c.ring((603 - size, 497 - size * 1.4, 603 + size, 497 + size * 1.4), darker(main, 0.35), 6)
    for x in (280, 440):
        c.rect((x, 400, x + 30, 594), accent, 6)


def leggings(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(240)
    c.shape(
        [
            (300, 170),
            (500, 170),
            (524, 330),
            (486, 640),
            (420, 640),
            (402, 370),
            (398, 370),
            (380, 640),
            (314, 640),
            (276, 330),
        ],
        main,
        soft=9,
    )
    c.rect((298, 164, 502, 232), darker(main, 0.12), 10)
    c.line(bend((508, 250), (480, 400), (474, 630)), accent, 7)
    c.line(bend((292, 250), (320, 400), (326, 630)), accent, 7)


def swimsuit(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(220)
    for side in (-1, 1):
        c.line([(400 + side * 70, 150), (400 + side * 78, 290)], main, 26)
    c.shape(
        [
            *bend((314, 262), (400, 340), (486, 262)),
            *bend((508, 330), (470, 420), (524, 530)),
            *bend((524, 530), (440, 560), (424, 640)),
            *bend((376, 640), (360, 560), (276, 530)),
            *bend((276, 530), (330, 420), (292, 330)),
        ],
        main,
        soft=9,
    )
    c.line(bend((302, 400), (400, 440), (498, 400)), accent, 16)
    c.line(bend((306, 432), (400, 470), (494, 432)), lighter(accent, 0.4), 8)


def flask(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(210)
    c.ring((352, 120, 448, 216), accent, 18)
    c.rect((346, 180, 454, 262), accent, 14, light=0.25)
    c.shape([(340, 256), (460, 256), (502, 330), (502, 640), (298, 640), (298, 330)], main, soft=14, light=0.28)
    c.rect((298, 600, 502, 642), STEEL, 12, light=0.3)
    c.oval((372, 420, 428, 476), lighter(main, 0.5), light=0)


def poles(c: Canvas, main: Colour, accent: Colour) -> None:
    for x, lean in ((300, 90), (470, -60)):
        c.shadow(120, x=x + lean)
        c.line([(x, 150), (x + lean, 640)], STEEL, 13)
        c.line([(x + lean * 0.35, 322), (x + lean * 0.62, 454)], accent, 18)
        c.line([(x - 2, 130), (x + lean * 0.2, 236)], main, 34)
        c.line(bend((x, 140), (x - 76, 210), (x + lean * 0.12, 250)), accent, 8)
        c.oval((x + lean * 0.92 - 40, 586, x + lean * 0.92 + 40, 612), accent)


def dumbbell(c: Canvas, main: Colour, accent: Colour) -> None:
    for x, y, tone in ((420, 480, darker(main, 0.12)), (360, 590, main)):
        c.shadow(420, x=x, y=y + 54)
        c.rect((x - 130, y - 22, x + 130, y + 22), STEEL, 10, light=0.3)
        for side in (-1, 1):
            middle = x + side * 170
            c.shape(
                [
                    (middle - 70, y - 50),
                    (middle - 40, y - 84),
                    (middle + 40, y - 84),
                    (middle + 70, y - 50),
                    (middle + 70, y + 26),
                    (middle + 40, y + 58),
                    (middle - 40, y + 58),
                    (middle - 70, y + 26),
                ],
                tone,
                soft=7,
            )
            c.oval((middle - 24, y - 36, middle + 24, y + 12), lighter(tone, 0.3), light=0)
    c.line([(300, 590), (420, 590)], accent, 6)


def bands(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(460)
    for x, y, tone in ((300, 420, accent), (500, 440, mix(main, accent, 0.5)), (400, 540, main)):
        c.oval((x - 150, y - 90, x + 150, y + 100), tone, light=0.2)
        c.oval((x - 112, y - 66, x + 112, y + 50), darker(tone, 0.45), light=0.05)
        c.oval((x - 108, y - 36, x + 108, y + 52), mix(c.back, tone, 0.2), light=0)


def tubtabs(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(170, x=340)
    c.rect((276, 190, 404, 270), accent, 14)
    c.rect((268, 258, 412, 640), main, 18)
    c.label((284, 350, 396, 540), accent, darker(main, 0.4), "dot")
    for x, y in ((520, 600), (590, 570), (610, 624)):
        c.oval((x - 50, y - 18, x + 50, y + 30), darker(main, 0.12))
        c.oval((x - 50, y - 30, x + 50, y + 18), lighter(main, 0.5))


def bikelight(c: Canvas, main: Colour, accent: Colour) -> None:
    for x, tone in ((270, (255, 246, 214)), (530, accent)):
        c.glow((x - 170, 260, x + 170, 600), tone, 0.55, 40)
        c.shadow(200, x=x)
        c.rect((x - 96, 340, x + 96, 640), main, 60)
        c.oval((x - 74, 366, x + 74, 514), darker(main, 0.3), light=0)
        c.oval((x - 60, 380, x + 60, 500), tone, light=0.2)
        c.rect((x - 30, 556, x + 30, 584), lighter(main, 0.25), 12)


def lock(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(420)
    places: list[Point] = [(200, 560), (260, 300), (400, 230), (540, 300), (600, 560)]
    for start, end in itertools.pairwise(places):
        c.line([start, end], main, 46)
    for x, y in places:
        c.oval((x - 30, y - 30, x + 30, y + 30), darker(main, 0.2))
        c.oval((x - 12, y - 12, x + 12, y + 12), STEEL)
    c.rect((230, 540, 570, 640), darker(main, 0.1), 40)
    c.oval((376, 562, 424, 610), accent)
    c.rect((396, 580, 404, 602), DARK, 2, light=0)
