"""The demo's own pictures, drawn anew at every run and always alike: a photo, a dashboard, a receipt, a chart."""

from __future__ import annotations

import io
import itertools
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture to send, and what it is asked about."""

    name: str
    query: str
    data: bytes = field(repr=False)


def all_pictures() -> Iterator[Shown]:
    """The four pictures, each drawn when it is asked for."""
    from .screens import chart, dashboard

    yield Shown(name="photo.jpg", query="Is it day or night in this photo?", data=as_jpeg(photo()))
    yield Shown(
        name="dashboard.png",
        query="What does the header say?",
        data=as_png(dashboard(), colours=255),
    )
    yield Shown(name="receipt.jpg", query="List every item with its price.", data=as_jpeg(receipt()))
    yield Shown(name="chart.png", query="Convert this chart to a table of values.", data=as_png(chart()))


def photo(width: int = 2400, height: int = 1600) -> Image.Image:
    """A mountain lake before sunset, with the grain of a sensor."""
    from PIL import Image, ImageChops, ImageDraw, ImageFilter

    rng = random.Random(4)
    shore = height * 3 // 5
    size = (width, shore)
    scene = _gradient(size, (58, 92, 150), (252, 196, 138))
    clouds = _clouds(rng, (3, 9), size).point([max(0, min(235, (v - 112) * 4)) for v in range(256)])
    scene.paste((255, 226, 206), mask=ImageChops.multiply(clouds, Image.linear_gradient("L").resize(size)))
    sun, reach = (width * 0.66, shore * 0.6), height * 0.13
    glow = Image.new("L", size)
    ImageDraw.Draw(glow).ellipse((sun[0] - reach, sun[1] - reach, sun[0] + reach, sun[1] + reach), fill=235)
    glow = glow.resize((width // 8, shore // 8)).filter(ImageFilter.GaussianBlur(height / 72)).resize(size)
    scene.paste((255, 240, 205), mask=glow)
    for depth in range(5):
        near = depth / 4
        far, close = (178, 152, 160), (24, 34, 40)
        tint = tuple(int(f + (c - f) * near**0.8) for f, c in zip(far, close, strict=True))
        mist = tuple(min(255, v + 42) for v in tint)
        face = _gradient(size, (tint[0], tint[1], tint[2]), (mist[0], mist[1], mist[2]))
        relief = _clouds(rng, (14 + 8 * depth, 20), size).point([140 + v * 9 // 20 for v in range(256)])
        face = ImageChops.multiply(face, Image.merge("RGB", [relief] * 3))
        outline = _ridge(rng, width, shore * (0.6 + 0.095 * depth), height * (0.2 - 0.036 * depth))
        shape = Image.new("L", size)
        ImageDraw.Draw(shape).polygon([(0, shore), *outline, (width, shore)], fill=255)
        scene.paste(face, mask=shape.filter(ImageFilter.GaussianBlur(1.4)))
    picture = Image.new("RGB", (width, height))
    picture.paste(scene)
    picture.paste(_lake(rng, scene, (width, height - shore)), (0, shore))
    return _grain(rng, picture, 7)


def receipt(width: int = 900, height: int = 1900) -> Image.Image:
    """A till receipt, photographed on a table."""
    from PIL import Image, ImageFilter

    rng = random.Random(11)
    paper = _paper(width - 120, height - 130)
    table = _gradient((width, height), (92, 74, 58), (60, 47, 38))
    wood = _noise(rng, (width // 6, 14), (width, height)).point([205 + v // 5 for v in range(256)])
    table = Image.composite(table, Image.new("RGB", table.size, (46, 36, 30)), wood)
    flat = Image.new("L", paper.size, 255)
    turned = paper.rotate(0.7, Image.Resampling.BICUBIC, expand=True, fillcolor=(70, 56, 46))
    mask = flat.rotate(0.7, Image.Resampling.BICUBIC, expand=True)
    shadow = Image.new("L", table.size)
    shadow.paste(mask, (62, 66))
    table.paste((22, 17, 14), mask=shadow.filter(ImageFilter.GaussianBlur(14)))
    table.paste(turned, (52, 52), mask)
    return _grain(rng, table.filter(ImageFilter.GaussianBlur(0.7)), 5)


_BOUGHT = (
    ("Sourdough loaf 750g", 1, 4.20), ("Oat milk barista", 2, 2.15), ("Free range eggs 10", 1, 3.49),
    ("Roma tomatoes kg", 0.846, 3.90), ("Basil in pot", 1, 1.99), ("Parmigiano 24m 200g", 1, 6.80),
    ("Olive oil 0.75l", 1, 9.95), ("Espresso beans 1kg", 1, 14.50), ("Dark chocolate 85%", 3, 1.79),
    ("Mineral water 6x1.5l", 2, 3.54), ("Bottle deposit", 12, 0.25), ("Lemons net", 1, 2.29),
    ("Rice arborio 500g", 2, 2.45), ("Kitchen roll x4", 1, 3.15), ("Detergent 1.5l", 1, 5.99),
)  # fmt: skip


def _paper(width: int, height: int) -> Image.Image:
    from PIL import Image, ImageDraw, ImageFont

    sheet = Image.new("RGB", (width, height), (244, 242, 236))
    draw = ImageDraw.Draw(sheet)
    ink, left, right = (52, 50, 54), 46, width - 46
    big, body, small = (ImageFont.load_default(size=size) for size in (46, 29, 23))

    def middle(y: int, text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> None:
        draw.text((width // 2, y), text, ink, font, anchor="ma")

    def pair(y: int, name: str, amount: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> None:
        draw.text((left, y), name, ink, font)
        draw.text((right, y), amount, ink, font, anchor="ra")

    def rule(y: int) -> None:
        for x in range(left, right, 15):
            draw.line((x, y, x + 8, y), ink, 2)

    middle(60, "MARKTHALLE NORD", big)
    middle(122, "Hafenstrasse 14  ·  24103 Kiel", small)
    middle(154, "VAT DE 291 884 017   Till 03   Cashier 118", small)
    middle(186, "2026-11-20  18:42:07   Receipt 0047-3391", small)
    rule(236)
    y, total = 262, 0.0
    for name, amount, price in _BOUGHT:
        cost = round(amount * price, 2)
        total += cost
        pair(y, name, f"{cost:.2f}", body)
        y += 38
        if amount != 1:
            draw.text((left + 28, y - 2), f"{amount:g} x {price:.2f}", ink, small)
            y += 32
    rule(y + 12)
    net = total / 1.07
    pair(y + 34, "Net", f"{net:.2f}", body)
    pair(y + 74, "VAT 7 %", f"{total - net:.2f}", body)
    pair(y + 126, "TOTAL EUR", f"{total:.2f}", big)
    rule(y + 200)
    pair(y + 222, "Card **** **** **** 4471", f"{total:.2f}", small)
    pair(y + 254, "Approval 839 204", "Ref 5530-1187-02", small)
    rng = random.Random(5)
    x = left
    while x < right:  # a bar code
        bar = rng.choice((3, 3, 5, 8))
        draw.rectangle((x, y + 320, x + bar - 1, y + 420), ink)
        x += bar + rng.choice((3, 4, 7))
    middle(y + 434, "0047 3391 2026 1120 1842", small)
    middle(y + 490, "Thank you. Returns within 14 days.", body)
    return sheet


def _gradient(size: tuple[int, int], top: Colour, bottom: Colour) -> Image.Image:
    from PIL import Image

    ramp = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), ramp)


def _noise(rng: random.Random, cells: tuple[int, int], size: tuple[int, int]) -> Image.Image:
    """Smooth noise with so many cells."""
    from PIL import Image

    seen = Image.frombytes("L", cells, rng.randbytes(cells[0] * cells[1]))
    return seen.resize(size, Image.Resampling.BICUBIC)


def _clouds(rng: random.Random, cells: tuple[int, int], size: tuple[int, int]) -> Image.Image:
    """Noise on all scales, as in clouds and rock: the coarsest has so many cells."""
    from PIL import Image

    layers = [_noise(rng, (cells[0] << k, cells[1] << k), size) for k in range(5)]
    whole = layers.pop()
    while layers:
        whole = Image.blend(layers.pop(), whole, 0.36)
    return whole


def _ridge(rng: random.Random, width: int, level: float, relief: float) -> list[tuple[float, float]]:
    """The outline of a mountain range: midpoints displaced, ever less."""
    heights = [rng.uniform(-1, 1), rng.uniform(-1, 1)]
    rough = 1.0
    for _ in range(8):
        finer = [heights[0]]
        for a, b in itertools.pairwise(heights):
            finer += [(a + b) / 2 + rng.uniform(-rough, rough), b]
        heights, rough = finer, rough * 0.55
    step = width / (len(heights) - 1)
    return [(i * step, level - relief * h / 2) for i, h in enumerate(heights)]


def _lake(rng: random.Random, scene: Image.Image, size: tuple[int, int]) -> Image.Image:
    """What water shows of *scene*: turned over, darker towards us, in ripples that grow."""
    from PIL import Image, ImageChops, ImageFilter

    width, height = size
    mirror = scene.crop((0, scene.height - height, width, scene.height))
    mirror = mirror.transpose(Image.Transpose.FLIP_TOP_BOTTOM).filter(ImageFilter.GaussianBlur(3))
    rippled = Image.new("RGB", size)
    for y in range(height):
        swell = 1 + 16 * (y / height) ** 1.4
        shift = int(swell * math.sin(y * 0.8 / (1 + y / 70)) + rng.uniform(-1, 1))
        rippled.paste(ImageChops.offset(mirror.crop((0, y, width, y + 1)), shift, 0), (0, y))
    depth = Image.linear_gradient("L").resize(size).point([232 - v * 2 // 5 for v in range(256)])
    water = Image.composite(rippled, Image.new("RGB", size, (22, 40, 58)), depth)
    waves = _clouds(rng, (5, 42), size).point([190 + (v - 128) * 3 // 4 for v in range(256)])
    return ImageChops.multiply(water, Image.merge("RGB", [waves] * 3)).filter(ImageFilter.GaussianBlur(0.8))


def _grain(rng: random.Random, image: Image.Image, strength: int) -> Image.Image:
    from PIL import Image, ImageChops

    speck = Image.frombytes("L", image.size, rng.randbytes(image.width * image.height))
    speck = speck.point([128 + (v - 128) * strength // 128 for v in range(256)])
    return ImageChops.add(image, Image.merge("RGB", [speck] * 3), 1, -128)


def as_jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def as_png(image: Image.Image, colours: int = 0) -> bytes:
    out = io.BytesIO()
    (image.quantize(colours) if colours else image).save(out, "PNG")
    return out.getvalue()
