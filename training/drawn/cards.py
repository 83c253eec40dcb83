"""Filled-in things of a set size: identity cards, boarding passes, shipping labels, certificates, cheques."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from . import words
from .pen import WHITE, Pen, face, mixed


def _guilloche(p: Pen, share: float = 0.25) -> None:
    """Fine waves as on papers that are not to be copied."""
    tone, high = mixed(p.accent, p.ground, share), p.image.height
    xs = np.linspace(0, p.image.width, 60)
    shift = p.rng.uniform(0, 6)
    for i in range(0, high, max(6, high // 30)):
        ys = i + np.sin(xs / p.image.width * 14 + shift + i / 9) * high / 25
        p.draw.line([(float(x), float(y)) for x, y in zip(xs, ys, strict=True)], tone)


def _head(p: Pen, box: tuple[float, float, float, float]) -> None:
    """A portrait, roughly."""
    left, top, right, bottom = box
    w, h = right - left, bottom - top
    skin = p.rng.choice([(232, 196, 168), (198, 145, 108), (120, 80, 55), (170, 170, 170)])
    hair = p.rng.choice([(40, 30, 25), (90, 60, 30), (180, 150, 90), (60, 60, 60)])
    picture = Image.new(
        "RGB",
        (max(8, round(w)), max(8, round(h))),
        p.rng.choice([(210, 220, 230), (235, 235, 235), (180, 190, 200)]),
    )
    d = ImageDraw.Draw(picture)
    d.ellipse((w * 0.08, h * 0.68, w * 0.92, h * 1.4), p.colour())
    d.ellipse((w * 0.26, h * 0.12, w * 0.74, h * 0.62), hair)
    d.ellipse((w * 0.3, h * 0.2, w * 0.7, h * 0.72), skin)
    for x in (0.42, 0.58):
        d.ellipse((w * x - w * 0.03, h * 0.42, w * x + w * 0.03, h * 0.46), (30, 30, 30))
    d.arc((w * 0.42, h * 0.5, w * 0.58, h * 0.62), 20, 160, (140, 60, 60), max(1, round(w / 40)))
    p.image.paste(picture, (round(left), round(top)))


def _identity(rng: random.Random) -> Image.Image:
    """An identity card, a licence, or the page of a passport with its machine-readable lines."""
    width = rng.randint(360, 1300)
    ground = rng.choice([(225, 236, 242), (240, 228, 230), (232, 240, 226), (245, 240, 220), WHITE])
    p = Pen(rng, (width, round(width / rng.choice([1.586, 1.42, 1.586]))), ground=ground)
    h, s = p.image.height, max(8, round(width * rng.uniform(0.024, 0.034)))
    if rng.random() < 0.8:
        _guilloche(p)
    band = rng.choice([p.accent, None])
    if band:
        p.draw.rectangle((0, 0, width, h * 0.15), band)
    p.write(
        width * 0.04,
        h * 0.075,
        f"{rng.choice(['REPUBLIC OF', 'STATE OF', 'CITY OF'])} {words.place(rng).upper()}",
        s * 1.2,
        p.on(band) if band else p.accent,
        "lm",
        bold=True,
    )
    p.write(
        width * 0.96,
        h * 0.075,
        rng.choice(["IDENTITY CARD", "DRIVER LICENCE", "PASSPORT", "STUDENT", "STAFF"]),
        s,
        p.on(band) if band else p.ink,
        "rm",
    )
    side = rng.random() < 0.8
    face_left = 0.04 if side else 0.66
    _head(p, (width * face_left, h * 0.2, width * (face_left + 0.29), h * 0.72))
    x, y = width * (0.37 if side else 0.04), h * 0.2
    for label in rng.sample(
        [
            "Surname",
            "Given names",
            "Nationality",
            "Date of birth",
            "Sex",
            "Expires",
            "Card no.",
            "Height",
            "Class",
        ],
        6,
    ):
        p.write(x, y, label, s * 0.7, p.soft)
        p.write(
            x,
            y + s * 0.75,
            rng.choice([words.name(rng).upper(), words.date(rng), words.code(rng), words.place(rng).upper()]),
            s,
            bold=rng.random() < 0.5,
        )
        y += h * 0.1
    if rng.random() < 0.5:
        mono = face(rng, "mono")
        for i in range(2):
            text = (words.code(rng, 9, 12) + "<" + words.name(rng).upper().replace(" ", "<<") + "<" * 40)[:36]
            p.write(
                width * 0.04,
                h * (0.83 + i * 0.08),
                text,
                width * 0.92 / 36 / 0.6,
                other=mono,
                within=width * 0.94,
            )
    else:
        p.scrawl(width * 0.4, h * 0.88, width * 0.25, h * 0.08, (20, 20, 60))
    return p.image


def _boarding(rng: random.Random) -> Image.Image:
    width = rng.randint(500, 1500)
    p = Pen(
        rng,
        (width, round(width * rng.uniform(0.32, 0.45))),
        ground=rng.choice([WHITE, (250, 248, 240), (235, 242, 250)]),
    )
    h, s, cut = p.image.height, max(9, width // 55), round(width * 0.72)
    p.draw.rectangle((0, 0, width, h * 0.18), p.accent)
    p.write(
        s,
        h * 0.09,
        f"{words.firm(rng)} {rng.choice(['Airways', 'Rail', 'Lines', 'Festival'])}",
        s * 1.6,
        p.on(p.accent),
        "lm",
        bold=True,
    )
    p.write(
        cut - s,
        h * 0.09,
        rng.choice(["BOARDING PASS", "TICKET", "ADMIT ONE", "E-TICKET"]),
        s * 1.3,
        p.on(p.accent),
        "rm",
    )
    p.dashed((cut, 0), (cut, h), p.soft, 2)
    one, other = words.code(rng, 3, 3), words.code(rng, 3, 3)
    for left, wide in ((s, cut - 2 * s), (cut + s, width - cut - 2 * s)):
        p.write(left, h * 0.24, words.name(rng).upper(), s * 1.1, bold=True, within=wide)
        p.write(
            left,
            h * 0.36,
            f"{one}  →  {other}" if "DejaVu" in p.face else f"{one} - {other}",
            s * 2,
            bold=True,
            within=wide,
        )
        columns = max(2, int(wide / (s * 7)))
        for i, label in enumerate(
            ["Flight", "Date", "Gate", "Seat", "Boarding", "Class", "Seq"][: columns * 2]
        ):
            x, y = left + (i % columns) * wide / columns, h * (0.56 + 0.2 * (i // columns))
            p.write(x, y, label.upper(), s * 0.75, p.soft)
            p.write(
                x,
                y + s,
                rng.choice(
                    [words.code(rng, 2, 4), words.clock(rng), f"{rng.randint(1, 40)}{rng.choice('ABCDEF')}"]
                ),
                s * 1.3,
                bold=True,
            )
    if rng.random() < 0.5:
        p.squares(round(cut - h * 0.42), round(h * 0.24), round(h * 0.36))
    else:
        p.bars((round(cut - h * 0.7), round(h * 0.82), cut - s, h - 6))
    return p.image


def _label(rng: random.Random) -> Image.Image:
    """A shipping label."""
    width = rng.randint(360, 1100)
    p = Pen(rng, (width, round(width * rng.uniform(0.7, 1.5))), ground=WHITE)
    p.ink = (0, 0, 0)
    h, s = p.image.height, max(9, width // 28)
    p.draw.rectangle((2, 2, width - 3, h - 3), outline=p.ink, width=3)
    cuts = [0.0, rng.uniform(0.16, 0.25), rng.uniform(0.42, 0.55), rng.uniform(0.62, 0.72), 1.0]
    for c in cuts[1:-1]:
        p.draw.line((2, h * c, width - 2, h * c), p.ink, 3)
    p.write(s, h * 0.03, "FROM: " + words.firm(rng), s * 0.8)
    p.write(
        s,
        h * 0.03 + s,
        f"{rng.randint(1, 999)} {words.place(rng)} St, {words.place(rng)}",
        s * 0.8,
        within=width * 0.65,
    )
    p.write(
        width - s * 1.5,
        h * 0.02,
        rng.choice(["P", "E", "X", "2", "1"]),
        h * cuts[1] * 0.8,
        anchor="ra",
        bold=True,
    )
    y = h * cuts[1] + s * 0.5
    for text in (
        "SHIP TO:",
        words.name(rng).upper(),
        f"{rng.randint(1, 999)} {words.place(rng).upper()} AVE",
        f"{words.place(rng).upper()} {rng.randint(10000, 99999)}",
    ):
        p.write(s, y, text, s * 1.1, bold=True, within=width - 2 * s)
        y += s * 1.35
    p.write(
        s,
        h * cuts[2] + s * 0.3,
        rng.choice(["PRIORITY 2-DAY", "GROUND", "EXPRESS", "TRACKED 24"]),
        s * 1.5,
        bold=True,
    )
    p.squares(round(width - s * 4), round(h * cuts[2] + 6), round(s * 3))
    p.bars((s * 2, round(h * cuts[3] + s), width - s * 2, round(h - s * 2.6)))
    p.write(
        width / 2,
        h - s * 1.4,
        " ".join(str(rng.randint(1000, 9999)) for _ in range(5)),
        s,
        anchor="ma",
        within=width,
    )
    return p.image


def _certificate(rng: random.Random) -> Image.Image:
    width = rng.randint(600, 1500)
    p = Pen(
        rng,
        (width, round(width * rng.choice([0.707, 0.77, 1.3]))),
        "serif",
        ground=rng.choice([WHITE, (252, 247, 232), (246, 240, 220)]),
    )
    h, s = p.image.height, width // 45
    if rng.random() < 0.5:
        _guilloche(p, 0.12)
    for i in range(rng.randint(1, 3)):
        e = s * (0.6 + i * 0.5)
        p.draw.rectangle((e, e, width - e, h - e), outline=p.accent, width=rng.randint(1, max(1, s // 3)))
    y = h * 0.13
    for text, big, hand in (
        (rng.choice(["CERTIFICATE", "Diploma", "Certificate of Completion", "AWARD"]), 3.2, False),
        (p.sentence(), 1.0, False),
        (words.name(rng), 2.6, True),
        (p.sentence(), 1.0, False),
        (p.title(4), 1.5, False),
    ):
        p.write(
            width / 2,
            y,
            text,
            s * big,
            p.accent if big > 3 else None,
            "ma",
            bold=big > 3,
            within=width * 0.8,
            other=face(rng, "hand") if hand else None,
        )
        y += h * 0.13
    for x in (0.25, 0.75):
        p.draw.line((width * (x - 0.12), h * 0.86, width * (x + 0.12), h * 0.86), p.ink)
        p.scrawl(width * (x - 0.1), h * 0.83, width * 0.18, h * 0.06, (20, 20, 90))
        p.write(
            width * x,
            h * 0.88,
            rng.choice(["Date", "Director", "Signature", words.name(rng)]),
            s,
            anchor="ma",
        )
    p.draw.regular_polygon((width / 2, h * 0.85, s * 2.4), 24, fill=p.colour())
    p.draw.ellipse(
        (width / 2 - s * 1.6, h * 0.85 - s * 1.6, width / 2 + s * 1.6, h * 0.85 + s * 1.6),
        outline=WHITE,
        width=2,
    )
    return p.image


def _cheque(rng: random.Random) -> Image.Image:
    width = rng.randint(500, 1300)
    p = Pen(
        rng,
        (width, round(width * rng.uniform(0.4, 0.48))),
        ground=rng.choice([(226, 238, 230), (230, 234, 245), (248, 240, 225)]),
    )
    h, s, hand = p.image.height, max(9, width // 50), face(rng, "hand")
    _guilloche(p, 0.18)
    p.write(s * 2, s, words.firm(rng) + " Bank", s * 1.4, bold=True)
    p.write(width - s * 2, s, f"No. {rng.randint(100, 9999)}", s, anchor="ra")
    for y, label, text in (
        (0.3, "Pay to", words.name(rng)),
        (0.5, "Amount", words.words(rng, 5)),
        (0.78, "Memo", words.words(rng, 2)),
    ):
        w = p.write(s * 2, h * y, label, s) + s * 3
        p.draw.line((w, h * y + s * 1.3, width * 0.68, h * y + s * 1.3), p.ink)
        p.write(w + s, h * y - s * 0.2, text, s * 1.3, (20, 30, 120), other=hand, within=width * 0.6 - w)
    p.draw.rectangle((width * 0.74, h * 0.3, width - s * 2, h * 0.44), WHITE, p.ink)
    p.write(width * 0.76, h * 0.32, "$ " + words.money(rng), s * 1.3, (20, 30, 120), other=hand)
    p.scrawl(width * 0.72, h * 0.75, width * 0.2, h * 0.14, (20, 30, 120))
    p.draw.line((width * 0.7, h * 0.82, width - s * 2, h * 0.82), p.ink)
    p.write(
        s * 2,
        h * 0.9,
        f"|: {rng.randint(10**8, 10**9)} |: {rng.randint(10**9, 10**10)} ||",
        s * 1.1,
        other=face(rng, "mono"),
    )
    return p.image


STYLES: tuple[Callable[[random.Random], Image.Image], ...] = (
    _identity,
    _boarding,
    _label,
    _certificate,
    _cheque,
)
