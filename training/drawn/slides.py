"""Slides of talks."""

from __future__ import annotations

import random
from pathlib import Path

from PIL import Image

from . import words
from .diagrams import diagram
from .graphs import chart
from .paste import pasted
from .pen import WHITE, Box, Colour, Pen, face, mixed
from .tables import table

_GROUNDS: tuple[Colour, ...] = (
    (20, 24, 40),
    (0, 51, 90),
    (34, 34, 34),
    (245, 242, 235),
    (230, 240, 248),
    (90, 20, 50),
    (10, 80, 70),
)


def slide(rng: random.Random, photos: list[Path]) -> Image.Image:
    width = rng.choice([640, 800, 960, 1024, 1280, 1440, 1600, 1920, rng.randint(400, 1920)])
    height = round(width * rng.choice([9 / 16, 9 / 16, 3 / 4, 3 / 4, 10 / 16]))
    ground = rng.choice([None, None, None, *_GROUNDS])
    p = Pen(rng, (width, height), rng.choice(["sans", "sans", "sans", "serif"]), 0.15, ground)
    size = round(width * rng.uniform(0.022, 0.038))
    body = _dressed(p, size)
    style = rng.choice(
        [
            "cover",
            "bullets",
            "bullets",
            "bullets",
            "columns",
            "number",
            "chart",
            "chart",
            "picture",
            "agenda",
            "quote",
            "table",
            "figure",
            "steps",
            "math",
        ]
    )
    if style == "cover":
        _cover(p, size, photos)
        return p.image
    if style == "quote":
        p.write(width * 0.1, height * 0.2, "“", size * 6, p.accent)
        y = p.prose(
            (round(width * 0.15), round(height * 0.35), round(width * 0.85), round(height * 0.75)),
            size * 1.7,
            lines=rng.randint(2, 4),
        )
        p.write(width * 0.85, y + size, "— " + words.name(rng), size, p.soft, "ra")
        return p.image
    left, top, right, bottom = body
    middle = (left + right) // 2
    match style:
        case "bullets":
            _bullets(
                p,
                body if rng.random() < 0.6 else (left, top, round(left + (right - left) * 0.6), bottom),
                size,
            )
        case "columns":
            _bullets(p, (left, top, middle - size, bottom), size)
            if rng.random() < 0.5:
                _bullets(p, (middle + size, top, right, bottom), size)
            else:
                pasted(p, photos, (middle + size, top, right, bottom))
        case "number":
            p.write(
                middle,
                (top + bottom) / 2,
                rng.choice([f"{rng.randint(2, 99)}%", f"{rng.randint(2, 20)}x", f"${rng.randint(1, 900)}M"]),
                size * 7,
                p.accent,
                "mm",
                bold=True,
            )
            p.write(middle, bottom - size * 2, p.sentence(), size, anchor="mm", within=right - left)
        case "chart" | "table" | "figure":
            draw = {"chart": chart, "table": table, "figure": diagram}[style]
            half = rng.random() < 0.5
            _fitted(p, draw(rng), (left, top, middle if half else right, bottom))
            if half:
                _bullets(p, (middle + size, top, right, bottom), size)
        case "picture":
            pasted(p, photos, body if rng.random() < 0.5 else (0, top, width, height))
            if rng.random() < 0.5:
                p.write(left + size, bottom - size * 2, p.sentence(), size, WHITE, within=right - left)
        case "agenda":
            for i in range(rng.randint(3, 7)):
                y = top + round(i * size * 2.6)
                p.draw.ellipse((left, y, left + size * 1.8, y + size * 1.8), p.accent)
                p.write(left + size * 0.9, y + size * 0.9, str(i + 1), size, p.on(p.accent), "mm", bold=True)
                p.write(left + size * 3, y + size * 0.9, p.title(3), round(size * 1.2), anchor="lm")
        case "steps":
            _steps(p, body, size)
        case _:
            from .formulas import put

            for i in range(rng.randint(1, 3)):
                put(p, middle, top + (bottom - top) * (i + 0.5) / 3, size * 1.6, anchor="mm")
            _bullets(p, (left, bottom - size * 4, right, bottom), size)
    return p.image


