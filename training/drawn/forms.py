"""Forms to fill in: applications, taxes, clinics, invoices; empty, typed into or filled by hand."""

from __future__ import annotations

import itertools
import random

from PIL import Image

from . import cards, words
from .pen import WHITE, Box, Colour, Pen, face, mixed

_LABELS = (
    "First name", "Last name", "Date of birth", "Address", "City", "Postal code", "Country", "Phone",
    "E-mail", "Employer", "Occupation", "Account number", "Signature", "Nationality", "Marital status",
    "Emergency contact", "Department", "Remarks", "Reference no.", "Place of birth", "Amount", "Period from",
    "until", "Tax ID", "Name of spouse", "Reason for request",
)  # fmt: skip
_BLUES: tuple[Colour, ...] = ((20, 30, 140), (15, 15, 30), (0, 40, 170), (60, 60, 70))


def form(rng: random.Random) -> Image.Image:
    return rng.choice([_lined, _comb, _numbered, _invoice, _clinic, _boxed, _survey, *cards.STYLES])(rng)


class _Filler:
    """Who fills a form in: nobody, a typewriter, or somebody with a pen."""

    def __init__(self, p: Pen) -> None:
        self.p, self.share = p, p.rng.choice([0.0, 0.0, 0.5, 0.8, 1.0])
        self.face = face(p.rng, p.rng.choice(["hand", "hand", "mono", "sans"]))
        self.ink = p.rng.choice(_BLUES)

    def put(self, x: float, y: float, text: str, size: float, within: float) -> None:
        if self.p.rng.random() < self.share and within > size:
            drop = self.p.rng.uniform(-0.12, 0.12) * size
            self.p.write(x, y + drop, text, size * 1.1, self.ink, within=within, other=self.face)

    def box(self, x: float, y: float, size: float) -> None:
        self.p.draw.rectangle((x, y, x + size, y + size), outline=self.p.ink)
        if self.p.rng.random() < self.share * 0.4:
            self.p.tick(x + size / 2, y + size / 2, size * 1.1, self.ink, cross=self.p.rng.random() < 0.6)


def _value(rng: random.Random) -> str:
    return words.cell(rng, rng.choice(["name", "date", "code", "money", "place", "count"]))


def _sheet(rng: random.Random, dark: float = 0.0) -> tuple[Pen, int, int]:
    """A pen on a sheet, its margin and letter size."""
    width = rng.randint(500, 1700)
    ground = rng.choice([WHITE, WHITE, WHITE, (252, 250, 243), (240, 246, 240), (255, 244, 236)])
    p = Pen(
        rng,
        (width, round(width * rng.choice([1.414, 1.294, rng.uniform(0.4, 1.2)]))),
        rng.choice(["sans", "sans", "serif"]),
        dark,
        ground,
    )
    return p, width // rng.randint(14, 30), max(9, round(width * rng.uniform(0.011, 0.018)))


def _heading(p: Pen, margin: int, size: int) -> int:
    """Who wants what to be filled in; gives where it ends."""
    y = margin
    match p.rng.choice(["middle", "band", "seal", "left"]):
        case "middle":
            p.write(p.image.width / 2, y, p.title(3), size * 2, anchor="ma", bold=True)
            p.write(
                p.image.width / 2,
                y + size * 2.6,
                p.sentence(),
                size,
                p.soft,
                "ma",
                within=p.image.width - 2 * margin,
            )
        case "band":
            p.draw.rectangle((margin, y, p.image.width - margin, y + size * 3), p.accent)
            p.write(
                margin + size, y + size * 1.5, p.title(4), round(size * 1.6), p.on(p.accent), "lm", bold=True
            )
        case "seal":
            p.draw.ellipse((margin, y, margin + size * 4, y + size * 4), outline=p.accent, width=3)
            p.write(margin + size * 2, y + size * 2, words.code(p.rng, 2, 3), size, p.accent, "mm", bold=True)
            p.write(margin + size * 5, y, words.firm(p.rng), size, bold=True)
            p.write(margin + size * 5, y + size * 1.6, p.title(3), round(size * 1.5), bold=True)
            p.write(p.image.width - margin, y, f"Form {words.code(p.rng, 3, 6)}", size, anchor="ra")
        case _:
            p.write(margin, y, p.title(3), round(size * 1.8), bold=True)
            p.write(
                margin, y + size * 2.4, p.sentence(), round(size * 0.9), within=p.image.width - 2 * margin
            )
    return round(y + size * 5)


