"""What is printed on maps besides the land: frame, net, scale, north, title."""

from __future__ import annotations

from . import words
from .pen import WHITE, Pen


def furniture(p: Pen, size: int) -> None:
    """Some of: frame, net of degrees, scale, arrow to the north, title, who made it."""
    rng, (width, height) = p.rng, p.size
    if rng.random() < 0.25:
        step = width // rng.randint(3, 8)
        for at in range(step, max(width, height), step):
            p.draw.line((at, 0, at, height), p.soft)
            p.draw.line((0, at, width, at), p.soft)
            p.write(at + 2, height - size * 1.2, f"{at // step * 5}°E", size * 0.8)
            p.write(2, at + 1, f"{60 - at // step * 5}°N", size * 0.8)
    if rng.random() < 0.4:
        x, y, unit = size, height - size * 2.4, width // 12
        for i in range(4):
            p.draw.rectangle(
                (x + i * unit / 2, y, x + (i + 1) * unit / 2, y + size * 0.4),
                p.ink if i % 2 else WHITE,
                p.ink,
            )
        p.write(
            x,
            y + size * 0.5,
            f"0      {rng.choice([50, 100, 250, 500])} {rng.choice(['km', 'mi', 'm'])}",
            size * 0.8,
        )
    if rng.random() < 0.3:
        x, y = width - size * 2, size * 4
        p.draw.polygon([(x, y - size * 2), (x - size * 0.7, y), (x + size * 0.7, y)], p.ink)
        p.write(x, y, "N", size, anchor="ma", bold=True)
    if rng.random() < 0.4:
        w = p.wide("m" * 16, size)
        p.draw.rectangle((size, size, size + w, size * 3.4), WHITE, p.ink)
        p.write(
            size * 1.5,
            size * 1.5,
            f"{words.place(rng)} {rng.choice(['in', 'and', ''])} {rng.randint(1650, 2024)}",
            size * 1.2,
            (20, 20, 20),
            bold=True,
            within=w - size,
        )
    if rng.random() < 0.3:
        p.write(width - 4, height - 2, f"© {words.firm(rng)} contributors", size * 0.7, p.soft, "rd")
    if rng.random() < 0.2:
        for i, sign in enumerate("+-"):
            p.draw.rectangle((size, size * (4 + i * 2), size * 3, size * (6 + i * 2)), WHITE, (150, 150, 150))
            p.write(size * 2, size * (5 + i * 2), sign, size * 1.5, (60, 60, 60), "mm")
    if rng.random() < 0.3:
        p.draw.rectangle((0, 0, width - 1, height - 1), outline=p.ink, width=rng.randint(1, 4))
