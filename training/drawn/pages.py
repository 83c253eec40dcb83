"""Receipts and documents."""

from __future__ import annotations

import random

from PIL import Image

from . import words
from .pen import Pen


def receipt(rng: random.Random) -> Image.Image:
    size = rng.randint(13, 34)
    lines = rng.randint(4, 26)
    width, pitch = round(size * rng.uniform(16, 26)), round(size * rng.uniform(1.2, 1.6))
    p = Pen(rng, (width, pitch * (lines + 16)), rng.choice(["mono", "mono", "sans"]), dark=0.0)
    margin, y = size, size
    for text in (
        words.firm(rng).upper(),
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
        p.write(margin, y, rng.choice(words.ITEMS)[:14], size)
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


def document(rng: random.Random, dark: float = 0.08) -> Image.Image:
    width = rng.randint(600, 1700)
    p = Pen(rng, (width, round(width * rng.uniform(0.6, 1.5))), rng.choice(["serif", "sans"]), dark)
    height, size = p.image.height, max(9, round(width * rng.uniform(0.011, 0.022)))
    margin, columns = width // rng.randint(9, 18), rng.choice([1, 1, 1, 2, 3])
    justified = rng.random() < 0.25
    y = margin
    if rng.random() < 0.7:
        p.write(margin, y, p.title(rng.randint(2, 5)), size * 2)
        y += size * 4
    across = (width - 2 * margin) // columns
    for column in range(columns):
        left = margin + column * across
        p.prose((left, y, left + across - size, height - margin), size, justified=justified)
    if rng.random() < 0.2:
        top = rng.randint(y, max(y, height - height // 3))
        box = (margin, top, width - margin, top + height // 4)
        p.draw.rectangle(box, p.colour() if rng.random() < 0.5 else p.ground, p.ink)
    return p.image
