"""Make-up: one function for each kind in the demo pictures."""

from math import cos, pi, sin

from catalog.demo.canvas import Canvas, Colour, Point, bend, darker, lighter, mix

CREAM: Colour = (250, 247, 240)
GLASS: Colour = (236, 240, 240)
METAL: Colour = (206, 190, 160)


def foundation(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(210)
    c.rect((348, 150, 452, 292), accent, 10, light=0.3)
    c.rect((368, 284, 432, 316), METAL, 4)
    c.rect((300, 308, 500, 640), lighter(main, 0.35), 24)
    c.rect((318, 340, 482, 626), main, 14, light=0.22)
    c.label((352, 430, 448, 540), lighter(main, 0.75), accent)


def compact(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(400)
    c.oval((214, 170, 586, 470), darker(accent, 0.08), light=0.25)
    c.oval((246, 194, 554, 446), GLASS, light=0.3)
    c.shape([(300, 380), (430, 220), (470, 230), (340, 400)], lighter(GLASS, 0.6), soft=6, light=0)
    c.rect((360, 446, 440, 486), darker(accent, 0.15), 8)
    c.oval((200, 440, 600, 652), accent, light=0.25)
    c.oval((240, 458, 560, 622), main, light=0.12)
    c.oval((300, 484, 420, 560), lighter(main, 0.4), light=0.02)


def wand(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(120, x=300)
    c.rect((244, 330, 356, 640), lighter(main, 0.3), 18)
    c.rect((258, 352, 342, 628), main, 12)
    c.rect((276, 300, 324, 340), GLASS, 6)
    c.shadow(90, x=500)
    c.rect((462, 180, 554, 420), accent, 16, light=0.3)
    c.line([(508, 420), (508, 570)], darker(GLASS, 0.25), 10)
    c.shape([(490, 556), (526, 556), (520, 640), (496, 640)], main, soft=9)


def creampot(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(180, x=590, y=630)
    c.oval((470, 470, 712, 640), darker(accent, 0.1), light=0.25)
    c.oval((494, 482, 688, 606), lighter(accent, 0.15), light=0.2)
    c.shadow(330, x=340)
    c.rect((190, 470, 490, 640), lighter(main, 0.6), 40)
    c.oval((186, 400, 494, 540), lighter(main, 0.7), light=0.1)
    c.oval((210, 414, 470, 524), main, light=0.14)
    c.line(bend((270, 470), (330, 430), (410, 458)), lighter(main, 0.35), 16)


def lipstick(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(130, x=330)
    c.shape([(292, 330), (292, 214), (330, 160), (368, 150), (368, 330)], main, soft=8, light=0.26)
    c.rect((284, 318, 376, 430), METAL, 6, light=0.35)
    c.rect((268, 424, 392, 640), accent, 10, light=0.3)
    c.rect((268, 470, 392, 482), METAL, 0, light=0.3)
    c.shadow(120, x=520)
    c.rect((460, 370, 584, 640), accent, 10, light=0.3)
    c.rect((460, 612, 584, 628), METAL, 0, light=0.3)


def gloss(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(140)
    c.rect((344, 150, 456, 380), accent, 14, light=0.25)
    c.rect((360, 372, 440, 400), METAL, 4, light=0.3)
    c.rect((336, 394, 464, 640), lighter(main, 0.45), 20)
    c.rect((352, 410, 448, 626), main, 14, light=0.3)
    c.line([(374, 430), (374, 590)], lighter(main, 0.6), 8)


def pencil(c: Canvas, main: Colour, accent: Colour) -> None:
    c.line(bend((170, 610), (330, 540), (420, 600)), main, 18)
    c.shadow(420, y=560)
    for x, tone in ((0, main), (110, darker(main, 0.12))):
        c.shape(
            [(250 + x, 520), (520 + x * 0.7, 180), (556 + x * 0.7, 208), (286 + x, 548)], tone, soft=3, light=0.25
        )
        c.shape([(250 + x, 520), (286 + x, 548), (224 + x, 580)], accent, soft=2)
        c.shape([(236 + x, 552), (250 + x, 562), (224 + x, 580)], main, light=0)
        c.shape(
            [(496 + x * 0.72, 210), (534 + x * 0.72, 238), (556 + x * 0.7, 208), (520 + x * 0.7, 180)], METAL, soft=2
        )


def palette(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(520)
    c.shape([(170, 160), (630, 160), (648, 392), (152, 392)], accent, soft=9)
    c.shape([(200, 184), (600, 184), (614, 372), (186, 372)], GLASS, soft=6, light=0.3)
    c.shape([(250, 350), (390, 200), (440, 200), (300, 350)], lighter(GLASS, 0.7), light=0)
    c.rect((140, 396, 660, 650), lighter(accent, 0.12), 20)
    for place in range(9):
        x, y = 168 + place % 5 * 96, 416 + place // 5 * 112
        tone = mix(lighter(main, 0.55), darker(main, 0.55), place / 8)
        c.rect((x, y, x + 82, y + 96), tone, 10, light=0.16 if place % 3 else 0.4)
    c.oval((556, 532, 634, 620), mix(main, (255, 225, 190), 0.6), light=0.5)


def mascara(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(120, x=310)
    c.shape([(262, 360), (358, 360), (350, 640), (270, 640)], main, soft=8, light=0.3)
    c.rect((262, 372, 358, 392), accent, 0, light=0.3)
    c.shadow(90, x=500)
    c.rect((456, 130, 544, 380), main, 16, light=0.3)
    c.rect((456, 358, 544, 376), accent, 0, light=0.3)
    c.line([(500, 380), (500, 470)], darker(GLASS, 0.4), 9)
    for y in range(462, 626, 9):
        half = 26 - abs(y - 530) * 0.09
        c.line([(500 - half, y + 5), (500 + half, y - 5)], darker(main, 0.25), 4)


def liner(c: Canvas, main: Colour, accent: Colour) -> None:
    c.line(bend((160, 300), (330, 190), (560, 270)), main, 9)
    c.line(bend((520, 262), (590, 270), (640, 220)), main, 7)
    c.shadow(380)
    c.shape([(206, 560), (520, 430), (536, 470), (222, 602)], main, soft=6, light=0.3)
    c.shape([(520, 430), (584, 416), (592, 436), (536, 470)], accent, soft=3)
    c.shape([(584, 416), (640, 404), (592, 436)], darker(main, 0.3), light=0)


def trio(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(420)
    c.oval((190, 330, 610, 650), METAL, light=0.3)
    c.oval((212, 346, 588, 620), darker(METAL, 0.18), light=0.1)
    for x, y, tone in ((290, 430, main), (424, 400, (238, 178, 140)), (390, 520, accent)):
        c.oval((x - 62, y - 44, x + 88, y + 62), tone, light=0.18)
        c.oval((x - 30, y - 26, x + 30, y + 4), lighter(tone, 0.4), light=0)


def nail(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(220)
    c.shape([(362, 160), (438, 160), (448, 400), (352, 400)], accent, soft=8, light=0.3)
    c.rect((364, 396, 436, 430), GLASS, 4)
    c.rect((292, 420, 508, 640), lighter(main, 0.4), 56)
    c.rect((310, 446, 490, 626), main, 44, light=0.32)
    c.line(bend((336, 500), (328, 540), (342, 590)), lighter(main, 0.6), 10)


def sponge(c: Canvas, main: Colour, accent: Colour) -> None:
    for x, y, tone in ((480, 640, mix(main, accent, 0.7)), (310, 648, main)):
        c.shadow(200, x=x, y=y)
        c.shape(
            [
                *bend((x, y - 330), (x + 20, y - 250), (x + 92, y - 130)),
                *bend((x + 92, y - 130), (x + 120, y), (x, y)),
                *bend((x, y), (x - 120, y), (x - 92, y - 130)),
                *bend((x - 92, y - 130), (x - 20, y - 250), (x, y - 330)),
            ],
            tone,
            soft=8,
            light=0.2,
        )
        for dot in range(18):
            c.oval(
                (
                    x - 60 + dot * 53 % 120,
                    y - 150 + dot * 37 % 120,
                    x - 55 + dot * 53 % 120,
                    y - 145 + dot * 37 % 120,
                ),
                darker(tone, 0.14),
                light=0,
            )


def brushes(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(460)
    for x, width, top in ((230, 70, 180), (320, 56, 200), (402, 36, 230), (474, 28, 240), (548, 44, 214)):
        tip = mix((250, 232, 214), main, 0.25)
        c.shape(
            [
                (x - width / 2, top + 110),
                (x - width * 0.56, top + 40),
                (x, top - 20),
                (x + width * 0.56, top + 40),
                (x + width / 2, top + 110),
            ],
            tip,
            soft=9,
        )
        c.rect((x - width * 0.36, top + 100, x + width * 0.36, top + 180), METAL, 4, light=0.35)
        c.shape(
            [(x - width * 0.3, top + 176), (x + width * 0.3, top + 176), (x + 9, 560), (x - 9, 560)], main, soft=4
        )
    c.rect((170, 500, 630, 646), accent, 18)
    for x in range(190, 620, 22):
        c.line([(x, 516), (x + 12, 516)], darker(accent, 0.25), 4)


def curler(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(320)
    for side in (-1, 1):
        c.line([(400, 400), (400 + side * 74, 560)], main, 20)
        c.ring((400 + side * 74 - 54, 538, 400 + side * 74 + 54, 648), main, 18)
    c.line([(400, 400), (400, 330)], main, 26)
    c.line(bend((300, 260), (400, 350), (500, 260)), main, 24)
    c.line(bend((300, 230), (400, 316), (500, 230)), accent, 16)
    for x in (300, 500):
        c.line([(x, 180), (x, 268)], main, 16)
    c.line(bend((300, 180), (400, 258), (500, 180)), lighter(main, 0.2), 18)


def perfume(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(280)
    c.rect((350, 180, 450, 300), accent, 12, light=0.3)
    c.rect((366, 290, 434, 340), METAL, 4, light=0.35)
    c.rect((258, 330, 542, 640), lighter(main, 0.6), 26)
    c.rect((282, 420, 518, 620), main, 16, light=0.25)
    c.line([(286, 356), (286, 610)], lighter(main, 0.8), 9)
    c.label((336, 460, 464, 570), CREAM, darker(accent, 0.1))


def pillbottle(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(260)
    c.rect((300, 210, 500, 320), accent, 14, light=0.2)
    for x in range(312, 496, 16):
        c.line([(x, 224), (x, 308)], darker(accent, 0.12), 4)
    c.rect((278, 312, 522, 640), main, 40)
    c.label((296, 400, 504, 570), CREAM, darker(main, 0.4), "dot")
    for x, y in ((570, 620), (622, 634), (594, 590)):
        c.rect((x - 28, y - 11, x + 28, y + 11), lighter(main, 0.35), 11, light=0.25)
        c.rect((x, y - 11, x + 28, y + 11), CREAM, 11, light=0.2)


def swatch(c: Canvas, main: Colour, accent: Colour) -> None:
    """A smear of one shade."""
    c.glow((170, 330, 660, 560), darker(c.back, 0.3), 0.35, 16)
    _smear(c, main, 400, 400, 1.5)
    c.line(bend((230, 380), (400, 320), (590, 356)), lighter(accent, 0.4), 12)


def _smear(c: Canvas, tone: Colour, x: float, y: float, size: float) -> None:
    top: list[Point] = [(x - 170 * size + i * 17 * size, y - (46 + 9 * sin(i * 1.3)) * size) for i in range(21)]
    low: list[Point] = [(x + 170 * size - i * 17 * size, y + (44 + 10 * cos(i * 1.7)) * size) for i in range(21)]
    round_end = [(x + (170 + 44 * sin(a)) * size, y - 46 * cos(a) * size) for a in (pi / 6, pi / 3, pi / 2, pi * 0.7)]
    c.shape([*top, *round_end, *low], tone, soft=7, light=0.2)
    for step in (-24, -2, 20):
        c.line(
            bend(
                (x - 150 * size, y + step * size), (x, y + (step - 9) * size), (x + 170 * size, y + (step + 4) * size)
            ),
            darker(tone, 0.06),
            4 * size,
        )


def shade_card(c: Canvas, tones: list[Colour]) -> None:
    """Smears of every shade, side by side."""
    columns = 2 if len(tones) > 3 else 1
    rows = -(-len(tones) // columns)
    size = min(0.9 if columns == 2 else 1.3, 4.6 / rows)
    for place, tone in enumerate(tones):
        x = 400 + (place % columns - (columns - 1) / 2) * 350
        y = 400 + (place // columns - (rows - 1) / 2) * min(190, 660 / rows)
        _smear(c, tone, x - 12, y, size)