def _label(p: Pen) -> str:
    return words.foreign(p.rng.choice(_LABELS), p.tongue).capitalize()


def _lined(rng: random.Random) -> Image.Image:
    """Names of fields with a line or dots after each."""
    p, m, s = _sheet(rng, 0.04)
    fill, pitch, y = _Filler(p), s * rng.uniform(2.0, 3.2), float(_heading(p, m, s))
    columns, dots = rng.choice([1, 2, 2, 3]), rng.random() < 0.3
    while y < p.image.height - m - pitch:
        if rng.random() < 0.1:
            p.write(m, y + s, p.title(2), round(s * 1.2), bold=True)
            y += pitch
            continue
        across = (p.image.width - 2 * m) / columns
        for i in range(columns):
            left = m + i * across
            w = p.write(left, y, _label(p) + ":", s, within=across * 0.6)
            end = left + across - s
            if rng.random() < 0.2:
                for k in range(rng.randint(2, 3)):
                    x = left + w + s + k * s * 5
                    if x + s * 4 < end:
                        fill.box(x, y, s)
                        p.write(x + s * 1.4, y, rng.choice(["Yes", "No", "M", "F", "n/a"]), s)
            else:
                p.dashed((left + w + 4, y + s * 1.2), (end, y + s * 1.2), p.ink) if dots else p.draw.line(
                    (left + w + 4, y + s * 1.2, end, y + s * 1.2), p.ink
                )
                fill.put(left + w + 8, y, _value(rng), s, end - left - w - 8)
        y += pitch
    return p.image


def _boxed(rng: random.Random) -> Image.Image:
    """A lattice of boxes with a small name in the corner of each, as authorities like it."""
    p, m, s = _sheet(rng)
    fill, y, small = _Filler(p), float(_heading(p, m, s)), max(7, round(s * 0.75))
    line, tall = rng.choice([p.ink, p.accent, mixed(p.accent, WHITE, 0.6)]), s * rng.uniform(2.4, 3.6)
    shade = p.tint(0.12, p.accent) if rng.random() < 0.4 else None
    number = 1
    while y < p.image.height - m - tall:
        if rng.random() < 0.15:
            p.draw.rectangle((m, y, p.image.width - m, y + s * 1.7), line)
            p.write(m + s, y + s * 0.85, f"Section {number}  {p.title(3)}", s, p.on(line), "lm", bold=True)
            y += s * 1.7
        cuts = sorted(rng.uniform(0.15, 0.85) for _ in range(rng.randint(0, 3)))
        edges = [m + c * (p.image.width - 2 * m) for c in (0, *cuts, 1)]
        for left, right in itertools.pairwise(edges):
            p.draw.rectangle(
                (left, y, right, y + tall), shade if shade and rng.random() < 0.3 else None, line
            )
            p.write(left + 3, y + 2, f"{number}. {_label(p)}", small, p.soft, within=max(8, right - left - 6))
            fill.put(left + s / 2, y + tall - s * 1.5, _value(rng), s, right - left - s)
            number += 1
        y += tall
    return p.image


def _comb(rng: random.Random) -> Image.Image:
    """One box for each letter."""
    p, m, s = _sheet(rng)
    fill, y = _Filler(p), float(_heading(p, m, s))
    cell = s * rng.uniform(1.5, 2.0)
    tone = rng.choice([p.ink, p.accent, (200, 120, 120)])
    while y < p.image.height - m - cell * 2:
        p.write(m, y, _label(p), s, within=p.image.width / 2)
        y += s * 1.5
        x, said, filled = float(m), _value(rng).upper(), rng.random() < fill.share
        for i in range(rng.randint(6, max(7, int((p.image.width - 2 * m) / cell)))):
            if x + cell > p.image.width - m:
                break
            p.draw.rectangle((x, y, x + cell, y + cell), outline=tone)
            if filled and i < len(said):
                p.write(x + cell / 2, y + cell / 2, said[i], s * 1.15, fill.ink, "mm", other=fill.face)
            x += cell
        y += cell + s * rng.uniform(0.7, 1.6)
    return p.image


