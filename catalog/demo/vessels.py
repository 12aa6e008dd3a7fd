"""Bottles, jars and tubes: one function for each kind of packaging in the demo pictures."""

from catalog.demo.canvas import Canvas, Colour, darker, lighter, mix

CAP: Colour = (58, 56, 54)
CREAM: Colour = (250, 247, 240)


def dropper(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(190)
    c.rect((372, 150, 428, 262), CAP, 26, light=0.25)
    c.rect((352, 232, 448, 306), darker(CAP, 0.1), 12, light=0.25)
    c.shape([(338, 300), (462, 300), (500, 352), (500, 640), (300, 640), (300, 352)], main, soft=9)
    c.label((324, 408, 476, 580), mix(accent, CREAM, 0.5), darker(main, 0.25), "dot")


def pump(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(220)
    c.line([(400, 190), (400, 260)], lighter(CAP, 0.55), 18)
    c.shape([(330, 168), (440, 160), (440, 198), (362, 200), (330, 196)], CREAM, soft=5)
    c.rect((350, 238, 450, 292), CREAM, 10)
    c.rect((292, 282, 508, 640), main, 34)
    c.label((322, 372, 478, 560), CREAM, accent)


def bottle(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(200)
    c.rect((356, 150, 444, 262), accent, 14)
    c.rect((302, 250, 498, 640), main, 40)
    c.label((326, 352, 474, 556), CREAM, accent, "dot")


def spray(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(180)
    for x, y, size in ((262, 150, 7), (230, 178, 5), (238, 130, 5), (200, 152, 7), (212, 204, 4), (178, 186, 5)):
        c.oval((x - size, y - size, x + size, y + size), CREAM, light=0)
    c.rect((352, 140, 448, 214), CREAM, 12)
    c.oval((344, 158, 366, 180), darker(CREAM, 0.35))
    c.rect((340, 206, 460, 250), darker(CREAM, 0.12), 6)
    c.rect((316, 244, 484, 640), main, 30)
    c.label((338, 348, 462, 556), CREAM, accent)


def tube(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(190)
    c.shape([(292, 150), (508, 150), (474, 566), (326, 566)], main, soft=6)
    c.rect((288, 142, 512, 176), darker(main, 0.08), 5)
    c.rect((334, 560, 466, 640), accent if accent != (255, 255, 255) else CREAM, 12)
    ink = accent if accent != (255, 255, 255) else darker(main, 0.5)
    c.label((332, 262, 468, 452), CREAM, ink, "dot")


def jar(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(340)
    c.rect((250, 372, 550, 640), main, 46)
    c.rect((238, 292, 562, 396), darker(CAP, 0.0) if accent == (255, 255, 255) else accent, 20, light=0.25)
    c.label((306, 440, 494, 590), CREAM, darker(main, 0.45))


def stick(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(150)
    c.shape([(362, 250), (362, 196), (438, 156), (438, 250)], lighter(main, 0.12), soft=8)
    c.rect((354, 236, 446, 330), lighter(CREAM, 0.4), 6)
    c.rect((336, 318, 464, 640), main, 18)
    c.rect((336, 470, 464, 486), mix(main, accent, 0.7), 0)


def sachet(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(320)
    c.shape([(268, 230), (520, 196), (560, 612), (308, 640)], darker(main, 0.2), soft=5)
    c.rect((244, 204, 508, 640), main, 12)
    c.rect((244, 204, 508, 236), darker(main, 0.12), 6)
    c.label((276, 286, 476, 560), accent, darker(main, 0.3), "dot")


def gift_set(c: Canvas, main: Colour, accent: Colour) -> None:
    c.shadow(180, x=250)
    c.shadow(170, x=408)
    c.shadow(200, x=572)
    c.rect((206, 254, 266, 300), CREAM, 8)
    c.rect((172, 292, 300, 640), lighter(main, 0.45), 26)
    c.label((190, 378, 282, 540), CREAM, main)
    c.rect((388, 268, 430, 346), CAP, 18, light=0.25)
    c.rect((372, 330, 446, 382), darker(CAP, 0.1), 8, light=0.25)
    c.shape([(366, 374), (452, 374), (478, 410), (478, 640), (340, 640), (340, 410)], main, soft=7)
    c.label((358, 452, 460, 580), CREAM, main, "dot")
    c.rect((514, 470, 678, 640), accent, 32)
    c.rect((506, 412, 686, 490), CAP, 14, light=0.25)
    c.label((546, 520, 646, 604), CREAM, darker(accent, 0.4))
