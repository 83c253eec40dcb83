"""Fonts, colours and a pen that writes chance words."""

from __future__ import annotations

import colorsys
import functools
import random
import subprocess
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from . import words

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""
WHITE, GREY = (255, 255, 255), (128, 128, 128)
_THIN = ("Thin", "Hairline", "Light", "Initials", "Keyboard", "Math", "Black", "_K.", "Libertine_I.")
_WIDE = ("DejaVu", "Liberation", "Roboto", "OpenSans", "Libertine", "Carlito")
"""Families with Greek and Cyrillic letters."""


@functools.lru_cache(maxsize=1)
def _faces() -> dict[str, list[str]]:
    """The machine's fonts with Latin letters, by style."""
    listed = subprocess.run(
        ["fc-list", ":lang=en", "file"], capture_output=True, text=True, check=True
    ).stdout
    files = sorted(line.split(":")[0] for line in listed.splitlines() if line.strip())
    files = [f for f in files if f.endswith((".ttf", ".otf")) and "Noto" not in Path(f).name]
    mono = [f for f in files if any(w in f for w in ("Mono", "Courier", "Hack", "Incons"))]
    rest = [f for f in files if f not in mono and not any(w in f for w in _THIN)]
    serif = [f for f in rest if any(w in f for w in ("Serif", "Libertine", "Garamond", "Caladea"))]
    sans = [f for f in rest if f not in serif and "Comic" not in f]
    hand = [f for f in rest if "Comic" in f or ("Garamond" in f and "Italic" in f)]
    return {"mono": mono, "serif": serif or rest, "sans": sans or files, "hand": hand or rest}


@functools.lru_cache(maxsize=8)
def _upright(style: str) -> list[str]:
    faces = _faces()[style]
    plain = [f for f in faces if not any(w in f for w in ("Bold", "Italic", "Oblique", "Semi", "_RI", "_RB"))]
    return plain or faces


@functools.lru_cache(maxsize=256)
def _heavier(face: str) -> str:
    """The bold face of the same family, or *face* where there is none."""
    stem, suffix = Path(face).stem, Path(face).suffix
    for bold in (stem.replace("Regular", "Bold"), stem.replace("_R", "_RB"), stem + "-Bold", stem + " Bold"):
        path = Path(face).with_name(bold + suffix)
        if bold != stem and path.exists():
            return str(path)
    return face


@functools.lru_cache(maxsize=1024)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


@functools.lru_cache(maxsize=1 << 15)
def _length(path: str, size: int, word: str) -> float:
    """How wide *word* gets; a page asks for the same few hundred words again and again."""
    return _font(path, size).getlength(word)


def face(rng: random.Random, style: str) -> str:
    """The file of a font of *style*: mono, serif, sans or hand; upright four times of five."""
    return rng.choice(_upright(style) if rng.random() < 0.85 else _faces()[style])


def hue(rng: random.Random) -> Colour:
    """A colour as people pick them: full or soft, seldom muddy."""
    tone = rng.random()
    red, green, blue = colorsys.hsv_to_rgb(tone, rng.uniform(0.35, 0.95), rng.uniform(0.4, 0.98))
    return (round(red * 255), round(green * 255), round(blue * 255))


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """*share* of *one* in *other*."""
    r, g, b = (round(a * share + c * (1 - share)) for a, c in zip(one, other, strict=True))
    return (r, g, b)


