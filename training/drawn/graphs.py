"""Charts and infographics."""

from __future__ import annotations

import io
import random

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from PIL import Image

from . import words
from .pen import Pen

mpl.use("Agg")
import matplotlib.pyplot as plt

_STYLES = (
    "default",
    "ggplot",
    "bmh",
    "fast",
    "seaborn-v0_8-whitegrid",
    "seaborn-v0_8-darkgrid",
    "dark_background",
    "fivethirtyeight",
    "grayscale",
    "Solarize_Light2",
)


def chart(rng: random.Random) -> Image.Image:
    numbers = np.random.default_rng(rng.randint(0, 1 << 30))
    words = Pen(rng, (8, 8))
    with plt.style.context(rng.choice(_STYLES)):
        rows, columns = rng.choice([(1, 1), (1, 1), (1, 1), (1, 1), (1, 2), (2, 2)])
        figure, axes = plt.subplots(
            rows, columns, figsize=(rng.uniform(3.5, 11), rng.uniform(2.6, 7)), squeeze=False
        )
        for axis in axes.flat:
            _plot(axis, rng, numbers, words)
        if rng.random() < 0.3:
            figure.tight_layout()
        out = io.BytesIO()
        figure.savefig(out, dpi=rng.choice([60, 80, 100, 130, 160]))
        plt.close(figure)
    return Image.open(out).convert("RGB")


def _plot(axis: Axes, rng: random.Random, numbers: np.random.Generator, words: Pen) -> None:
    count, series = rng.randint(3, 14), rng.randint(1, 5)
    names = [words.title(1) for _ in range(count)]
    labels = [words.title(rng.randint(1, 2)) for _ in range(series)]
    years = list(range(2020 - count, 2020))
    match rng.choice(
        [
            "bar",
            "bar",
            "grouped",
            "stacked",
            "barh",
            "line",
            "line",
            "area",
            "pie",
            "scatter",
            "hist",
            "box",
            "heat",
        ]
    ):
        case "bar":
            bars = axis.bar(
                names,
                numbers.uniform(1, 100, count),
                color=[f"C{i % 9}" for i in range(count)] if rng.random() < 0.4 else f"C{rng.randint(0, 9)}",
            )
            if rng.random() < 0.4:
                axis.bar_label(bars, fmt="%.1f")
            axis.tick_params(axis="x", rotation=rng.choice([0, 45, 90]))
        case "grouped":
            for i, label in enumerate(labels):
                axis.bar(
                    np.arange(count) + i / (series + 1),
                    numbers.uniform(1, 100, count),
                    1 / (series + 1),
                    label=label,
                )
        case "stacked":
            base = np.zeros(count)
            for label in labels:
                part = numbers.uniform(1, 30, count)
                axis.bar(years, part, bottom=base, label=label)
                base += part
        case "barh":
            bars = axis.barh(names, np.sort(numbers.uniform(1, 100, count)), color=f"C{rng.randint(0, 9)}")
            if rng.random() < 0.5:
                axis.bar_label(bars, fmt="%.0f")
        case "line" | "area" as sort:
            for label in labels:
                line = numbers.normal(0, 1, 40).cumsum() + rng.uniform(0, 20)
                if sort == "line":
                    axis.plot(line, label=label, marker=rng.choice(["", "", "o", "s"]))
                else:
                    axis.fill_between(range(40), line, alpha=0.5, label=label)
        case "pie":
            axis.pie(
                numbers.uniform(1, 10, min(count, 8)),
                labels=names[:8],
                autopct="%1.0f%%" if rng.random() < 0.6 else None,
            )
        case "scatter":
            for label in labels:
                axis.scatter(
                    numbers.normal(0, 1, 60), numbers.normal(0, 1, 60), s=rng.randint(4, 40), label=label
                )
        case "hist":
            axis.hist(numbers.normal(0, 1, 500), bins=rng.randint(8, 40))
        case "box":
            axis.boxplot([numbers.normal(0, 1, 50) for _ in range(min(count, 8))])
        case _:
            axis.imshow(numbers.uniform(0, 1, (count, count)), cmap=rng.choice(["viridis", "hot", "Blues"]))
    if rng.random() < 0.75:
        axis.set_title(words.title(rng.randint(2, 6)))
    if rng.random() < 0.6:
        axis.set_xlabel(words.title(1))
        axis.set_ylabel(words.title(2))
    if axis.get_legend_handles_labels()[0] and rng.random() < 0.8:
        axis.legend()


def infographic(rng: random.Random) -> Image.Image:
    width = rng.randint(500, 1400)
    p = Pen(rng, (width, round(width * rng.uniform(1.0, 3.0))), dark=0.3)
    size = round(width * rng.uniform(0.015, 0.028))
    p.write(width / 2, size, p.title(3), size * 3, p.accent, anchor="ma")
    y = size * 6
    while y < p.image.height - size * 12:
        colour = p.colour()
        match rng.choice(["number", "bars", "chart", "icons", "text"]):
            case "number":
                p.draw.ellipse((size, y, size * 10, y + size * 9), colour)
                p.write(
                    size * 5.5, y + size * 3, f"{rng.randint(1, 99)}%", size * 3, (255, 255, 255), anchor="ma"
                )
                p.prose((size * 12, y, width - size, y + size * 8), size)
            case "bars":
                for number in range(4):
                    p.write(size, y + number * size * 2, words.name(rng), size)
                    end = rng.randint(width // 3, width - size * 4)
                    p.draw.rectangle(
                        (width // 3, y + number * size * 2, end, y + number * size * 2 + size), colour
                    )
                    p.write(end + 4, y + number * size * 2, str(rng.randint(1, 999)), size)
            case "chart":
                p.image.paste(chart(rng).resize((width - 2 * size, size * 10)), (size, y))
            case "icons":
                for number in range(rng.randint(3, 9)):
                    x = size + number * size * 4
                    p.draw.regular_polygon(
                        (x + size, y + size * 2, size * 1.5), rng.choice([3, 5, 6]), fill=p.colour()
                    )
                    p.write(x, y + size * 5, str(rng.randint(1, 50)), size)
            case _:
                p.prose((size, y, width - size, y + size * 9), size)
        y += size * 12
    return p.image
