"""What web pages are made of: frames of browsers, heads, buttons, cards, panels, code, rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from . import codes, words
from .paste import pasted
from .pen import WHITE, Box, Colour, Pen, face, mixed


@dataclass(slots=True, kw_only=True)
class Page:
    """A page being drawn: ``y`` is where it goes on, ``size`` that of its letters."""

    p: Pen
    photos: list[Path]
    size: int
    link: Colour
    y: int

    @property
    def width(self) -> int:
        return self.p.image.width

    @property
    def height(self) -> int:
        return self.p.image.height

    @property
    def margin(self) -> int:
        return max(self.size, self.width // 14 if self.width > 900 else self.size * 2)

    def photo(self, box: tuple[float, float, float, float]) -> None:
        left, top, right, bottom = (round(side) for side in box)
        if top < self.height:
            pasted(self.p, self.photos, (left, top, right, bottom))


def browser(g: Page) -> None:
    """Tabs, the address, some buttons."""
    p, rng, s = g.p, g.p.rng, g.size
    bar: Colour = rng.choice([(222, 225, 230), (240, 240, 240), (60, 64, 67), (200, 210, 225)])
    p.draw.rectangle((0, 0, g.width, s * 6), bar)
    x = 0
    if rng.random() < 0.5:
        for i, tone in enumerate([(255, 95, 86), (255, 189, 46), (39, 201, 63)]):
            p.draw.ellipse((s * (0.8 + i * 1.5), s * 0.8, s * (1.7 + i * 1.5), s * 1.7), tone)
        x = s * 6
    for i in range(rng.randint(1, 6)):
        left = x + i * s * 13
        tone = mixed(WHITE, bar, 0.8 if sum(bar) > 400 else 0.2) if i == 0 else bar
        p.draw.rounded_rectangle(
            (left, s * 0.4, left + s * 12.5, s * 3), s // 2, tone, mixed(bar, (0, 0, 0), 0.9)
        )
        p.write(left + s, s * 1.6, p.title(2), s * 0.85, p.on(tone), "lm", within=s * 10)
    field = mixed(WHITE, bar, 0.9 if sum(bar) > 400 else 0.12)
    for i in range(3):
        p.draw.polygon(
            [(s * (1 + i * 2), s * 4.4), (s * (2 + i * 2), s * 3.8), (s * (2 + i * 2), s * 5)], p.on(bar)
        )
    p.draw.rounded_rectangle((s * 8, s * 3.3, g.width - s * 8, s * 5.6), s, field)
    p.write(s * 9.5, s * 4.4, f"https://{words.site(rng)}/{words.words(rng, 1)}", s, p.on(field), "lm")
    g.y = s * 6


def header(g: Page) -> None:
    """The name of the site, where to go, a field to search in."""
    p, rng, s = g.p, g.p.rng, g.size
    tall = round(s * rng.uniform(3.2, 5.5))
    tone = rng.choice([p.accent, p.ground, p.ground, (30, 30, 40)])
    ink = p.on(tone)
    p.draw.rectangle((0, g.y, g.width, g.y + tall), tone)
    if rng.random() < 0.5:
        p.draw.ellipse((g.margin - s * 2, g.y + tall / 2 - s, g.margin, g.y + tall / 2 + s), p.colour())
    x = (
        g.margin
        + p.write(
            g.margin + s * 0.5, g.y + tall / 2, words.firm(rng), s * rng.uniform(1.3, 2), ink, "lm", bold=True
        )
        + s * 3
    )
    if rng.random() < 0.4:
        p.draw.rounded_rectangle(
            (x, g.y + tall / 2 - s, min(g.width - s * 12, x + s * 26), g.y + tall / 2 + s),
            rng.choice([2, s]),
            WHITE,
            (200, 200, 200),
        )
        p.write(x + s, g.y + tall / 2, rng.choice(["Search", p.words(2)]), s * 0.9, (130, 130, 130), "lm")
        x = g.width - s * 11
    for _ in range(rng.randint(3, 8)):
        if x > g.width - s * 6:
            break
        x += p.write(x, g.y + tall / 2, p.title(1), s, ink, "lm") + s * 2
    g.y += tall
    if rng.random() < 0.3:
        p.draw.rectangle((0, g.y, g.width, g.y + s * 2.2), mixed(tone, p.ink, 0.85))
        for i in range(8):
            p.write(g.margin + i * s * 8, g.y + s * 1.1, p.title(1), s * 0.9, ink, "lm", within=s * 7)
        g.y += round(s * 2.2)
    elif tone == p.ground:
        p.draw.line((0, g.y, g.width, g.y), p.faint)
    g.y += s * rng.randint(1, 3)


def button(p: Pen, x: float, y: float, text: str, size: float, tone: Colour) -> None:
    w = p.wide(text, size, bold=True) + size * 3
    p.draw.rounded_rectangle((x, y, x + w, y + size * 2.6), p.rng.choice([2, size / 2, size * 1.3]), tone)
    p.write(x + w / 2, y + size * 1.3, text, size, p.on(tone), "mm", bold=True)


def stars(p: Pen, x: float, y: float, size: float) -> None:
    full = p.rng.randint(2, 5)
    for i in range(5):
        p.draw.regular_polygon(
            (x + size * (0.5 + i * 1.2), y + size / 2, size / 2),
            5,
            fill=(245, 170, 30) if i < full else (205, 205, 205),
        )


def good(g: Page, box: Box) -> None:
    """A thing to buy: its picture in *box*, name and price below."""
    p, rng, s = g.p, g.p.rng, g.size
    left, _, right, bottom = box
    g.photo(box)
    p.write(left, bottom + s * 0.6, p.title(rng.randint(2, 4)), s, within=right - left)
    if rng.random() < 0.6:
        stars(p, left, bottom + s * 2.2, s * 0.9)
    w = p.write(
        left,
        bottom + s * 3.6,
        f"{rng.choice('$€£')}{rng.randint(2, 900)}.{rng.randint(0, 99):02}",
        s * 1.3,
        bold=True,
    )
    if rng.random() < 0.4:
        p.write(left + w + s, bottom + s * 3.8, f"-{rng.randint(5, 70)}%", s, (190, 40, 30))
    if rng.random() < 0.3:
        button(p, left, bottom + s * 5.3, "Add", s * 0.8, p.accent)


def panel(g: Page, box: Box) -> None:
    """A box of facts with a picture on top."""
    p, rng, s = g.p, g.p.rng, g.size
    left, top, right, bottom = box
    if right - left < s * 6 or bottom - top < s * 8:
        return
    p.draw.rectangle(box, mixed(p.ink, p.ground, 0.03), p.faint)
    p.write(
        (left + right) / 2, top + s * 0.6, p.title(2), s * 1.1, anchor="ma", bold=True, within=right - left
    )
    middle = top + (bottom - top) * rng.randint(30, 50) // 100
    g.photo((left + s, top + s * 2.5, right - s, middle))
    y = middle + s
    while y < bottom - s * 2:
        p.write(left + s * 0.5, y, p.title(1), s * 0.85, bold=True)
        p.write(
            left + s * 8,
            y,
            words.cell(rng, rng.choice(["place", "date", "count", "name"])),
            s * 0.85,
            rng.choice([p.ink, g.link]),
            within=right - left - s * 8,
        )
        y += round(s * 1.8)


def code(g: Page, left: int, right: int) -> int:
    """A block of source; gives where it ends."""
    p, rng, s = g.p, g.p.rng, g.size
    lines, theme = (
        codes.source(rng, rng.randint(2, 9)),
        codes.THEMES[rng.choice(["grey", "light", "night", "dracula"])],
    )
    bottom = round(g.y + len(lines) * s * 1.45 + s * 1.5)
    p.draw.rectangle((left, g.y + s // 2, right, bottom), theme["ground"], p.faint)
    mono = face(rng, "mono")
    for i, line in enumerate(lines):
        x = left + s
        for part, text in line:
            if x < right - s * 3:
                x += round(
                    p.write(
                        x, g.y + s + i * s * 1.45, text, s * 0.9, theme[part], other=mono, within=right - x
                    )
                )
    return bottom + s // 2


def rows(g: Page, left: int, right: int, count: int) -> int:
    """A table; gives where it ends."""
    p, rng, s = g.p, g.p.rng, g.size
    columns = rng.randint(2, max(2, min(6, (right - left) // (s * 8))))
    across, tall = (right - left) / columns, s * rng.uniform(1.8, 2.8)
    sorts = rng.choices(["name", "date", "count", "share", "money", "word", "code"], k=columns)
    for r in range(count + 1):
        y = g.y + r * tall
        if r == 0 and rng.random() < 0.6:
            p.draw.rectangle((left, y, right, y + tall), mixed(p.ink, p.ground, 0.08))
        for i, sort in enumerate(sorts):
            p.write(
                left + i * across + s / 2,
                y + tall / 2,
                p.title(1) if r == 0 else words.cell(rng, sort),
                s,
                g.link if i == 0 and r else None,
                "lm",
                bold=r == 0,
                within=across - s,
            )
        p.draw.line((left, y + tall, right, y + tall), p.faint)
    return round(g.y + (count + 1) * tall)


def aside(g: Page, left: int, top: int) -> None:
    """A column of links and a box, as at the right of many pages."""
    p, rng, s = g.p, g.p.rng, g.size
    right, y = g.width - s, top
    if right - left < s * 6:
        return
    while y < g.height - s * 10 and rng.random() < 0.85:
        if rng.random() < 0.3:
            g.photo((left, y, right, y + (right - left) * 3 // 4))
            y += (right - left) * 3 // 4 + s
            continue
        p.write(left, y, p.title(2), s * 1.1, bold=True, within=right - left)
        for i in range(rng.randint(3, 7)):
            p.write(
                left,
                y + s * (2 + i * 1.8),
                p.sentence(),
                s * 0.9,
                rng.choice([g.link, p.ink]),
                within=right - left,
            )
        y += s * 17


def consent(g: Page) -> None:
    """The bar or box that asks for cookies."""
    p, rng, s = g.p, g.p.rng, g.size
    if rng.random() < 0.6:
        box = (0, g.height - s * 7, g.width, g.height)
    else:
        box = (g.width // 4, g.height // 3, g.width * 3 // 4, g.height // 3 + s * 14)
    tone: Colour = rng.choice([WHITE, (40, 40, 45), p.accent])
    p.draw.rectangle(box, tone, (160, 160, 160))
    p.prose((box[0] + s * 2, box[1] + s, box[2] - s * 22, box[3]), s, p.on(tone), lines=3)
    button(p, box[2] - s * 20, box[3] - s * 4, "Accept all", s, (40, 120, 220))
    button(p, box[2] - s * 10, box[3] - s * 4, "Settings", s, (120, 120, 120))
