"""A margin is blank if nothing at all is in it: noise of a scan is nothing, a speck or a faint mark is something."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest

pytest.importorskip("numpy")

from PIL import Image, ImageDraw, ImageFilter

from headroom_sdk.picture.decode import decode
from headroom_sdk.picture.margins import blank_around, content
from headroom_sdk.picture.probe import probe
from headroom_sdk.picture.types import Box, Picture

SIZE = (1200, 1600)
INK: Box = (300, 400, 420, 500)
"""What is drawn: left, top, width, height."""


def page(ground: tuple[int, int, int] = (255, 255, 255)) -> Image.Image:
    image = Image.new("RGB", SIZE, ground)
    pen = ImageDraw.Draw(image)
    x, y, w, h = INK
    pen.rectangle((x, y, x + w - 1, y + h - 1), outline=(20, 20, 60), width=4)
    pen.line((x, y, x + w - 1, y + h - 1), (200, 30, 30), 6)
    return image


def picture(image: Image.Image, form: str = "PNG", **options: object) -> Picture:
    out = io.BytesIO()
    image.save(out, form, **options)
    return probe(out.getvalue())


def cut(of: Picture) -> Box | None:
    """What is kept, if the rest is proved to be blank."""
    box = content(of)
    return box if box is not None and blank_around(decode(of), box) else None


def holds(box: Box | None, x: int, y: int) -> bool:
    return box is None or (box[0] <= x < box[0] + box[2] and box[1] <= y < box[1] + box[3])


@pytest.mark.parametrize("ground", [(255, 255, 255), (0, 0, 0), (30, 60, 90)])
def test_all_that_is_drawn_stays_with_a_small_border(ground: tuple[int, int, int]):
    box = cut(picture(page(ground)))
    assert box is not None
    x, y, w, h = INK
    assert 16 <= x - box[0] <= 60 and 16 <= y - box[1] <= 60
    assert 16 <= box[0] + box[2] - x - w <= 60 and 16 <= box[1] + box[3] - y - h <= 60


def test_the_noise_of_a_scan_is_nothing():
    grain = np.random.default_rng(7).normal(128, 30, SIZE[::-1]).clip(0, 255).astype(np.uint8)
    noise = Image.fromarray(grain).convert("RGB")
    scan = Image.blend(page((252, 252, 250)), noise, 0.08).filter(ImageFilter.GaussianBlur(0.4))
    box = cut(picture(scan, "JPEG", quality=75))
    assert box is not None and box[2] < 0.5 * SIZE[0]


def _speck(image: Image.Image) -> None:
    image.putpixel((1150, 1550), (200, 200, 200))


def _faint(image: Image.Image) -> None:
    ImageDraw.Draw(image).text((1000, 1500), "draft", fill=(250, 250, 250))


def _hairline(image: Image.Image) -> None:
    ImageDraw.Draw(image).line((0, 1550, 1200, 1550), (252, 252, 252), 1)


def _stamp(image: Image.Image) -> None:
    ImageDraw.Draw(image).ellipse((1000, 1450, 1160, 1580), fill=(248, 255, 248))


@pytest.mark.parametrize("mark", [_speck, _faint, _hairline, _stamp])
def test_whatever_stands_in_a_margin_stays(mark: Callable[[Image.Image], None]):
    image = page()
    mark(image)
    blank = page().load()
    changed = image.load()
    assert blank is not None and changed is not None
    kept = cut(picture(image))
    for x in range(0, SIZE[0], 3):
        for y in range(1000, SIZE[1]):
            assert changed[x, y] == blank[x, y] or holds(kept, x, y), (x, y)


def test_a_faint_mark_in_a_noisy_margin_is_no_noise():
    image = page((246, 246, 246))
    ImageDraw.Draw(image).rectangle((900, 1400, 1100, 1500), fill=(236, 236, 236))
    scan = Image.blend(image, Image.effect_noise(SIZE, 30).convert("RGB"), 0.08)
    kept = cut(picture(scan, "JPEG", quality=90))
    assert holds(kept, 901, 1401) and holds(kept, 1099, 1499)


def test_a_coloured_bar_at_an_edge_is_something():
    image = page()
    ImageDraw.Draw(image).rectangle((0, 0, 1200, 60), fill=(20, 40, 90))
    box = cut(picture(image))
    assert box is None or (box[0], box[1], box[2]) == (0, 0, SIZE[0])


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGB", SIZE, "white"),
        Image.effect_noise(SIZE, 90).convert("RGB"),
        Image.linear_gradient("L").resize(SIZE).convert("RGB"),
    ],
    ids=["blank", "noise", "gradient"],
)
def test_where_there_is_no_margin_or_nothing_else_nothing_is_cut(image: Image.Image):
    assert cut(picture(image)) is None


@pytest.mark.filterwarnings("error")
def test_edges_whose_middle_colour_is_none_of_theirs_have_no_margin():
    image = Image.new("RGB", (300, 300))
    for n, colour in enumerate([(255, 0, 0), (0, 255, 0), (0, 0, 255)]):
        image.paste(colour, (0, n * 100, 300, n * 100 + 100))
    assert content(picture(image)) is None
    assert not blank_around(image, (100, 100, 50, 50))


def test_a_border_that_would_reach_the_edges_is_no_cut():
    image = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(image).rectangle((5, 5, 394, 294), outline="black", width=3)
    assert content(picture(image)) is None


@pytest.mark.parametrize("at", [(0, 0), (1190, 1590), (600, 800), (3, 1500)])
def test_a_small_thing_is_not_sent_as_a_tiny_picture(at: tuple[int, int]):
    image = Image.new("RGB", SIZE, "white")
    ImageDraw.Draw(image).rectangle((*at, at[0] + 8, at[1] + 8), fill="black")
    box = cut(picture(image))
    assert box is not None and min(box[2:]) >= 256
    assert box[0] >= 0 and box[1] >= 0 and box[0] + box[2] <= SIZE[0] and box[1] + box[3] <= SIZE[1]
    assert holds(box, *at)