def _dressed(p: Pen, size: int) -> Box:
    """Title, bands and foot; gives what is left for the body."""
    rng, (width, height) = p.rng, p.size
    margin, look = (
        width // rng.randint(11, 22),
        rng.choice(["plain", "plain", "band", "side", "line", "corner", "middle"]),
    )
    top, left, ink = size, margin, None
    if look == "band":
        p.draw.rectangle((0, 0, width, size * 4), p.accent)
        ink = p.on(p.accent)
    elif look == "side":
        p.draw.rectangle((0, 0, margin // 2, height), p.accent)
    elif look == "corner":
        p.draw.polygon([(width, 0), (width - size * 8, 0), (width, size * 8)], p.accent)
        p.draw.polygon([(0, height), (size * 5, height), (0, height - size * 5)], p.colour())
    elif look == "line":
        p.draw.line((margin, size * 4, width - margin, size * 4), p.accent, 3)
    title = p.title(rng.randint(1, 6))
    centred = look == "middle"
    p.write(
        width / 2 if centred else left,
        top,
        title,
        round(size * rng.uniform(1.5, 2.1)),
        ink or (p.accent if rng.random() < 0.5 and _apart(p) else None),
        "ma" if centred else "la",
        bold=rng.random() < 0.5,
        within=width - 2 * margin,
    )
    if rng.random() < 0.6:
        p.write(width - margin, height - size * 1.2, str(rng.randint(1, 60)), size * 0.7, p.soft, "ra")
        p.write(
            margin,
            height - size * 1.2,
            rng.choice([words.firm(p.rng), words.name(p.rng), p.date()]),
            size * 0.7,
            p.soft,
        )
    return (left, round(size * 5), width - margin, height - size * 2)


def _apart(p: Pen) -> bool:
    """Whether the accent is read on the ground."""
    return abs(sum(p.accent) - sum(p.ground)) > 260


def _bullets(p: Pen, box: Box, size: int) -> None:
    left, y, right, bottom = box
    gap = p.rng.uniform(0.3, 1.6)
    mark = p.rng.choice(["dot", "dash", "square", "number", "tick"])
    for i in range(p.rng.randint(2, 8)):
        deep = size if i and p.rng.random() < 0.35 else 0
        s = size if not deep else round(size * 0.85)
        if y + s * 2 > bottom:
            return
        x = left + deep
        if mark == "number":
            p.write(x, y, f"{i + 1}.", s, p.accent)
        elif mark == "tick":
            p.tick(x + s / 2, y + s / 2, s * 0.7, p.accent)
        elif mark == "dash":
            p.write(x, y, "–", s)
        else:
            shape = p.draw.ellipse if mark == "dot" else p.draw.rectangle
            shape((x, y + s * 0.4, x + s * 0.35, y + s * 0.75), p.accent)
        lines = p.rng.choice([1, 1, 2])
        y = p.prose((round(x + s * 1.4), y, right, bottom), s, lines=lines, pitch=1.3) + round(s * gap)


def _steps(p: Pen, box: Box, size: int) -> None:
    left, top, right, bottom = box
    count = p.rng.randint(3, 5)
    across, y = (right - left) / count, (top + bottom) / 2 - size * 3
    for i in range(count):
        x = left + i * across
        tone = p.colour()
        if p.rng.random() < 0.5:
            p.draw.polygon(
                [
                    (x, y),
                    (x + across * 0.8, y),
                    (x + across * 0.95, y + size * 1.8),
                    (x + across * 0.8, y + size * 3.6),
                    (x, y + size * 3.6),
                ],
                tone,
            )
        else:
            p.draw.rounded_rectangle((x, y, x + across * 0.85, y + size * 3.6), size // 2, tone)
        p.write(x + across * 0.42, y + size * 1.8, p.title(1), size, p.on(tone), "mm", within=across * 0.8)
        p.prose((round(x), round(y + size * 4.4), round(x + across * 0.85), bottom), size * 0.8, lines=3)


def _cover(p: Pen, size: int, photos: list[Path]) -> None:
    width, height = p.size
    p.draw.rectangle((0, 0, width, height), p.rng.choice([p.ground, p.accent, p.ground]))
    look = p.rng.choice(["plain", "photo", "half", "block"])
    ink: Colour | None = p.on(p.image.getpixel((2, 2)))  # type: ignore[arg-type]
    if look == "photo":
        pasted(p, photos, (0, 0, width, height))
        p.draw.rectangle(
            (0, round(height * 0.35), width, round(height * 0.75)), mixed(p.accent, (0, 0, 0), 0.4)
        )
        ink = WHITE
    elif look == "half":
        pasted(p, photos, (round(width * 0.6), 0, width, height))
    elif look == "block":
        p.draw.rectangle((0, round(height * 0.7), width, height), p.colour())
    room, left = width * (0.5 if look == "half" else 0.84), width * 0.08
    p.write(left, height * 0.4, p.title(p.rng.randint(2, 4)), size * 2.6, ink, bold=True, within=room)
    p.write(left, height * 0.4 + size * 3.6, p.sentence(), size * 1.2, ink, within=room)
    p.write(
        left,
        height * 0.78,
        f"{words.name(p.rng)}, {p.date()}",
        size,
        ink,
        within=room,
        other=face(p.rng, "sans"),
    )


def _fitted(p: Pen, image: Image.Image, box: Box) -> None:
    """*image* as large as *box* holds."""
    left, top, right, bottom = box
    scale = min((right - left) / image.width, (bottom - top) / image.height)
    small = image.resize(
        (max(1, round(image.width * scale)), max(1, round(image.height * scale))), Image.Resampling.BILINEAR
    )
    p.image.paste(small, (left, top))