class Pen:
    """Draws on one picture with chance words."""

    def __init__(
        self,
        rng: random.Random,
        size: tuple[int, int],
        style: str = "sans",
        dark: float = 0.2,
        ground: Colour | None = None,
    ) -> None:
        self.rng = rng
        night = rng.random() < dark if ground is None else sum(ground) < 330
        if night:
            base = rng.randint(8, 45)
            self.ground: Colour = (base, base + rng.randint(0, 6), base + rng.randint(0, 14))
            self.ink: Colour = (rng.randint(190, 255),) * 3
        else:
            base = rng.choice([255, 255, 255, 250, 245, rng.randint(225, 254)])
            self.ground = (base, base, base - rng.randint(0, 8))
            self.ink = rng.choice([(rng.randint(0, 70),) * 3, (20, 25, 45), (35, 31, 32)])
        self.ground = ground or self.ground
        self.night = night
        self.image = Image.new("RGB", (max(8, size[0]), max(8, size[1])), self.ground)
        self.draw = ImageDraw.Draw(self.image)
        self.face = face(rng, style)
        self.palette = [hue(rng) for _ in range(rng.randint(1, 5))]
        self.accent = self.palette[0]
        self.faint = mixed(self.ink, self.ground, rng.uniform(0.12, 0.3))
        self.soft = mixed(self.ink, self.ground, rng.uniform(0.45, 0.7))
        self.tongue = "latin"
        if rng.random() < 0.14:
            self.tongue = rng.choice(["accented", "cyrillic", "greek"])
            if not any(family in self.face for family in _WIDE):
                self.tongue = "accented"

    @property
    def size(self) -> tuple[int, int]:
        return self.image.size

    def colour(self) -> Colour:
        return self.rng.choice(self.palette)

    def tint(self, share: float = 0.15, of: Colour | None = None) -> Colour:
        """A little of a colour in the ground."""
        return mixed(of or self.colour(), self.ground, share)

    def on(self, ground: Colour) -> Colour:
        """An ink that is read on *ground*."""
        return (250, 250, 250) if ground[0] * 3 + ground[1] * 5 + ground[2] * 2 < 1450 else (25, 25, 30)

    def font(self, size: float, bold: bool = False, other: str | None = None) -> ImageFont.FreeTypeFont:
        path = other or self.face
        return _font(_heavier(path) if bold else path, max(6, round(size)))

    def wide(self, text: str, size: float, bold: bool = False) -> float:
        """How wide *text* gets."""
        return self.font(size, bold).getlength(text)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: Colour | None = None,
        anchor: str = "la",
        *,
        bold: bool = False,
        within: float | None = None,
        other: str | None = None,
    ) -> float:
        """Draws *text*, cut to *within* pixels, in the font file *other* or the pen's; gives its width."""
        font = self.font(size, bold, other)
        length = font.getlength(text)
        if within is not None and length > within:
            text = text[: max(1, int(len(text) * within / length))].rstrip()
            length = font.getlength(text)
        self.draw.text((x, y), text, colour or self.ink, font, anchor=anchor)
        return length

    def words(self, count: int) -> str:
        return words.foreign(words.words(self.rng, count), self.tongue)

    def title(self, count: int = 3) -> str:
        text = self.words(count)
        return text.title() if self.rng.random() < 0.6 else text[:1].upper() + text[1:]

    def sentence(self) -> str:
        text = words.foreign(words.sentence(self.rng), self.tongue)
        return text[:1].upper() + text[1:]

    def prose(
        self,
        box: Box,
        size: float,
        colour: Colour | None = None,
        *,
        lines: int = 1000,
        justified: bool = False,
        pitch: float | None = None,
        link: Colour | None = None,
    ) -> int:
        """Fills *box* with paragraphs of up to *lines* lines in all, some words in *link*; gives where it stopped."""
        left, top, right, bottom = box
        step = (pitch or self.rng.uniform(1.25, 1.6)) * size
        font, y = self.font(size), float(top)
        space = font.getlength(" ")
        row: list[tuple[str, float]] = []
        taken, ink = 0.0, colour or self.ink
        while y + step <= bottom and lines > 0 and right - left > size:
            last = self.rng.random() < 0.13
            for word in self.sentence().split():
                length = _length(self.face, max(6, round(size)), word)
                if row and taken + length > right - left:
                    gap = (right - left - sum(w for _, w in row)) / max(1, len(row) - 1)
                    self._row(row, left, y, gap if justified else space, font, ink, link)
                    y, lines, row, taken = y + step, lines - 1, [], 0.0
                    if y + step > bottom or lines <= 0:
                        return round(y)
                row.append((word, length))
                taken += length + space
            if last:
                self._row(row, left, y, space, font, ink, link)
                y, lines, row, taken = y + step * self.rng.choice([1, 1.5]), lines - 1, [], 0.0
        return round(y)

    def _row(
        self,
        row: list[tuple[str, float]],
        left: float,
        y: float,
        gap: float,
        font: ImageFont.FreeTypeFont,
        ink: Colour,
        link: Colour | None = None,
    ) -> None:
        if link is None and abs(gap - font.getlength(" ")) < 0.5:
            self.draw.text((left, y), " ".join(word for word, _ in row), ink, font)
            return
        for word, length in row:
            tone = link if link and self.rng.random() < 0.12 else ink
            self.draw.text((left, y), word, tone, font)
            left += length + gap

    def tick(self, x: float, y: float, size: float, colour: Colour, cross: bool = False) -> None:
        """A tick, or a cross, around (x, y)."""
        h, w = size / 2, max(1, round(size / 6))
        if cross:
            self.draw.line((x - h, y - h, x + h, y + h), colour, w)
            self.draw.line((x - h, y + h, x + h, y - h), colour, w)
        else:
            self.draw.line((x - h, y, x - h / 3, y + h * 0.7, x + h, y - h * 0.8), colour, w)

    def arrow(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        colour: Colour | None = None,
        width: int = 1,
        head: float = 8,
    ) -> None:
        """A line with a head at *end*."""
        self.draw.line((*start, *end), colour or self.ink, width)
        across, down = end[0] - start[0], end[1] - start[1]
        length = max(1e-6, (across**2 + down**2) ** 0.5)
        ux, uy = across / length * head, down / length * head
        x, y = end
        self.draw.polygon(
            [(x, y), (x - ux - uy / 2, y - uy + ux / 2), (x - ux + uy / 2, y - uy - ux / 2)],
            colour or self.ink,
        )

    def dashed(
        self, start: tuple[float, float], end: tuple[float, float], colour: Colour, width: int = 1
    ) -> None:
        steps = max(1, int((abs(end[0] - start[0]) + abs(end[1] - start[1])) / 5))
        for i in range(0, steps, 2):
            a, b = i / steps, (i + 1) / steps
            xs = [start[0] + (end[0] - start[0]) * t for t in (a, b)]
            ys = [start[1] + (end[1] - start[1]) * t for t in (a, b)]
            self.draw.line((xs[0], ys[0], xs[1], ys[1]), colour, width)

    def bars(self, box: Box, colour: Colour = (0, 0, 0)) -> None:
        """A bar code."""
        x = box[0]
        while x < box[2]:
            thick = self.rng.randint(1, 4)
            self.draw.rectangle((x, box[1], min(box[2], x + thick - 1), box[3]), colour)
            x += thick + self.rng.randint(1, 4)

    def squares(self, x: int, y: int, side: int) -> None:
        """Something like a QR code."""
        count = self.rng.choice([21, 25, 29])
        code = Image.new("1", (count, count), 1)
        for i in range(count):
            for j in range(count):
                code.putpixel((i, j), self.rng.random() < 0.5)
        drawn = ImageDraw.Draw(code)
        for i, j in ((0, 0), (count - 7, 0), (0, count - 7)):
            drawn.rectangle((i - 1, j - 1, i + 7, j + 7), 1)
            drawn.rectangle((i, j, i + 6, j + 6), 1, 0)
            drawn.rectangle((i + 2, j + 2, i + 4, j + 4), 0)
        self.image.paste(code.convert("L").resize((side, side), Image.Resampling.NEAREST), (x, y))

    def scrawl(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Something like a signature."""
        points = [(x, y)]
        for i in range(1, 14):
            points.append(
                (
                    x + width * i / 14 + self.rng.uniform(-0.06, 0.06) * width,
                    y + self.rng.uniform(-1, 1) * height / 2,
                )
            )
        self.draw.line(points, colour, max(1, round(height / 14)), joint="curve")

    def money(self) -> str:
        return words.money(self.rng)

    def code(self) -> str:
        return words.code(self.rng)

    def date(self) -> str:
        return words.date(self.rng)

    def cell(self, sort: str) -> str:
        text = words.cell(self.rng, sort)
        return words.foreign(text, self.tongue).capitalize() if sort in ("word", "item") else text
