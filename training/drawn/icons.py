"""Single figures on plain ground, and samples of colours."""

from __future__ import annotations

import random

from PIL import Image

from . import words
from .pen import WHITE, Box, Colour, Pen, mixed


def icon(rng: random.Random) -> Image.Image:
    """One figure, or a row of them, on plain ground."""
    side = rng.randint(180, 700)
    p = Pen(rng, (side, side), dark=0.15, ground=rng.choice([WHITE, None, None]))
    tones: list[Colour] = [*p.palette, p.ink, WHITE]
    if rng.random() < 0.6:
        shape = rng.choice([p.draw.ellipse, p.draw.rectangle])
        shape((side * 0.1, side * 0.1, side * 0.9, side * 0.9), p.accent)
    for _ in range(rng.randint(1, 6)):
        x, y, r = (
            side * rng.uniform(0.35, 0.65),
            side * rng.uniform(0.35, 0.65),
            side * rng.uniform(0.06, 0.32),
        )
        tone, hollow = rng.choice(tones), rng.random() < 0.4
        args = {"outline": tone, "width": max(2, side // 40)} if hollow else {"fill": tone}
        match rng.choice(["ellipse", "box", "poly", "arc", "letter", "mirror"]):
            case "ellipse":
                p.draw.ellipse((x - r, y - r, x + r, y + r), **args)
            case "box":
                p.draw.rounded_rectangle(
                    (side / 2 - r, y - r * 0.7, side / 2 + r, y + r * 0.7), r / 4, **args
                )
            case "poly":
                p.draw.regular_polygon(
                    (side / 2, y, r), rng.choice([3, 4, 5, 6, 8]), rotation=rng.choice([0, 45, 90]), fill=tone
                )
            case "arc":
                p.draw.arc(
                    (x - r, y - r, x + r, y + r),
                    rng.randint(0, 180),
                    rng.randint(200, 400),
                    tone,
                    max(3, side // 25),
                )
            case "letter":
                p.write(side / 2, side / 2, words.code(rng, 1, 2), side * 0.4, tone, "mm", bold=True)
            case _:
                points = [(rng.uniform(0, r), rng.uniform(-r, r)) for _ in range(4)]
                p.draw.polygon(
                    [
                        *((side / 2 + a, y + b) for a, b in points),
                        *((side / 2 - a, y + b) for a, b in reversed(points)),
                    ],
                    tone,
                )
    return p.image


def swatches(rng: random.Random) -> Image.Image:
    width = rng.randint(300, 1200)
    p = Pen(rng, (width, round(width * rng.uniform(0.4, 1.0))), dark=0.1)
    s = max(9, width // 50)
    columns, rows, named = rng.randint(2, 10), rng.randint(1, 6), rng.random() < 0.6
    tones = p.palette + [(rng.randint(0, 255), rng.randint(0, 255), rng.randint(0, 255)) for _ in range(12)]
    gap, w, h = rng.choice([0, s // 2, s]), p.image.width / columns, p.image.height / rows
    for r in range(rows):
        for c in range(columns):
            tone = mixed(rng.choice(tones), WHITE, rng.choice([1.0, 1.0, 0.7, 0.4]))
            box: Box = (
                round(c * w + gap),
                round(r * h + gap),
                round((c + 1) * w - gap),
                round((r + 1) * h - gap - (s * 2 if named else 0)),
            )
            if box[2] > box[0] and box[3] > box[1]:
                p.draw.rectangle(box, tone)
            if named:
                p.write(
                    c * w + w / 2,
                    (r + 1) * h - s * 1.6,
                    "#{:02X}{:02X}{:02X}".format(*tone),
                    s * 0.8,
                    anchor="mm",
                    within=w,
                )
    return p.image
