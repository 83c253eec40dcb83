"""The demo's drawn pictures with much text: a dashboard as on a screen, a chart as from a report."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]

INK: Colour = (31, 41, 55)
GREY: Colour = (107, 114, 128)
LINE: Colour = (229, 231, 235)
BLUE: Colour = (37, 99, 235)
GREEN: Colour = (22, 163, 74)
RED: Colour = (220, 38, 38)
AMBER: Colour = (217, 119, 6)
WHITE: Colour = (255, 255, 255)

_REGIONS = (
    "Nordics", "DACH", "Benelux", "Iberia", "France", "Italy", "UK & Ireland", "Poland & Baltics", "Balkans", "Turkey",
    "Gulf", "India", "Japan", "Korea", "Oceania", "Brazil", "Andes", "Mexico", "Canada", "US East", "US Central",
    "US West",
)  # fmt: skip
_COLUMNS = ("Region", "Accounts", "MRR", "30 days", "Churn", "Seats", "Active", "NPS", "Tickets", "P95 ms")


def dashboard() -> Image.Image:
    """A dense operations dashboard, 2560×1440, with 22 rows of figures."""
    from PIL import Image, ImageDraw

    rng = random.Random(7)
    image = Image.new("RGB", (2560, 1440), (243, 244, 246))
    draw = ImageDraw.Draw(image)
    _sidebar(draw)
    draw.rectangle((280, 0, 2560, 76), WHITE)
    _text(draw, (320, 22), "Revenue operations", 30)
    _text(draw, (2520, 28), "Last 30 days  ·  all regions  ·  updated 14:05 UTC", 20, GREY, "ra")
    cards = (
        ("MRR", "$4,182,330", "+3.1 %", True), ("New accounts", "1,204", "+8.4 %", True),
        ("Gross churn", "1.92 %", "+0.3 pp", False), ("Open tickets", "387", "-12.0 %", True),
        ("P95 latency", "412 ms", "+36 ms", False),
    )  # fmt: skip
    for i, (name, value, change, good) in enumerate(cards):
        left = 320 + i * 444
        _panel(draw, (left, 104, left + 420, 264))
        _text(draw, (left + 24, 122), name, 20, GREY)
        _text(draw, (left + 24, 156), value, 42)
        _text(draw, (left + 24, 222), change, 20, GREEN if good else RED)
        trend = _walk(rng, 24, 0.3 if good else -0.2)
        _curve(draw, (left + 262, 186, left + 396, 244), trend, GREEN if good else RED, 3)
    _revenue(draw, rng, (320, 290, 1316, 690))
    _queue(draw, rng, (1340, 290, 2516, 690))
    _table(draw, rng, (320, 716, 2516, 1420))
    return image


def chart() -> Image.Image:
    """A chart from a quarterly report, 1260×900, smooth as print."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (2800, 2000), WHITE)
    draw = ImageDraw.Draw(image)
    _text(draw, (180, 90), "Revenue and operating margin", 84)
    _text(draw, (180, 200), "Quarterly, in millions of euros; margin in per cent (right axis)", 48, GREY)
    left, top, right, bottom = 300, 340, 2560, 1660
    revenue = (312, 334, 351, 389, 372, 398, 341, 407, 430, 452, 446, 489)
    margin = (11.2, 12.0, 12.4, 14.1, 13.0, 13.8, 9.6, 13.1, 14.4, 15.2, 14.7, 16.3)
    for value in range(0, 501, 100):
        y = bottom - value * (bottom - top) // 500
        draw.line((left, y, right, y), LINE, 3)
        _text(draw, (left - 30, y - 26), str(value), 44, GREY, "ra")
        _text(draw, (right + 30, y - 26), f"{value // 25}", 44, GREY)
    step = (right - left) / len(revenue)
    points = []
    for i, (amount, percent) in enumerate(zip(revenue, margin, strict=True)):
        x = int(left + step * i)
        y = bottom - amount * (bottom - top) // 500
        draw.rectangle((x + 34, y, x + int(step) - 34, bottom), RED if amount == 341 else (147, 180, 240))
        _text(draw, (x + int(step) // 2, y - 56), str(amount), 40, INK, "ma")
        points.append((x + step / 2, bottom - percent * (bottom - top) / 20))
        _text(draw, (x + int(step) // 2, bottom + 24), f"Q{i % 4 + 1}", 44, INK, "ma")
        if i % 4 == 0:
            _text(draw, (x + int(step * 2), bottom + 84), str(2023 + i // 4), 44, GREY, "ma")
    draw.line(points, AMBER, 9, "curve")
    for across, down in points:
        draw.ellipse((across - 14, down - 14, across + 14, down + 14), AMBER)
    for x, colour, name in ((300, (147, 180, 240), "Revenue"), (760, AMBER, "Operating margin")):
        draw.rectangle((x, 1860, x + 60, 1896), colour)
        _text(draw, (x + 84, 1848), name, 46)
    return image.resize((1260, 900), Image.Resampling.LANCZOS)


def _sidebar(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, 280, 1440), (17, 24, 39))
    _text(draw, (32, 24), "northwind", 32, WHITE)
    entries = (
        "Overview",
        "Revenue",
        "Accounts",
        "Churn",
        "Support",
        "Latency",
        "Experiments",
        "Billing",
        "Audit log",
    )
    for i, name in enumerate(entries):
        y = 110 + i * 56
        if i == 1:
            draw.rounded_rectangle((16, y - 10, 264, y + 38), 8, (55, 65, 81))
        draw.rounded_rectangle((36, y + 4, 56, y + 24), 4, (107, 114, 128))
        _text(draw, (76, y), name, 24, WHITE if i == 1 else (156, 163, 175))
    _text(draw, (32, 1380), "v2026.47.1  ·  eu-central", 18, GREY)


def _revenue(draw: ImageDraw.ImageDraw, rng: random.Random, box: Box) -> None:
    left, top, right, bottom = box
    _panel(draw, box)
    _text(draw, (left + 24, top + 18), "MRR by day, thousands of dollars", 24)
    inner = (left + 84, top + 76, right - 24, bottom - 50)
    for i in range(5):
        y = inner[3] - i * (inner[3] - inner[1]) // 4
        draw.line((inner[0], y, inner[2], y), LINE, 1)
        _text(draw, (inner[0] - 12, y - 12), f"{3900 + 75 * i:,}", 18, GREY, "ra")
    for i in range(0, 30, 5):
        x = inner[0] + i * (inner[2] - inner[0]) // 29
        _text(draw, (x, inner[3] + 12), f"Oct {25 + i}" if i < 7 else f"Nov {i - 6}", 18, GREY, "ma")
    _curve(draw, inner, _walk(rng, 30, 0.5), BLUE, 4)
    _curve(draw, inner, _walk(rng, 30, 0.2), (156, 163, 175), 3)


def _queue(draw: ImageDraw.ImageDraw, rng: random.Random, box: Box) -> None:
    left, top, right, bottom = box
    _panel(draw, box)
    _text(draw, (left + 24, top + 18), "Tickets by hour and severity", 24)
    width = (right - left - 60) / 48
    for hour in range(48):
        x, y = int(left + 30 + hour * width), bottom - 44
        busy = 1 + math.sin((hour % 24 - 6) / 24 * math.tau)
        for colour, most in ((RED, 18), (AMBER, 46), (BLUE, 90)):
            tall = int(rng.uniform(0.3, 1) * most * (0.4 + busy / 2))
            draw.rectangle((x, y - tall, x + int(width) - 4, y), colour)
            y -= tall
        if hour % 6 == 0:
            _text(draw, (x, bottom - 36), f"{hour % 24:02}:00", 17, GREY)


def _table(draw: ImageDraw.ImageDraw, rng: random.Random, box: Box) -> None:
    left, top, right, _ = box
    _panel(draw, box)
    edges = [left + 24 + i * (right - left - 48) // len(_COLUMNS) for i in range(len(_COLUMNS) + 1)]
    for i, name in enumerate(_COLUMNS):
        at = (edges[i], top + 12) if i == 0 else (edges[i + 1] - 20, top + 12)
        _text(draw, at, name, 19, GREY, "la" if i == 0 else "ra")
    for row, region in enumerate(_REGIONS):
        y = top + 44 + row * 30
        draw.line((left + 24, y - 5, right - 24, y - 5), LINE, 1)
        change, churn = rng.uniform(-2.5, 6), rng.uniform(0.8, 3.9)
        seats = rng.randrange(900, 22_000)
        cells = (
            (region, INK),
            (f"{rng.randrange(90, 2400):,}", INK),
            (f"${rng.randrange(40, 520):,},{rng.randrange(1000):03}", INK),
            (f"{change:+.1f} %", GREEN if change > 0 else RED),
            (f"{churn:.2f} %", RED if churn > 3 else INK),
            (f"{seats:,}", INK),
            (f"{rng.randrange(52, 96)} %", INK),
            (f"{rng.randrange(12, 71)}", INK),
            (f"{rng.randrange(2, 64)}", INK),
            (f"{rng.randrange(180, 940)}", INK),
        )
        for i, (value, colour) in enumerate(cells):
            at = (edges[i], y) if i == 0 else (edges[i + 1] - 20, y)
            _text(draw, at, value, 19, colour, "la" if i == 0 else "ra")


def _panel(draw: ImageDraw.ImageDraw, box: Box) -> None:
    draw.rounded_rectangle(box, 10, WHITE, LINE, 2)


def _walk(rng: random.Random, count: int, drift: float) -> list[float]:
    values = [0.0]
    for _ in range(count - 1):
        values.append(values[-1] + rng.uniform(-1, 1) + drift)
    low, high = min(values), max(values)
    return [(v - low) / (high - low) for v in values]


def _curve(draw: ImageDraw.ImageDraw, box: Box, values: list[float], colour: Colour, width: int) -> None:
    left, top, right, bottom = box
    step = (right - left) / (len(values) - 1)
    points = [(left + i * step, bottom - v * (bottom - top)) for i, v in enumerate(values)]
    draw.line(points, colour, width, "curve")


def _text(
    draw: ImageDraw.ImageDraw,
    at: tuple[int, int],
    text: str,
    size: int,
    colour: Colour = INK,
    anchor: str = "la",
) -> None:
    from PIL import ImageFont

    draw.text(at, text, colour, ImageFont.load_default(size=size), anchor=anchor)
