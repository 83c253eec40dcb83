"""Receipts, documents, forms, tables, terminals and slides."""

from __future__ import annotations

import random

from PIL import Image

from .pen import FIRMS, ITEMS, NAMES, WORDS, Pen


def receipt(rng: random.Random) -> Image.Image:
    size = rng.randint(13, 34)
    lines = rng.randint(4, 26)
    width, pitch = round(size * rng.uniform(16, 26)), round(size * rng.uniform(1.2, 1.6))
    p = Pen(rng, (width, pitch * (lines + 16)), rng.choice(["mono", "mono", "sans"]), dark=0.0)
    margin, y = size, size
    for text in (
        rng.choice(FIRMS).upper(),
        f"{rng.randint(1, 300)} {p.title(1)} Street",
        f"Tel {rng.randint(100, 999)}-{rng.randint(1000, 9999)}",
    ):
        p.write(width / 2, y, text, size, anchor="ma")
        y += pitch
    p.write(margin, y + pitch // 2, f"{p.date()} {rng.randint(0, 23):02}:{rng.randint(0, 59):02}", size)
    y += 2 * pitch
    total = 0.0
    for _ in range(lines):
        price = rng.randint(50, 4000) / 100
        total += price
        p.write(margin, y, rng.choice(ITEMS)[:14], size)
        p.write(width - margin, y, f"{price:.2f}", size, anchor="ra")
        y += pitch
    p.write(margin, y, "-" * 60, size)
    for name, part in (
        ("Subtotal", 0.9),
        ("VAT", 0.1),
        ("TOTAL", 1.0),
        (rng.choice(["CASH", "VISA", "CARD"]), 1.0),
    ):
        y += pitch
        p.write(margin, y, name, size)
        p.write(width - margin, y, f"{total * part:.2f}", size, anchor="ra")
    if rng.random() < 0.4:
        for x in range(margin * 3, width - margin * 3, 4):
            p.draw.rectangle((x, y + 2 * pitch, x + rng.randint(0, 3), y + 4 * pitch), p.ink)
    p.write(width / 2, y + 5 * pitch, "Thank you!", size, anchor="ma")
    return p.image


def document(rng: random.Random) -> Image.Image:
    width = rng.randint(600, 1700)
    p = Pen(rng, (width, round(width * rng.uniform(0.6, 1.5))), rng.choice(["serif", "sans"]), dark=0.08)
    height, size = p.image.height, max(9, round(width * rng.uniform(0.011, 0.022)))
    margin, columns = width // rng.randint(9, 18), rng.choice([1, 1, 1, 2, 3])
    y = margin
    if rng.random() < 0.7:
        p.write(margin, y, p.title(rng.randint(2, 5)), size * 2)
        y += size * 4
    across = (width - 2 * margin) // columns
    for column in range(columns):
        left = margin + column * across
        p.prose((left, y, left + across - size, height - margin), size)
    if rng.random() < 0.2:
        top = rng.randint(y, max(y, height - height // 3))
        box = (margin, top, width - margin, top + height // 4)
        p.draw.rectangle(box, p.colour() if rng.random() < 0.5 else p.ground, p.ink)
    return p.image


def form(rng: random.Random) -> Image.Image:
    width, fields = rng.randint(600, 1500), rng.randint(6, 18)
    size = max(10, round(width * rng.uniform(0.012, 0.02)))
    pitch = round(size * rng.uniform(2.2, 3.2))
    p = Pen(rng, (width, pitch * (fields + 4)), dark=0.05)
    p.write(width / 2, pitch // 2, p.title(3), size * 2, anchor="ma")
    for number in range(fields):
        y, x = pitch * (number + 2), width // 20
        for left in (x, width // 2) if rng.random() < 0.5 else (x,):
            label = p.title(rng.randint(1, 2)) + ":"
            w = p.write(left, y, label, size)
            end = left + width // 3
            if rng.random() < 0.25:
                p.draw.rectangle((left + w + size, y, left + w + 2 * size, y + size), outline=p.ink)
                if rng.random() < 0.5:
                    p.write(left + w + size, y - size // 4, "x", size)
            else:
                p.draw.line((left + w + 4, y + size * 1.2, end, y + size * 1.2), p.ink)
                p.write(left + w + 8, y, p.cell(rng.choice(["name", "date", "code", "money"])), size)
    return p.image


def table(rng: random.Random) -> Image.Image:
    rows, columns = rng.randint(3, 28), rng.randint(2, 9)
    size = rng.randint(10, 26)
    pitch, across = round(size * rng.uniform(1.5, 2.4)), size * rng.randint(7, 12)
    margin = rng.randint(0, 3 * size)
    top = margin + (3 * size if rng.random() < 0.5 else 0)
    p = Pen(
        rng,
        (columns * across + 2 * margin, top + pitch * (rows + 1) + margin),
        rng.choice(["sans", "sans", "serif"]),
        dark=0.12,
    )
    if top > margin:
        p.write(margin, margin, p.title(4), round(size * 1.4))
    sorts = [
        "name",
        *(
            rng.choice(["money", "code", "date", "count", "share", "word", "item"])
            for _ in range(columns - 1)
        ),
    ]
    banded, ruled, boxed = rng.random() < 0.4, rng.random() < 0.6, rng.random() < 0.4
    band = tuple(max(0, c - 14) if c > 127 else c + 18 for c in p.ground)
    for row in range(rows + 1):
        y = top + row * pitch
        if row == 0 and rng.random() < 0.5:
            p.draw.rectangle((margin, y, margin + columns * across, y + pitch), p.accent)
        elif banded and row % 2:
            p.draw.rectangle((margin, y, margin + columns * across, y + pitch), band)
        for column, sort in enumerate(sorts):
            text = p.title(1) if row == 0 else p.cell(sort)
            x = margin + column * across
            right = sort in ("money", "count", "share")
            p.write(
                x + (across - size // 2 if right else size // 2),
                y + pitch / 2,
                text[: across * 2 // size - 2],
                size,
                anchor="rm" if right else "lm",
            )
            if boxed:
                p.draw.rectangle((x, y, x + across, y + pitch), outline=p.ink)
        if ruled:
            p.draw.line((margin, y, margin + columns * across, y), p.ink)
    return p.image


def terminal(rng: random.Random) -> Image.Image:
    size, columns, rows = rng.randint(11, 26), rng.randint(50, 120), rng.randint(10, 50)
    p = Pen(rng, (round(columns * size * 0.62) + 20, round(rows * size * 1.35) + 20), "mono", dark=0.8)
    code = rng.random() < 0.5
    for row in range(rows):
        y, x = 10 + row * round(size * 1.3), 10.0
        if code:
            x += size * 1.3 * rng.choice([0, 1, 1, 2, 2, 3])
            parts = rng.choice(
                [
                    ["def ", f"{rng.choice(WORDS)}_{rng.choice(WORDS)}", "(self, ", rng.choice(WORDS), "):"],
                    [
                        rng.choice(WORDS),
                        " = ",
                        f"{rng.choice(WORDS)}.{rng.choice(WORDS)}",
                        "(",
                        str(rng.randint(0, 99)),
                        ")",
                    ],
                    ["return ", rng.choice(WORDS)],
                    ["# ", p.words(5)],
                    [""],
                ]
            )
        else:
            parts = rng.choice(
                [
                    ["$ ", p.words(3)],
                    [p.date(), " INFO ", p.words(6)],
                    ["ERROR ", p.code(), ": ", p.words(4)],
                    ["-rw-r--r-- 1 root root ", str(rng.randint(10, 99999)), " ", rng.choice(WORDS), ".txt"],
                ]
            )
        for part in parts:
            x += p.write(
                x, y, part, size, p.colour() if rng.random() < 0.35 and sum(p.ground) < 200 else None
            )
    return p.image


def slide(rng: random.Random) -> Image.Image:
    width = rng.randint(640, 1920)
    p = Pen(rng, (width, width * 9 // 16 if rng.random() < 0.6 else width * 3 // 4), dark=0.3)
    size = round(width * rng.uniform(0.018, 0.03))
    if rng.random() < 0.5:
        p.draw.rectangle((0, 0, width, size * 4), p.accent)
    p.write(width // 15, size, p.title(rng.randint(2, 5)), size * 2)
    for number in range(rng.randint(2, 7)):
        p.write(width // 12, size * 5 + number * size * 2, "• " + p.words(rng.randint(3, 9)), size)
    if rng.random() < 0.4:
        p.draw.rectangle(
            (width * 2 // 3, p.image.height // 2, width - size, p.image.height - size), p.colour()
        )
        p.write(width * 2 // 3 + size, p.image.height // 2 + size, rng.choice(NAMES), size)
    return p.image
