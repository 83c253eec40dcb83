"""Formulas: sheets, worked solutions and exam questions, in print, on a board, or scanned."""

from __future__ import annotations

import functools
import random

import matplotlib as mpl
import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser, RasterParse
from PIL import Image

from . import words
from .pen import WHITE, Colour, Pen, face

mpl.use("Agg")
_SIGNS = ("+", "-", r"\cdot", r"\times")
_LOWER, _UPPER = ("0", "a", r"-\infty"), ("1", "b", r"\infty")
_LETTERS = "abcdfghkmnpqrstuvwxyz"
_GREEK = (
    r"\alpha",
    r"\beta",
    r"\gamma",
    r"\theta",
    r"\lambda",
    r"\mu",
    r"\sigma",
    r"\phi",
    r"\omega",
    r"\Delta",
    r"\epsilon",
)


@functools.lru_cache(maxsize=1)
def _parser() -> MathTextParser[RasterParse]:
    return MathTextParser("agg")


def _atom(rng: random.Random) -> str:
    base = rng.choice(
        [rng.choice(_LETTERS), rng.choice(_LETTERS), rng.choice(_GREEK), str(rng.randint(1, 12))]
    )
    match rng.random():
        case r if r < 0.2:
            return f"{base}^{{{rng.choice(['2', '3', 'n', '-1', '2k', 'T'])}}}"
        case r if r < 0.4:
            return f"{base}_{{{rng.choice(['0', '1', 'i', 'n', 'ij', 'max'])}}}"
        case _:
            return base


def _term(rng: random.Random, depth: int = 0) -> str:
    if depth > 2:
        return _atom(rng)
    inner, other = _term(rng, depth + 1), _atom(rng)
    return rng.choice(
        [
            inner,
            f"{rng.randint(2, 9)}{other}",
            rf"\frac{{{inner}}}{{{_term(rng, depth + 1)}}}",
            rf"\sqrt{{{inner}}}",
            rf"\left({inner} + {other}\right)^{{{rng.randint(2, 4)}}}",
            rf"\{rng.choice(['sin', 'cos', 'log', 'exp', 'tan'])}({inner})",
            f"{inner} {rng.choice(_SIGNS)} {other}",
            rf"\sum_{{i={rng.randint(0, 1)}}}^{{n}} {inner}",
            rf"\int_{{{rng.choice(_LOWER)}}}^{{{rng.choice(_UPPER)}}} {inner}\, dx",
            rf"\lim_{{n \to \infty}} {inner}",
            rf"\frac{{\partial {other}}}{{\partial {rng.choice('xyt')}}}",
            rf"\Vert {other} \Vert",
            rf"\mathbb{{{rng.choice('RNEP')}}}[{inner}]",
        ]
    )


def formula(rng: random.Random) -> str:
    """A formula in TeX."""
    sides = [_term(rng) for _ in range(rng.choice([1, 2, 2, 2, 3]))]
    return (
        "$"
        + rng.choice(["=", "=", "=", r"\leq", r"\approx", r"\Rightarrow", r"\in"]).join(
            f" {s} " for s in sides
        )
        + "$"
    )


@functools.lru_cache(maxsize=256)
def _set(text: str, size: float, family: str) -> Image.Image:
    """Where ink goes for *text* in letters of *size* pixels."""
    with mpl.rc_context({"mathtext.fontset": family}):
        seen = _parser().parse(text, dpi=72, prop=FontProperties(size=size))
    return Image.fromarray(np.asarray(seen.image, np.uint8))


def _several(rng: random.Random) -> list[str]:
    """A few formulas that a page repeats: setting each costs as much as all else on it."""
    return [formula(rng) for _ in range(rng.randint(3, 7))]


def put(
    p: Pen,
    x: float,
    y: float,
    size: float,
    text: str | None = None,
    colour: Colour | None = None,
    *,
    anchor: str = "la",
) -> tuple[int, int]:
    """Sets a formula at (x, y), its left top or, with anchor ``mm``, its middle; gives its width and height."""
    families = ("cm", "stix", "dejavusans", "dejavuserif", "stixsans")
    mask = _set(text or formula(p.rng), round(size, 1), families[hash_of(p) % len(families)])
    if anchor == "mm":
        x, y = x - mask.width / 2, y - mask.height / 2
    elif anchor == "lm":
        y -= mask.height / 2
    p.image.paste(colour or p.ink, (round(x), round(y)), mask)
    return mask.width, mask.height


def hash_of(p: Pen) -> int:
    """A number that stays the same for all that *p* draws."""
    return sum(p.accent) + sum(p.ground)


def math(rng: random.Random) -> Image.Image:
    return rng.choice([_single, _single, _sheet, _solution, _exam, _board, _paper])(rng)


def _single(rng: random.Random) -> Image.Image:
    """One to three formulas, cut close."""
    size, count = rng.randint(14, 48), rng.choice([1, 1, 2, 3])
    p = Pen(rng, (1600, round(size * 4.5 * count)), "serif", 0.1, rng.choice([WHITE, WHITE, None]))
    wide, y, margin = 0, rng.randint(4, 30), rng.randint(4, 40)
    for _ in range(count):
        w, h = put(p, margin, y, size)
        wide, y = max(wide, w), y + h + size
    return p.image.crop((0, 0, min(1600, max(180, wide + 2 * margin)), max(60, min(y, p.image.height))))


