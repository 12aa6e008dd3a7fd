"""Shoes and small things to wear: one function for each kind in the demo pictures."""

from catalog.demo.canvas import Canvas, Colour, bend, darker, lighter

CREAM: Colour = (250, 246, 238)
GOLD: Colour = (214, 178, 104)


def sneaker(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(500)
    c.shape(
        [
            *bend((166, 590), (150, 420), (176, 340)),
            *bend((196, 312), (280, 350), (392, 320)),
            *bend((392, 320), (500, 470), (620, 494)),
            *bend((620, 494), (680, 516), (672, 590)),
        ],
        main,
        soft=10,
    )
    c.shape([*bend((176, 340), (160, 420), (166, 500)), (226, 480), (226, 330)], accent, soft=8)
    c.shape(
        [(560, 590), *bend((560, 560), (580, 500), (626, 496)), *bend((626, 496), (680, 520), (672, 590))],
        darker(main, 0.06),
        soft=6,
    )
    for step in range(5):
        x, y = 384 + step * 33, 354 + step * 30
        c.line([(x, y), (x + 52, y - 22)], lighter(main, 0.6), 9)
    c.rect((150, 580, 688, 640), lighter(CREAM, 0.3), 24)
    c.line([(176, 600), (664, 600)], darker(CREAM, 0.2), 4)


def boot(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(440)
    c.shape(
        [
            (230, 190),
            (432, 190),
            *bend((432, 190), (430, 380), (480, 440)),
            *bend((480, 440), (640, 470), (640, 590)),
            (222, 600),
        ],
        main,
        soft=12,
    )
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
        c.shape(
            [
                *bend((x - 100, 450), (x - 110, 210), (x, 204)),
                *bend((x, 204), (x + 110, 210), (x + 100, 450)),
                *bend((x + 100, 450), (x, 396), (x - 100, 450)),
            ],
            tone,
            soft=6,
        )
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
    c.shape(
        [
            *bend((256, 540), (252, 250), (400, 244)),
            *bend((400, 244), (548, 250), (544, 540)),
            *bend((544, 540), (400, 590), (256, 540)),
        ],
        main,
        soft=8,
    )
    for y in range(290, 480, 26):
        c.line(bend((274, y), (400, y + 26), (526, y)), darker(main, 0.14), 3)
    c.shape([*bend((256, 480), (400, 540), (544, 480)), *bend((546, 536), (400, 592), (254, 536))], accent, soft=4)
    c.shape([(530, 500), (620, 560), (590, 590), (522, 540)], darker(accent, 0.12), soft=5)


def studs(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(360)
    c.rect((220, 230, 580, 640), accent, 22)
    for x, y in ((320, 420), (480, 430)):
        c.shape(
            [
                (x - 62, y - 8),
                (x - 30, y - 56),
                (x + 36, y - 50),
                (x + 64, y + 6),
                (x + 30, y + 58),
                (x - 40, y + 48),
            ],
            main,
            soft=20,
            light=0.42,
        )
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