def _numbered(rng: random.Random) -> Image.Image:
    """Numbered lines with an amount in a box at the right, as for taxes."""
    p, m, s = _sheet(rng)
    fill, y, width = _Filler(p), _heading(p, m, s) + 0.0, p.image.width
    pitch, column = s * rng.uniform(1.6, 2.2), width // 5
    p.draw.line((m, y, width - m, y), p.ink, 2)
    number = rng.randint(1, 40)
    while y < p.image.height - m - pitch:
        if rng.random() < 0.1:
            p.draw.rectangle((m, y, m + s * 5, y + pitch), p.ink)
            p.write(m + s * 0.5, y + pitch / 2, f"Part {rng.choice('IVX')}", s, WHITE, "lm", bold=True)
            p.write(m + s * 6, y + pitch / 2, p.title(3), s, anchor="lm", bold=True)
        else:
            p.write(m + s * 1.6, y + pitch / 2, str(number), s, anchor="rm", bold=True)
            end = width - m - column - s * 3
            w = p.write(m + s * 2.2, y + pitch / 2, p.sentence(), s, anchor="lm", within=end - m - s * 2)
            p.dashed((m + s * 3 + w, y + pitch * 0.75), (end, y + pitch * 0.75), p.soft)
            p.draw.rectangle((end, y, end + s * 3, y + pitch), outline=p.ink)
            p.write(end + s * 1.5, y + pitch / 2, str(number), s, anchor="mm")
            p.draw.rectangle(
                (end + s * 3, y, width - m, y + pitch), p.tint(0.1) if rng.random() < 0.1 else None, p.ink
            )
            fill.put(end + s * 3.5, y + pitch / 2 - s * 0.6, words.money(rng), s, column - s)
            number += 1
        y += pitch
    return p.image


