"""Web pages that are read: news, articles, what a search found, threads, documentation, an encyclopedia."""

from __future__ import annotations

from . import webparts as parts
from . import words
from .pen import mixed
from .webparts import Page


def news(g: Page) -> None:
    """A lead story, columns of others, a list at the side."""
    p, rng, s = g.p, g.p.rng, g.size
    lead = round(g.width * 0.62)
    tall = min(g.height - g.y, round(lead * 0.5))
    g.photo((g.margin, g.y, lead, g.y + tall))
    p.write(g.margin, g.y + tall + s, p.sentence(), s * 2.2, bold=True, within=lead - g.margin)
    p.prose((g.margin, round(g.y + tall + s * 4), lead, g.y + tall + s * 9), s, p.soft, lines=3)
    y = g.y
    while y < min(g.height, g.y + tall + s * 8):
        p.draw.line((lead + s * 2, y, g.width - g.margin, y), p.faint)
        p.write(lead + s * 2, y + s * 0.6, p.title(1).upper(), s * 0.8, p.accent, bold=True)
        y = (
            p.prose(
                (lead + s * 2, round(y + s * 2), g.width - g.margin, y + s * 8),
                s * 1.2,
                lines=rng.randint(1, 3),
            )
            + s
        )
    g.y += tall + s * 10
    columns = rng.randint(3, 5)
    across = (g.width - 2 * g.margin) // columns
    while g.y < g.height:
        p.draw.line((g.margin, g.y - s, g.width - g.margin, g.y - s), p.ink, rng.choice([1, 3]))
        for i in range(columns):
            left = g.margin + i * across
            if rng.random() < 0.8:
                g.photo((left, g.y, left + across - s, g.y + across // 2))
            end = p.prose(
                (left, g.y + across // 2 + s, left + across - s, g.height), s * 1.3, lines=rng.randint(1, 3)
            )
            p.prose(
                (left, end + s // 2, left + across - s, g.height), s * 0.9, p.soft, lines=rng.randint(0, 4)
            )
        g.y += across // 2 + s * 13


def article(g: Page) -> None:
    p, rng, s = g.p, g.p.rng, round(g.size * 1.2)
    column = min(g.width - 2 * g.margin, s * rng.randint(36, 60))
    left = rng.choice([g.margin, (g.width - column) // 2, (g.width - column) // 2])
    right = left + column
    g.y = p.prose((left, g.y + s, right, g.height), s * rng.uniform(2, 2.8), lines=rng.randint(1, 2)) + s
    p.draw.ellipse((left, g.y, left + s * 2.4, g.y + s * 2.4), p.colour())
    p.write(
        left + s * 3,
        g.y + s * 0.6,
        f"{words.name(rng)} · {words.date(rng)} · {rng.randint(2, 14)} min read",
        s * 0.85,
        p.soft,
    )
    g.y += s * 4
    while g.y < g.height:
        match rng.choice(["text", "text", "text", "photo", "quote", "head"]):
            case "photo":
                g.photo((left, g.y, right, min(g.height, g.y + column // 2)))
                p.write(left, g.y + column // 2 + 4, p.sentence(), s * 0.75, p.soft, within=column)
                g.y += column // 2 + s * 3
            case "quote":
                p.draw.rectangle((left, g.y, left + 4, g.y + s * 4), p.accent)
                g.y = p.prose((left + s * 2, g.y, right, g.y + s * 5), s * 1.3, p.soft, lines=2) + s * 2
            case "head":
                p.write(left, g.y, p.title(4), s * 1.5, bold=True)
                g.y += s * 3
            case _:
                g.y = p.prose((left, g.y, right, g.height), s, lines=rng.randint(3, 8), pitch=1.55) + s
    if rng.random() < 0.4 and right + s * 10 < g.width:
        parts.aside(g, right + s * 2, round(g.height * 0.2))


def results(g: Page) -> None:
    """What a search found."""
    p, rng, s = g.p, g.p.rng, g.size
    left, right = g.margin, min(g.width - g.margin, g.margin + s * rng.randint(44, 60))
    p.draw.rounded_rectangle((left, g.y, right, g.y + s * 2.8), s, None, p.soft)
    p.write(left + s, g.y + s * 1.4, p.words(3), s * 1.1, anchor="lm")
    p.write(
        left,
        g.y + s * 3.6,
        f"About {rng.randint(2, 900)},000 results (0.{rng.randint(10, 90)} seconds)",
        s * 0.85,
        p.soft,
    )
    g.y += s * 6
    while g.y < g.height - s * 3:
        p.write(left, g.y, f"https://{words.site(rng)} > {p.words(1)}", s * 0.85, p.soft)
        p.write(left, g.y + s * 1.4, p.sentence(), s * 1.4, g.link, within=right - left)
        g.y = p.prose((left, round(g.y + s * 3.3), right, g.height), s, lines=rng.randint(1, 3)) + s * 2
    if right + s * 16 < g.width and rng.random() < 0.6:
        parts.panel(g, (right + s * 3, s * 16, min(g.width - s, right + s * 32), min(g.height - s, s * 55)))


def thread(g: Page) -> None:
    """A question and what others said: votes or heads at the left."""
    p, rng, s = g.p, g.p.rng, g.size
    right = round(g.width * rng.choice([0.72, 0.95]))
    p.write(g.margin, g.y, p.sentence(), s * 1.9, within=right - g.margin)
    p.draw.line((g.margin, g.y + s * 3.4, right, g.y + s * 3.4), p.faint)
    g.y += s * 5
    votes, indented = rng.random() < 0.5, rng.random() < 0.3
    while g.y < g.height - s * 4:
        left = g.margin + (rng.randint(0, 4) * s * 2 if indented else 0)
        if votes:
            p.draw.polygon([(left, g.y + s), (left + s * 2, g.y + s), (left + s, g.y)], p.soft)
            p.write(left + s, g.y + s * 2, str(rng.randint(-2, 900)), s * 1.2, anchor="mm")
            p.draw.polygon(
                [(left, g.y + s * 3), (left + s * 2, g.y + s * 3), (left + s, g.y + s * 4)], p.soft
            )
        else:
            p.draw.ellipse((left, g.y, left + s * 2.4, g.y + s * 2.4), p.colour())
        p.write(left + s * 4, g.y, words.name(rng).replace(" ", "").lower(), s * 0.9, g.link, bold=True)
        p.write(left + s * 14, g.y, f"{rng.randint(1, 23)} hours ago", s * 0.85, p.soft)
        g.y = p.prose(
            (left + s * 4, round(g.y + s * 1.8), right, g.height),
            s,
            lines=rng.randint(1, 7),
            link=rng.choice([None, g.link]),
        )
        if rng.random() < 0.3:
            g.y = parts.code(g, left + s * 4, right)
        for i in range(rng.randint(0, 4)):
            p.write(
                left + s * 4 + i * s * 6,
                g.y + s * 0.5,
                rng.choice(["reply", "share", "report", p.words(1)]),
                s * 0.85,
                p.soft,
            )
        p.draw.line((left, g.y + s * 2.5, right, g.y + s * 2.5), p.faint)
        g.y += s * 4
    if right < g.width * 0.8:
        parts.aside(g, right + s * 2, s * 12)


def docs(g: Page) -> None:
    """A tree of pages at the left, headings, code, notes."""
    p, rng, s = g.p, g.p.rng, g.size
    side = g.width // rng.randint(4, 6)
    p.draw.rectangle((0, g.y, side, g.height), mixed(p.ink, p.ground, rng.choice([0.0, 0.04, 0.06])))
    y = g.y + s
    while y < g.height - s * 2:
        deep = rng.choice([0, 1, 1, 1, 2])
        if rng.random() < 0.05:
            p.draw.rectangle((0, y - 3, side, y + s * 1.4), p.tint(0.2, p.accent))
        p.write(
            s + deep * s, y, p.title(rng.randint(1, 3)), s, bold=deep == 0, within=side - s * 2 - deep * s
        )
        y += round(s * 2)
    left, right = side + s * 3, g.width - (g.width // 6 if rng.random() < 0.5 else s * 3)
    p.write(left, g.y + s, p.title(3), s * 2.4, bold=True)
    g.y += s * 6
    while g.y < g.height - s * 2:
        match rng.choice(["text", "text", "code", "code", "head", "list", "note", "table"]):
            case "code":
                g.y = parts.code(g, left, right) + s
            case "head":
                p.write(left, g.y, p.title(3), s * 1.6, bold=True)
                g.y += s * 3
            case "list":
                for _ in range(rng.randint(2, 6)):
                    p.draw.ellipse((left + s * 0.5, g.y + s * 0.5, left + s * 0.9, g.y + s * 0.9), p.ink)
                    g.y = (
                        p.prose((left + s * 2, g.y, right, g.height), s, lines=rng.choice([1, 1, 2])) + s // 3
                    )
            case "note":
                p.draw.rectangle((left, g.y, right, g.y + s * 5), p.tint(0.12, p.accent))
                p.draw.rectangle((left, g.y, left + 4, g.y + s * 5), p.accent)
                p.prose((left + s * 2, g.y + s, right - s, g.y + s * 5), s, lines=2)
                g.y += s * 6
            case "table":
                g.y = parts.rows(g, left, right, rng.randint(3, 7)) + s
            case _:
                g.y = p.prose((left, g.y, right, g.height), s, lines=rng.randint(2, 5)) + s


def wiki(g: Page) -> None:
    p, rng, s = g.p, g.p.rng, g.size
    side = g.width // rng.randint(6, 9)
    p.draw.ellipse((s * 2, g.y + s, s * 2 + side // 2, g.y + s + side // 2), outline=p.soft, width=3)
    for i in range(rng.randint(8, 24)):
        p.write(
            s,
            g.y + side // 2 + s * 3 + i * s * 1.7,
            p.title(rng.randint(1, 2)),
            s * 0.9,
            g.link,
            within=side - s,
        )
    left, right = side + s * 2, g.width - s * 2
    p.write(left, g.y + s * 2, p.title(2), s * 2.2)
    p.draw.line((left, g.y + s * 5, right, g.y + s * 5), p.soft)
    box = (right - s * 20, g.y + s * 6, right, min(g.height, g.y + s * rng.randint(26, 50)))
    parts.panel(g, box)
    g.y += s * 6
    while g.y < g.height - s:
        edge = box[0] - s if g.y < box[3] else right
        if rng.random() < 0.2:
            p.write(left, g.y, p.title(2), s * 1.7)
            p.draw.line((left, g.y + s * 2.4, edge, g.y + s * 2.4), p.faint)
            g.y += s * 3
        elif rng.random() < 0.1:
            g.y = parts.rows(g, left, edge, rng.randint(3, 9)) + s
        else:
            g.y = (
                p.prose((left, g.y, edge, g.height), s, lines=rng.randint(2, 6), pitch=1.5, link=g.link)
                + s // 2
            )
