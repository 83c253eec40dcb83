"""Web pages, with and without the browser around them."""

from __future__ import annotations

import random
from pathlib import Path

from PIL import Image

from . import webparts as parts
from . import webtexts as texts
from . import words
from .graphs import chart
from .pen import WHITE, Pen, mixed
from .webparts import Page


def web(rng: random.Random, photos: list[Path]) -> Image.Image:
    width = rng.choice([1280, 1440, 1920, 1024, 1200, 800, 1366, rng.randint(500, 1600)])
    shape = rng.choice([9 / 16, 9 / 16, 0.625, 0.75, 1.0, 1.6, 2.2])
    height = min(2500, round(width * shape))
    night = rng.random() < 0.18
    ground = (
        rng.choice([(18, 18, 18), (13, 17, 23), (32, 33, 36)])
        if night
        else rng.choice([WHITE, WHITE, WHITE, (250, 250, 250), (240, 242, 245), (246, 246, 239)])
    )
    p = Pen(rng, (width, height), rng.choice(["sans", "sans", "sans", "serif"]), ground=ground)
    size = max(10, round(width * rng.uniform(0.0095, 0.0135)))
    page = Page(
        p=p,
        photos=photos,
        size=size,
        link=rng.choice([(6, 69, 173), (0, 102, 204), (26, 13, 171), p.accent])
        if not night
        else (110, 168, 254),
        y=0,
    )
    style = rng.choice(
        [
            _shop,
            _product,
            texts.news,
            texts.article,
            texts.results,
            texts.thread,
            texts.docs,
            texts.wiki,
            _login,
            _dashboard,
            _feed,
            _landing,
        ]
    )
    if rng.random() < 0.4:
        parts.browser(page)
    top = page.y
    if style not in (_login, texts.wiki, _dashboard) or rng.random() < 0.3:
        parts.header(page)
    style(page)
    if rng.random() < 0.15:
        parts.consent(page)
    if rng.random() < 0.12 and top < height - 200:
        return p.image.crop((0, 0, width, rng.randint(top + 200, height)))
    return p.image