def _clinic(rng: random.Random) -> Image.Image:
    """Questions with boxes to tick, in columns."""
    p, m, s = _sheet(rng)
    fill, y = _Filler(p), float(_heading(p, m, s))
    fill.share = max(fill.share, 0.3)
    for left in (m, p.image.width // 2):
        p.write(left, y, _label(p) + ":", s)
        p.draw.line((left + s * 9, y + s * 1.2, left + p.image.width // 2 - 2 * m, y + s * 1.2), p.ink)
        fill.put(left + s * 9.5, y, _value(rng), s, p.image.width / 4)
    y += s * 3
    while y < p.image.height - m - s * 6:
        p.draw.rectangle((m, y, p.image.width - m, y + s * 1.8), p.tint(0.25))
        p.write(m + s, y + s * 0.9, p.title(rng.randint(2, 5)), s, anchor="lm", bold=True)
        y += s * 2.6
        columns = rng.randint(2, 5)
        for _ in range(rng.randint(2, 6)):
            for i in range(columns):
                x = m + i * (p.image.width - 2 * m) / columns
                fill.box(x, y, s)
                p.write(
                    x + s * 1.5,
                    y,
                    p.title(rng.randint(1, 2)),
                    s,
                    within=(p.image.width - 2 * m) / columns - s * 2,
                )
            y += s * 1.9
            if y > p.image.height - m - s * 2:
                break
        y += s
    return p.image


def _survey(rng: random.Random) -> Image.Image:
    """A form on a screen, or questions with a scale of five."""
    p, m, s = _sheet(rng, 0.15)
    fill, y = _Filler(p), float(_heading(p, m, s))
    screen = rng.random() < 0.5
    while y < p.image.height - m - s * 5:
        p.write(
            m,
            y,
            (_label(p) if screen else p.sentence()) + rng.choice(["", " *"]),
            s,
            bold=screen,
            within=p.image.width - 2 * m,
        )
        y += s * 1.7
        if screen and rng.random() < 0.75:
            p.draw.rounded_rectangle((m, y, p.image.width - m, y + s * 2.2), s // 3, WHITE, (190, 195, 200))
            p.write(m + s * 0.7, y + s * 1.1, _value(rng), s, (150, 150, 150), "lm")
            y += s * 3.4
        else:
            for i in range(5):
                x = m + i * (p.image.width - 2 * m) / 5
                p.draw.ellipse((x, y, x + s, y + s), fill.ink if rng.random() < 0.2 else None, p.ink)
                p.write(
                    x + s * 1.4,
                    y,
                    rng.choice([str(i + 1), p.title(1)]),
                    s,
                    within=(p.image.width - 2 * m) / 5 - s * 2,
                )
            y += s * 2.6
    if screen:
        p.draw.rounded_rectangle((m, y, m + s * 10, y + s * 2.4), s // 2, p.accent)
        p.write(
            m + s * 5, y + s * 1.2, rng.choice(["Submit", "Next", "Send"]), s, p.on(p.accent), "mm", bold=True
        )
    return p.image


def _invoice(rng: random.Random) -> Image.Image:
    p, m, s = _sheet(rng)
    width, y = p.image.width, m
    p.draw.rectangle((m, y, m + s * 4, y + s * 3), p.accent)
    p.write(m + s * 5, y, words.firm(rng), round(s * 1.5), bold=True)
    p.write(
        width - m,
        y,
        rng.choice(["INVOICE", "Invoice", "QUOTE", "PURCHASE ORDER", "DELIVERY NOTE", "Rechnung", "Facture"]),
        s * 2,
        p.accent,
        "ra",
        bold=True,
    )
    y += s * 5
    for i in range(4):
        p.write(
            m,
            y + i * s * 1.4,
            (
                words.name(rng),
                f"{rng.randint(1, 300)} {words.place(rng)} Road",
                words.place(rng),
                words.code(rng),
            )[i],
            s,
        )
        p.write(
            width - m - s * 9, y + i * s * 1.4, ("Invoice no.", "Date", "Due", "Customer")[i], s, p.soft, "ra"
        )
        p.write(width - m, y + i * s * 1.4, words.cell(rng, rng.choice(["code", "date"])), s, anchor="ra")
    y += s * 8
    edges = [m, m + width * 0.45, m + width * 0.58, m + width * 0.72, width - m]
    head = rng.choice([p.accent, p.tint(0.3), p.ground, p.ink])
    pitch, total = s * rng.uniform(1.6, 2.6), 0.0
    p.draw.rectangle((m, y, width - m, y + pitch), head)
    for edge, text in zip(edges, ("Description", "Qty", "Price", "Amount"), strict=False):
        p.write(edge + s / 2, y + pitch / 2, text, s, p.on(head), "lm", bold=True)
    for _ in range(rng.randint(2, 14)):
        y = round(y + pitch)
        if y > p.image.height - s * 9:
            break
        price, count = rng.randint(100, 90000) / 100, rng.randint(1, 12)
        total += price * count
        p.write(m + s / 2, y + pitch / 2, p.title(rng.randint(1, 4)), s, anchor="lm", within=width * 0.42)
        for edge, text in zip(edges[2:], (str(count), f"{price:.2f}", f"{price * count:,.2f}"), strict=False):
            p.write(edge - s / 2, y + pitch / 2, text, s, anchor="rm")
        p.draw.line((m, y + pitch, width - m, y + pitch), p.faint)
    for name, part in (("Subtotal", 0.8), ("VAT 20%", 0.2), ("Total", 1.0)):
        y = round(y + pitch)
        p.write(width - m - s * 9, y + pitch / 2, name, s, anchor="rm", bold=part == 1)
        p.write(width - m - s / 2, y + pitch / 2, f"{total * part:,.2f}", s, anchor="rm", bold=part == 1)
    p.prose((m, round(y + pitch * 2), width - m, p.image.height - m), round(s * 0.85), p.soft, lines=4)
    if rng.random() < 0.3:
        _stamp(p, (round(width * 0.3), y, round(width * 0.3) + s * 9, y + s * 4))
    return p.image


def _stamp(p: Pen, box: Box) -> None:
    tone = p.rng.choice([(200, 30, 40), (30, 60, 170), (20, 130, 60)])
    p.draw.rectangle(box, outline=tone, width=3)
    p.write(
        (box[0] + box[2]) / 2,
        (box[1] + box[3]) / 2,
        p.rng.choice(["PAID", "RECEIVED", "COPY", "APPROVED"]),
        (box[3] - box[1]) / 2.4,
        tone,
        "mm",
        bold=True,
    )
