"""Spreadsheets, and lattices of ticks that compare offers."""

from __future__ import annotations

import random

from PIL import Image

from . import words
from .pen import WHITE, Pen, mixed

RIGHT = ("money", "count", "share", "signed")
SORTS = ("money", "code", "date", "count", "share", "word", "item", "place", "clock", "signed")


def sorts_of(rng: random.Random, columns: int) -> list[str]:
    return [rng.choice(["name", "item", "place", "word", "date"]), *rng.choices(SORTS, k=columns - 1)]


def matrix(rng: random.Random) -> Image.Image:
    """What each offer has: ticks and crosses."""
    plans, rows, s = rng.randint(2, 5), rng.randint(5, 14), rng.randint(13, 20)
    tall, name, each = round(s * rng.uniform(1.9, 2.8)), s * rng.randint(11, 16), s * rng.randint(6, 10)
    m = rng.choice([0, s, 2 * s])
    p = Pen(rng, (name + each * plans + 2 * m, tall * (rows + 2) + 2 * m), dark=0.2)
    yes, no = rng.choice([((34, 160, 70), (210, 50, 50)), (p.accent, p.faint), (p.ink, p.faint)])
    dots = rng.random() < 0.3
    for i in range(plans):
        x = m + name + i * each
        p.draw.rectangle((x, m, x + each, m + tall * 2), p.colour(), p.ground)
        p.write(
            x + each / 2,
            m + tall,
            rng.choice(["Basic", "Plus", "Pro", "Free", "Team", words.firm(rng)]),
            s,
            WHITE,
            "mm",
            bold=True,
            within=each,
        )
    for r in range(rows):
        y = m + tall * (r + 2)
        if r % 2:
            p.draw.rectangle((m, y, m + name + each * plans, y + tall), mixed(p.ink, p.ground, 0.05))
        p.draw.line((m, y, m + name + each * plans, y), p.faint)
        p.write(m + s / 2, y + tall / 2, p.title(2), s, anchor="lm", within=name)
        for i in range(plans):
            x = m + name + i * each + each // 2
            has = rng.random() < 0.35 + 0.5 * i / plans
            if dots:
                p.draw.ellipse(
                    (x - s / 2, y + tall / 2 - s / 2, x + s / 2, y + tall / 2 + s / 2),
                    yes if has else None,
                    yes,
                )
            elif rng.random() < 0.12:
                p.write(x, y + tall / 2, p.cell(rng.choice(["count", "share"])), s, anchor="mm")
            else:
                p.tick(x, y + tall / 2, s * 0.8, yes if has else no, cross=not has)
    return p.image


def spreadsheet(rng: random.Random) -> Image.Image:
    """Lettered columns and numbered rows, with or without the ribbon above."""
    s = rng.randint(11, 17)
    tall, across = round(s * 1.55), [round(s * rng.uniform(5, 11)) for _ in range(rng.randint(4, 14))]
    rows, edge = rng.randint(8, 40), round(s * 2.6)
    ribbon = s * 7 if rng.random() < 0.4 else 0
    p = Pen(rng, (edge + sum(across), ribbon + tall * (rows + 1)), "sans", ground=WHITE)
    if ribbon:
        p.draw.rectangle((0, 0, p.image.width, ribbon), (243, 243, 243))
        p.draw.rectangle((0, 0, p.image.width, s * 2), rng.choice([(33, 115, 70), (15, 157, 88), p.accent]))
        p.write(p.image.width / 2, s, p.title(1) + ".xlsx", s, WHITE, "mm")
        for i in range(p.image.width // (s * 5)):
            p.write(i * s * 5 + s, s * 2.4, p.title(1), s, within=s * 4)
        p.draw.rectangle((s, s * 5, p.image.width - s, s * 6.6), WHITE, (200, 200, 200))
        p.write(s * 2, s * 5.2, f"fx   =SUM(B2:B{rng.randint(3, 40)})", s)
    line = (212, 212, 212)
    p.draw.rectangle((0, ribbon, p.image.width, ribbon + tall), (230, 230, 230))
    p.draw.rectangle((0, ribbon, edge, p.image.height), (230, 230, 230))
    full, width = rng.randint(rows // 3, rows), rng.randint(3, len(across))
    sorts, x = [sorts_of(rng, width)[0], *rng.choices(SORTS, k=width - 1)], float(edge)
    top = rng.choice([None, p.accent, mixed(p.accent, WHITE, 0.3)])
    for i, w in enumerate(across):
        p.write(x + w / 2, ribbon + tall / 2, chr(65 + i), s, (80, 80, 80), "mm")
        for r in range(full if i < width else 0):
            y = ribbon + tall * (r + 1)
            text = p.title(1) if r == 0 else p.cell(sorts[i])
            right = r > 0 and sorts[i] in RIGHT
            if (r == 0 and top) or rng.random() < 0.01:
                p.draw.rectangle((x, y, x + w, y + tall), top or p.tint(0.4))
            p.write(
                x + (w - 4 if right else 4),
                y + tall / 2,
                text,
                s,
                p.on(top) if r == 0 and top else None,
                "rm" if right else "lm",
                bold=r == 0,
                within=w - 6,
            )
        x += w
        p.draw.line((x, ribbon, x, p.image.height), line)
    for r in range(rows + 1):
        y = ribbon + tall * (r + 1)
        p.draw.line((0, y, p.image.width, y), line)
        p.write(edge / 2, y + tall / 2, str(r + 1), s, (80, 80, 80), "mm")
    return p.image