def _shop(g: Page) -> None:
    """A side with filters and a grid of things to buy."""
    p, rng, s = g.p, g.p.rng, g.size
    side = g.margin + (g.width // 6 if rng.random() < 0.6 else 0)
    p.write(side, g.y, p.title(2), s * 1.8, bold=True)
    p.write(
        g.width - g.margin,
        g.y + s * 0.6,
        f"{rng.randint(10, 999)} results   Sort by ▾"
        if "DejaVu" in p.face
        else f"{rng.randint(10, 999)} results",
        s,
        p.soft,
        "ra",
    )
    top = g.y + s * 4
    if side > g.margin:
        y = top
        while y < g.height - s * 8:
            p.write(g.margin, y, p.title(1), s, bold=True)
            for i in range(rng.randint(3, 6)):
                p.draw.rectangle(
                    (g.margin, y + s * 2 + i * s * 1.7, g.margin + s * 0.9, y + s * 2.9 + i * s * 1.7),
                    outline=p.soft,
                )
                p.write(
                    g.margin + s * 1.5,
                    y + s * 2 + i * s * 1.7,
                    f"{p.title(1)} ({rng.randint(1, 90)})",
                    s * 0.9,
                    within=side - g.margin - s * 2,
                )
            y += s * 13
    columns = rng.randint(2, 5)
    across = (g.width - g.margin - side) // columns
    g.y = top
    while g.y < g.height:
        tall = round(across * rng.choice([0.7, 0.9, 1.2]))
        for i in range(columns):
            parts.good(g, (side + i * across, g.y, side + (i + 1) * across - s, g.y + tall))
        g.y += tall + s * 8


def _product(g: Page) -> None:
    p, rng, s = g.p, g.p.rng, g.size
    p.write(g.margin, g.y, " / ".join(p.title(1) for _ in range(4)), s * 0.9, p.soft)
    top, half = g.y + s * 2, g.width // 2
    g.photo((g.margin, top, half - s, min(g.height, top + half - g.margin)))
    for i in range(5):
        g.photo(
            (
                g.margin + i * s * 6,
                top + half - g.margin + s,
                g.margin + i * s * 6 + s * 5,
                top + half - g.margin + s * 6,
            )
        )
    p.write(half + s, top, p.title(4), s * 2, bold=True, within=half - g.margin)
    parts.stars(p, half + s, top + s * 3.4, s)
    p.write(half + s * 8, top + s * 3.3, f"{rng.randint(3, 4000)} reviews", s, g.link)
    p.write(
        half + s,
        top + s * 5.5,
        f"${words.money(rng)}",
        s * 2.2,
        rng.choice([p.ink, (180, 40, 30), p.accent]),
        bold=True,
    )
    y = p.prose((half + s, top + s * 9, g.width - g.margin, top + s * 20), s, lines=6) + s
    for i in range(rng.randint(2, 6)):
        p.draw.rounded_rectangle(
            (half + s + i * s * 4, y, half + s * 4.2 + i * s * 4, y + s * 2.2), 4, None, p.soft
        )
        p.write(
            half + s * 2.6 + i * s * 4,
            y + s * 1.1,
            rng.choice(["S", "M", "L", "XL", "42", "A"]),
            s,
            anchor="mm",
        )
    parts.button(
        p, half + s, y + s * 4, rng.choice(["Add to cart", "Buy now", "Add to bag"]), s * 1.2, p.accent
    )
    g.y = top + half - g.margin + s * 8
    while g.y < g.height - s * 6:
        p.write(g.margin, g.y, p.title(2), s * 1.4, bold=True)
        g.y = (
            p.prose((g.margin, g.y + s * 2, g.width - g.margin, g.height), s, lines=rng.randint(3, 8)) + s * 2
        )


def _login(g: Page) -> None:
    p, rng, s = g.p, g.p.rng, round(g.size * 1.2)
    if rng.random() < 0.35:
        g.photo((0, g.y, g.width, g.height))
    elif rng.random() < 0.4:
        p.draw.rectangle((0, g.y, g.width, g.height), p.accent)
    elif rng.random() < 0.4:
        g.photo((g.width // 2, g.y, g.width, g.height))
    wide, tall = s * rng.randint(22, 30), s * rng.randint(26, 34)
    left, top = (
        rng.choice([(g.width - wide) // 2, (g.width - wide) // 2, g.width // 10]),
        max(g.y + s, (g.height - tall) // 2),
    )
    p.draw.rounded_rectangle(
        (left, top, left + wide, top + tall), rng.choice([0, s // 2, s]), p.ground, p.faint
    )
    p.write(left + wide / 2, top + s * 2, words.firm(rng), s * 1.8, p.accent, "ma", bold=True)
    p.write(
        left + wide / 2,
        top + s * 5,
        rng.choice(["Sign in", "Welcome back", "Create your account"]),
        s * 1.2,
        anchor="ma",
    )
    for i, label in enumerate(["E-mail", "Password", "Name"][: rng.randint(2, 3)]):
        y = top + s * (8 + i * 4.4)
        p.write(left + s * 2, y, label, s * 0.9, p.soft)
        p.draw.rounded_rectangle(
            (left + s * 2, y + s * 1.3, left + wide - s * 2, y + s * 3.6), 4, None, p.soft
        )
        p.write(left + s * 2.8, y + s * 2.4, rng.choice(["", words.site(rng), "••••••••"]), s, anchor="lm")
    p.draw.rounded_rectangle(
        (left + s * 2, top + tall - s * 5, left + wide - s * 2, top + tall - s * 2.4), 4, p.accent
    )
    p.write(
        left + wide / 2,
        top + tall - s * 3.7,
        rng.choice(["Log in", "Continue", "Sign up"]),
        s,
        p.on(p.accent),
        "mm",
        bold=True,
    )
    p.write(left + wide / 2, top + tall - s * 1.2, "Forgot your password?", s * 0.85, g.link, "mm")


def _dashboard(g: Page) -> None:
    p, rng, s = g.p, g.p.rng, g.size
    side = g.width // rng.randint(6, 9)
    p.draw.rectangle(
        (0, g.y, side, g.height), rng.choice([p.accent, (31, 41, 55), mixed(p.ink, p.ground, 0.05)])
    )
    ink = p.on(p.image.getpixel((2, min(g.height - 1, g.y + 2))))  # type: ignore[arg-type]
    for i in range(rng.randint(5, 12)):
        p.draw.rectangle((s, g.y + s * (2 + i * 3), s * 2, g.y + s * (3 + i * 3)), ink)
        p.write(s * 3, g.y + s * (1.9 + i * 3), p.title(1), s, ink, within=side - s * 3)
    left = side + s * 2
    p.write(left, g.y + s, p.title(2), s * 1.7, bold=True)
    g.y += s * 5
    across = (g.width - left) // 4
    for i in range(4):
        p.draw.rounded_rectangle(
            (left + i * across, g.y, left + (i + 1) * across - s, g.y + s * 6), 6, p.tint(0.06), p.faint
        )
        p.write(left + i * across + s, g.y + s, p.title(1), s * 0.9, p.soft)
        p.write(
            left + i * across + s,
            g.y + s * 2.6,
            words.cell(rng, rng.choice(["money", "count", "share"])),
            s * 1.8,
            bold=True,
            within=across - s * 2,
        )
    g.y += s * 8
    wide, tall = (g.width - left) * rng.choice([1, 2, 1]) // 2 - s, min(g.height - g.y - s, g.width // 4)
    if tall > 60:
        p.image.paste(chart(rng).resize((wide, tall), Image.Resampling.BILINEAR), (left, g.y))
        if wide < (g.width - left) * 0.7:
            parts.rows(g, left + wide + s, g.width - s, max(2, tall // (s * 3)))
    g.y += tall + s * 2
    parts.rows(g, left, g.width - s * 2, max(0, (g.height - g.y) // (s * 3)))


def _feed(g: Page) -> None:
    """Posts in a column, lists at both sides."""
    p, rng, s = g.p, g.p.rng, g.size
    wide = min(g.width - 2 * g.margin, s * rng.randint(36, 48))
    left = (g.width - wide) // 2
    for i in range(rng.randint(0, 10)):
        p.draw.ellipse((s * 2, g.y + i * s * 3, s * 3.6, g.y + i * s * 3 + s * 1.6), p.colour())
        p.write(s * 5, g.y + i * s * 3, p.title(1), s, within=max(s, left - s * 6))
    if left > s * 14:
        parts.aside(g, left + wide + s * 2, g.y)
    while g.y < g.height:
        tall = s * rng.randint(6, 12)
        photo = rng.choice([0, 0, wide // 2, wide * 3 // 4])
        p.draw.rounded_rectangle(
            (left, g.y, left + wide, g.y + tall + photo + s * 3),
            rng.choice([0, 8]),
            p.ground if p.night else WHITE,
            p.faint,
        )
        p.draw.ellipse((left + s, g.y + s, left + s * 3.6, g.y + s * 3.6), p.colour())
        p.write(left + s * 4.4, g.y + s, words.name(rng), s, bold=True)
        p.write(left + s * 4.4, g.y + s * 2.3, f"{rng.randint(1, 59)} min", s * 0.8, p.soft)
        p.prose((left + s, g.y + round(s * 4.4), left + wide - s, g.y + tall), s * 1.1)
        if photo:
            g.photo((left + 1, g.y + tall, left + wide - 1, g.y + tall + photo))
        for i, label in enumerate(("Like", "Comment", "Share")):
            p.write(
                left + s * 2 + i * wide // 3,
                g.y + tall + photo + s,
                f"{label} {rng.randint(0, 900)}",
                s * 0.9,
                p.soft,
            )
        g.y += tall + photo + s * 5


def _landing(g: Page) -> None:
    """A large claim, a button, three reasons, who uses it, what it costs."""
    p, rng, s = g.p, g.p.rng, g.size
    tall = round(g.width * rng.uniform(0.28, 0.42))
    look, ink = rng.choice(["photo", "tone", "plain", "half"]), p.ink
    if look == "photo":
        g.photo((0, g.y, g.width, g.y + tall))
        ink = WHITE
    elif look == "tone":
        p.draw.rectangle((0, g.y, g.width, g.y + tall), p.accent)
        ink = p.on(p.accent)
    elif look == "half":
        g.photo((g.width // 2, g.y + s * 2, g.width - g.margin, g.y + tall - s * 2))
    middle = look != "half" and rng.random() < 0.6
    x, anchor = (g.width / 2, "mm") if middle else (g.margin, "lm")
    p.write(
        x,
        g.y + tall * 0.35,
        p.title(rng.randint(3, 5)),
        s * 3.6,
        ink,
        anchor,
        bold=True,
        within=g.width * (0.42 if look == "half" else 0.85),
    )
    p.write(
        x,
        g.y + tall * 0.52,
        p.sentence(),
        s * 1.4,
        ink,
        anchor,
        within=g.width * (0.42 if look == "half" else 0.7),
    )
    parts.button(
        p,
        x - (s * 5 if middle else 0),
        g.y + tall * 0.65,
        rng.choice(["Get started", "Try it free", "Learn more"]),
        s * 1.2,
        p.colour(),
    )
    g.y += tall + s * 3
    while g.y < g.height - s * 6:
        columns = rng.randint(2, 4)
        across = (g.width - 2 * g.margin) // columns
        p.write(g.width / 2, g.y, p.title(3), s * 2, anchor="ma", bold=True)
        g.y += s * 5
        boxed, pictured = rng.random() < 0.4, rng.random() < 0.5
        for i in range(columns):
            left = g.margin + i * across
            if boxed:
                p.draw.rounded_rectangle((left, g.y - s, left + across - s, g.y + s * 16), 8, None, p.faint)
            if pictured:
                g.photo((left + s, g.y, left + across - s * 2, g.y + s * 7))
            else:
                p.draw.ellipse((left + s, g.y, left + s * 5, g.y + s * 4), p.tint(0.4))
            p.write(left + s, g.y + s * 7.6, p.title(2), s * 1.3, bold=True)
            p.prose((left + s, g.y + round(s * 9.8), left + across - s * 2, g.y + s * 16), s, p.soft, lines=3)
        g.y += s * 20
