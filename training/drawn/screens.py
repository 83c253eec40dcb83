"""Screens: desktops with windows, and phones."""

from __future__ import annotations

import random
from pathlib import Path

from PIL import Image

from .graphs import chart
from .paste import pasted
from .pen import Pen


def desktop(rng: random.Random, photos: list[Path]) -> Image.Image:
    width, height = rng.choice(
        [(1920, 1080), (1366, 768), (1440, 900), (1280, 800), (2560, 1440), (1024, 768), (1600, 900)]
    )
    p = Pen(rng, (width, height), dark=0.3)
    if rng.random() < 0.6:
        pasted(p, photos, (0, 0, width, height))
    size = rng.randint(11, 18)
    p.draw.rectangle((0, height - size * 3, width, height), p.colour())
    for number in range(rng.randint(4, 12)):
        p.draw.rectangle(
            (number * size * 4 + 8, height - size * 3 + 6, number * size * 4 + size * 2, height - 8),
            p.colour(),
        )
    p.write(width - size * 6, height - 2 * size, f"{rng.randint(0, 23)}:{rng.randint(0, 59):02}", size)
    for number in range(rng.choice([1, 1, 1, 2, 3])):
        if number == 0 and rng.random() < 0.6:
            box = (0, 0, width, height - size * 3)
        else:
            w, h = rng.randint(width // 4, width * 3 // 4), rng.randint(height // 3, height * 3 // 4)
            x, y = rng.randint(0, width - w), rng.randint(0, height - h - size * 3)
            box = (x, y, x + w, y + h)
        _window(p, box, size, photos)
    return p.image


def _window(p: Pen, box: tuple[int, int, int, int], size: int, photos: list[Path]) -> None:
    rng, (left, top, right, bottom) = p.rng, box
    p.draw.rectangle(box, p.ground, p.ink)
    p.draw.rectangle(
        (left, top, right, top + size * 2), p.colour() if rng.random() < 0.5 else (225, 225, 228)
    )
    p.write(left + size, top + size // 2, p.title(3), size, (20, 20, 20))
    y, x = top + size * 2, float(left + size)
    for _ in range(rng.randint(3, 8)):
        x += p.write(x, y + size // 3, p.title(1), size) + size
    y += size * 2
    for number in range(rng.randint(0, 14)):
        p.draw.rectangle(
            (left + 8 + number * size * 3, y + 4, left + 8 + number * size * 3 + size * 2, y + size * 2),
            p.colour(),
        )
    y += size * 3
    side = left + (right - left) // rng.randint(4, 7)
    for number in range((bottom - y) // (size * 2)):
        if rng.random() < 0.8:
            p.write(left + size, y + number * size * 2, p.title(rng.randint(1, 2)), size)
    inner = (side + size, y, right - size, bottom - size)
    match rng.choice(["text", "grid", "controls", "photo", "chart", "code"]):
        case "text":
            p.prose(inner, size)
        case "grid":
            _grid(p, inner, size)
        case "photo":
            pasted(p, photos, inner)
        case "chart" if inner[2] - inner[0] > 200 and inner[3] - inner[1] > 150:
            p.image.paste(chart(rng).resize((inner[2] - inner[0], inner[3] - inner[1])), inner[:2])
        case _:
            _controls(p, inner, size)


def _grid(p: Pen, box: tuple[int, int, int, int], size: int) -> None:
    left, top, right, bottom = box
    across, pitch = size * 7, round(size * 1.7)
    for y in range(top, bottom - pitch, pitch):
        p.draw.line((left, y, right, y), (190, 190, 190))
        for x in range(left, right - across, across):
            if p.rng.random() < 0.75:
                p.write(x + 4, y + 3, p.cell(p.rng.choice(["money", "count", "word", "date"])), size)
    for x in range(left, right, across):
        p.draw.line((x, top, x, bottom), (190, 190, 190))


def _controls(p: Pen, box: tuple[int, int, int, int], size: int) -> None:
    rng, (left, top, right, bottom) = p.rng, box
    for y in range(top, bottom - size * 2, size * 3):
        w = p.write(left, y, p.title(2), size)
        x = round(left + max(w + size, (right - left) / 4))
        match rng.choice(["box", "check", "button", "none"]):
            case "box" if x < right:
                p.draw.rectangle((x, y - 3, right, y + size + 5), outline=p.ink)
                p.write(x + 6, y, p.cell(rng.choice(["name", "count", "code", "word"])), size)
            case "check":
                p.draw.rectangle(
                    (x, y, x + size, y + size), p.accent if rng.random() < 0.5 else p.ground, p.ink
                )
            case "button":
                p.draw.rounded_rectangle((x, y - 4, x + size * 7, y + size + 6), 5, p.accent)
                p.write(x + size, y, p.title(1), size, (255, 255, 255))
            case _:
                pass


def mobile(rng: random.Random, photos: list[Path]) -> Image.Image:
    width = rng.choice([360, 540, 720, 1080, 750, 1170])
    p = Pen(rng, (width, round(width * rng.uniform(1.7, 2.2))), dark=0.3)
    size = round(width * rng.uniform(0.032, 0.05))
    p.write(size, size // 2, f"{rng.randint(0, 23)}:{rng.randint(0, 59):02}", size * 2 // 3)
    p.draw.rectangle((0, size * 2, width, size * 5), p.accent)
    p.write(size, size * 3, p.title(2), round(size * 1.3), (255, 255, 255))
    y = size * 6
    while y < p.image.height - size * 6:
        match rng.choice(["row", "row", "card", "bubble", "photo"]):
            case "row":
                p.draw.ellipse((size, y, size * 3, y + size * 2), p.colour())
                p.write(size * 4, y, p.title(2), size)
                p.write(size * 4, y + size * 1.3, p.words(4)[:34], size * 3 // 4, (128, 128, 128))
                y += size * 4
            case "photo":
                pasted(p, photos, (size, y, width - size, y + width // 2))
                y += width // 2 + size
            case "bubble":
                left = rng.choice([size, width // 4])
                p.draw.rounded_rectangle((left, y, left + width * 2 // 3, y + size * 4), size, p.colour())
                p.prose(
                    (left + size, y + size // 2, left + width * 2 // 3 - size, y + size * 4),
                    size,
                    (255, 255, 255),
                )
                y += size * 5
            case _:
                p.draw.rounded_rectangle((size, y, width - size, y + size * 5), size, outline=p.ink)
                p.write(size * 2, y + size, p.title(2), size)
                p.write(width - size * 2, y + size * 3, p.money(), size, anchor="ra")
                y += size * 6
    for number in range(4):
        p.draw.ellipse(
            (
                number * width // 4 + width // 12,
                p.image.height - size * 3,
                number * width // 4 + width // 12 + size * 2,
                p.image.height - size,
            ),
            p.colour(),
        )
    return p.image