def _sheet(rng: random.Random) -> Image.Image:
    """A collection in boxes and columns."""
    width, columns = rng.randint(600, 1400), rng.choice([1, 2, 2, 3])
    p = Pen(rng, (width, round(width * rng.uniform(0.6, 1.4))), "serif", 0.08)
    size, across = max(10, width // rng.randint(45, 75)), width // columns
    p.write(width / 2, size, p.title(2), size * 1.8, anchor="ma", bold=True)
    boxed, some = rng.random() < 0.5, _several(rng)
    for i in range(columns):
        y = size * 5
        while y < p.image.height - size * 6:
            left = i * across + size * 2
            p.write(left, y, p.title(2), size, p.accent, bold=True)
            start, y = y, y + size * 2
            for _ in range(rng.randint(1, 4)):
                if y < p.image.height - size * 4:
                    y += put(p, left, y, size * 1.1, rng.choice(some))[1] + size // 2
            if boxed:
                p.draw.rectangle(
                    (left - size // 2, start - size // 2, (i + 1) * across - size // 2, y), outline=p.accent
                )
            y += size
    return p.image


def _solution(rng: random.Random) -> Image.Image:
    """Line after line, as worked by hand or typed."""
    width = rng.randint(400, 1200)
    hand = rng.random() < 0.5
    p = Pen(rng, (width, round(width * rng.uniform(0.7, 1.5))), "hand" if hand else "serif", 0.05)
    p.tongue = "latin"
    size, ink = max(12, width // rng.randint(28, 48)), rng.choice([p.ink, (20, 30, 130), (40, 40, 40)])
    if hand:
        gap = round(size * rng.uniform(1.2, 2))
        lined = rng.random() < 0.5
        for at in range(gap, max(p.size), gap):
            p.draw.line((0, at, width, at), (190, 210, 235))
            if not lined:
                p.draw.line((at, 0, at, p.image.height), (190, 210, 235))
    y, some = size * 2, _several(rng)
    while y < p.image.height - size * 4:
        if rng.random() < 0.3:
            p.write(size * 2, y, p.sentence(), size, ink, within=width - size * 3)
            y += size * 2
        y += put(p, size * rng.uniform(2, 5), y, size * 1.2, rng.choice(some), ink)[1] + size
    return p.image


def _exam(rng: random.Random) -> Image.Image:
    width = rng.randint(500, 1300)
    p = Pen(rng, (width, round(width * rng.uniform(0.5, 1.4))), rng.choice(["serif", "serif", "sans"]), 0.05)
    size, y, number = max(11, width // rng.randint(40, 60)), 20, rng.randint(1, 20)
    some, short = _several(rng), [f"${_atom(rng)} + {_term(rng, 2)}$" for _ in range(4)]
    while y < p.image.height - size * 8:
        p.write(size, y, f"{number}.", size, bold=True)
        y = (
            p.prose((size * 3, y, width - size * 2, y + size * 5), size, lines=rng.randint(1, 2), pitch=1.4)
            + size // 2
        )
        y += put(p, width / 2 if rng.random() < 0.5 else size * 4, y, size * 1.2, rng.choice(some))[1] + size
        if rng.random() < 0.6:
            for i, letter in enumerate("ABCD"):
                x = size * 3 + (i % 2) * width // 2
                w = p.write(x, y, f"({letter})", size)
                high = put(p, x + w + size, y - size * 0.3, size, rng.choice(short))[1]
                y += (max(high, size) + size // 2) if i % 2 else 0
        y += size
        number += 1
    return p.image


def _board(rng: random.Random) -> Image.Image:
    """White on green, black or blue, smeared."""
    width = rng.randint(500, 1500)
    ground = rng.choice([(38, 70, 55), (30, 34, 36), (25, 45, 80), (45, 55, 50)])
    p = Pen(rng, (width, round(width * rng.uniform(0.5, 0.8))), "hand", ground=ground)
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, 1, (12, 18))
    cloud = Image.fromarray(noise.astype(np.float32)).resize(p.size, Image.Resampling.BICUBIC)
    pixels = np.asarray(p.image, np.float32) + np.asarray(cloud, np.float32)[..., None] * rng.uniform(3, 12)
    p.image.paste(Image.fromarray(pixels.clip(0, 255).astype(np.uint8)))
    size = width // rng.randint(22, 40)
    some, sizes = _several(rng), [size * rng.uniform(0.8, 1.4) for _ in range(2)]
    for _ in range(rng.randint(4, 12)):
        chalk = rng.choice([(235, 235, 230), (235, 235, 230), (250, 235, 130), (250, 170, 170)])
        put(
            p,
            rng.uniform(0.02, 0.6) * width,
            rng.uniform(0.02, 0.85) * p.image.height,
            rng.choice(sizes),
            rng.choice(some),
            chalk,
        )
    if rng.random() < 0.5:
        p.write(size, size, words.words(rng, 2), size * 1.2, (235, 235, 230), other=face(rng, "hand"))
    return p.image


def _paper(rng: random.Random) -> Image.Image:
    """Prose with numbered formulas between, as in a textbook."""
    width = rng.randint(500, 1300)
    p = Pen(
        rng,
        (width, round(width * rng.uniform(0.5, 1.3))),
        "serif",
        0.05,
        rng.choice([WHITE, WHITE, (245, 240, 228)]),
    )
    size, margin, y, number = (
        max(10, width // rng.randint(42, 70)),
        width // 12,
        width // 15,
        rng.randint(1, 40),
    )
    some = _several(rng)
    while y < p.image.height - size * 6:
        y = (
            p.prose(
                (margin, y, width - margin, p.image.height - size * 4),
                size,
                lines=rng.randint(1, 4),
                justified=True,
                pitch=1.35,
            )
            + size // 2
        )
        w, high = put(p, width / 2, y + size * 1.8, size * 1.15, rng.choice(some), anchor="mm")
        if rng.random() < 0.6 and w < width * 0.75:
            p.write(width - margin, y + size * 1.2, f"({number})", size, anchor="ra")
            number += 1
        y += max(high // 2, size * 2) + size * 2
    return p.image
