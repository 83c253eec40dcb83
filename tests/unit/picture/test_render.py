"""A rendition is the same picture at the size asked for, in a form that suits it, byte for byte the same anywhere."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat
from support import kinds

from headroom_sdk.errors import ImageUnreadable
from headroom_sdk.picture.probe import probe
from headroom_sdk.picture.render import render
from headroom_sdk.picture.types import Rendition, Size

ALL = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
NO_WEBP = frozenset({"image/png", "image/jpeg"})
FILES = {name: make() for name, make in kinds.WHOLE.items()}


def drawn(
    data: bytes, size: Size | None = None, accept: frozenset[str] = ALL, lossless: bool = False
) -> Rendition:
    picture = probe(data)
    return render(picture, size or picture.size, accept=accept, lossless=lossless)


def pixels(rendition: Rendition) -> Image.Image:
    return Image.open(io.BytesIO(rendition.data)).convert("RGB")


def apart(one: Image.Image, other: Image.Image) -> float:
    """Mean difference in levels of 255."""
    return max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("part", [1, 2.4, 5])
@pytest.mark.parametrize("accept", [ALL, NO_WEBP], ids=["all", "no webp"])
def test_d12_the_media_type_is_accepted_and_is_what_the_bytes_are(
    name: str, part: float, accept: frozenset[str]
):
    picture = probe(FILES[name])
    size = (max(1, round(picture.width / part)), max(1, round(picture.height / part)))
    rendition = render(picture, size, accept=accept)
    assert rendition.media_type in accept
    again = probe(rendition.data)
    assert (again.media_type, again.size, rendition.size) == (rendition.media_type, size, size)
    assert again.marked and again.orientation == 1 and not again.animated


def test_d12_a_phones_double_picture_and_a_bitmap_become_what_providers_take():
    assert drawn(FILES["mpo"]).media_type == "image/jpeg"
    assert drawn(FILES["bmp"], accept=NO_WEBP).media_type == "image/png"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_d9_a_turned_photo_lands_upright_at_its_upright_size(orientation: int):
    upright = kinds.corners((320, 200))
    rendition = drawn(kinds.turned(upright, orientation), (128, 80))
    assert apart(pixels(rendition), upright.resize((128, 80))) < 3


def test_d10_white_text_on_transparency_is_readable():
    low, high = pixels(drawn(FILES["png alpha"], (200, 60))).convert("L").getextrema()
    assert int(high) - int(low) > 60


@pytest.mark.parametrize("accept", [ALL, NO_WEBP], ids=["all", "no webp"])
def test_d16_a_small_palette_picture_does_not_balloon(accept: frozenset[str]):
    chart = Image.new("P", (1200, 800))
    chart.putpalette([255, 255, 255, 200, 30, 30, 30, 90, 200, 0, 0, 0])
    for n in range(12):
        chart.paste(1 + n % 3, (60 + n * 90, 700 - n * 50, 120 + n * 90, 700))
    source = kinds.png(chart, optimize=True)
    assert len(source) < 4000
    same, half = drawn(source, accept=accept), drawn(source, (600, 400), accept)
    assert same.media_type != "image/jpeg" != half.media_type
    assert len(same.data) < 2 * len(source)
    assert len(half.data) < 3 * len(source)
    assert apart(pixels(same), chart) == 0


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_d17_an_animation_is_refused(format: str):
    with pytest.raises(ImageUnreadable, match="frames"):
        drawn(kinds.animated(format), (24, 16))


def test_d24_the_installed_pillow_serves():
    assert drawn(FILES["png"], (160, 100)).size == (160, 100)


@pytest.mark.parametrize(
    "name", ["png", "png grey", "png palette", "png 1 bit", "bmp", "tiff packed", "webp", "gif"]
)
@pytest.mark.parametrize("accept", [ALL, NO_WEBP], ids=["all", "no webp"])
def test_a_drawn_picture_keeps_every_pixel_at_its_own_size(name: str, accept: frozenset[str]):
    rendition = drawn(FILES[name], accept=accept)
    assert rendition.media_type == ("image/webp" if accept is ALL else "image/png")
    assert apart(pixels(rendition), Image.open(io.BytesIO(FILES[name]))) == 0


def test_a_photo_becomes_jpeg_unless_nothing_may_be_lost():
    photo = kinds.png(kinds.photo((300, 200)))
    assert drawn(photo).media_type == "image/jpeg"
    assert apart(pixels(drawn(photo)), kinds.photo((300, 200))) < 4
    kept = drawn(photo, lossless=True)
    assert kept.media_type == "image/webp"
    assert apart(pixels(kept), kinds.photo((300, 200))) == 0


@pytest.mark.parametrize("image", [kinds.screenshot(), kinds.text(), kinds.text(ink="red", paper="navy")])
def test_screens_and_text_never_become_jpeg(image: Image.Image):
    for size in (image.size, (image.width // 2, image.height // 2), (image.width // 3, image.height // 3)):
        assert drawn(kinds.png(image), size).media_type == "image/webp"
        assert drawn(kinds.png(image), size, NO_WEBP).media_type == "image/png"


def test_a_jpeg_stays_one_also_where_nothing_more_may_be_lost():
    assert drawn(kinds.jpeg(kinds.screenshot()), lossless=True).media_type == "image/jpeg"


def test_a_lossy_webp_of_text_is_not_lost_on_twice():
    source = kinds.webp(kinds.text((400, 300)), lossless=False, quality=80)
    assert drawn(source).media_type == "image/webp"
    assert apart(pixels(drawn(source)), Image.open(io.BytesIO(source))) == 0


def test_coloured_text_in_a_jpeg_keeps_its_colour():
    text = kinds.text((640, 480), ink="red", paper="blue")
    rendition = drawn(kinds.jpeg(text, quality=95), (320, 240))
    assert apart(pixels(rendition), text.resize((320, 240), Image.Resampling.LANCZOS)) < 9
    assert Image.open(io.BytesIO(rendition.data)).layer[0][1:3] == (1, 1)


def test_a_jpeg_of_low_quality_grows_no_larger_than_it_was():
    source = kinds.jpeg(kinds.photo((2400, 1800)), quality=60, subsampling=2)
    assert len(source) > 256_000
    assert len(drawn(source, (1920, 1440)).data) <= len(source)


@pytest.mark.parametrize("accept", [frozenset(), frozenset({"image/gif"}), frozenset({"image/heic"})])
def test_where_no_type_will_do_it_is_refused(accept: frozenset[str]):
    with pytest.raises(ImageUnreadable, match="media type"):
        drawn(FILES["png"], accept=accept)


def test_what_must_not_lose_is_refused_where_only_jpeg_is_taken():
    with pytest.raises(ImageUnreadable):
        drawn(FILES["png photo"], accept=frozenset({"image/jpeg"}), lossless=True)


def test_a_picture_longer_than_a_format_can_hold_takes_another():
    assert drawn(kinds.png(Image.new("RGB", (16_384, 2)))).media_type == "image/png"
    long = drawn(FILES["line"], (20_000, 1), accept=ALL)
    assert (long.media_type, pixels(long).size) == ("image/png", (20_000, 1))


@pytest.mark.parametrize("size", [(0, 10), (321, 200), (320, 201), (-1, -1)])
def test_only_smaller_sizes_can_be_drawn(size: Size):
    with pytest.raises(ValueError, match="320×200"):
        drawn(FILES["png"], size)


def test_a_film_of_a_phone_is_left_behind():
    rendition = drawn(FILES["motion photo"])
    assert b"ftyp" not in rendition.data


def test_nothing_of_the_files_remarks_is_sent_on():
    secret = b"taken at 52.5163 N, 13.3777 E"
    block = Image.Exif()
    block[0x010E] = secret.decode()
    for source in (
        kinds.jpeg(kinds.photo((64, 48)), exif=block.tobytes(), comment=secret),
        kinds.png(kinds.screenshot((64, 48)), exif=block.tobytes()),
        kinds.webp(kinds.screenshot((64, 48)), exif=block.tobytes(), xmp=secret),
    ):
        assert secret in source
        assert secret not in drawn(source).data


def test_between_two_sizes_text_is_drawn_as_a_plain_lanczos_would():
    source = kinds.text((1200, 900))
    for size in ((1000, 750), (600, 450), (570, 428), (400, 300), (200, 150)):
        plain = source.resize(size, Image.Resampling.LANCZOS)
        assert apart(pixels(drawn(kinds.png(source), size)), plain) < 8


def digests() -> dict[str, list[str]]:
    """What every kind of picture is drawn as, at two sizes, with and without WebP."""
    out: dict[str, list[str]] = {}
    for name, data in FILES.items():
        picture = probe(data)
        for size in (picture.size, (max(1, picture.width * 2 // 5), max(1, picture.height * 2 // 5))):
            for accept in (ALL, NO_WEBP):
                rendition = render(picture, size, accept=accept)
                out.setdefault(name, []).append(hashlib.sha256(rendition.data).hexdigest())
    return out


def test_another_process_draws_the_same_bytes():
    here = Path(__file__)
    code = (
        "import json, runpy, sys; sys.path.insert(0, sys.argv[1]);"
        "print(json.dumps(runpy.run_path(sys.argv[2])['digests']()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(here.parents[2]), str(here)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "OMP_NUM_THREADS": "1"},
    )
    assert json.loads(done.stdout) == digests()


def test_threads_draw_the_same_bytes():
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: digests(), range(8)))
    assert all(result == results[0] for result in results)


def test_drawing_a_rendition_again_at_its_size_is_possible_and_loses_nothing_where_it_is_lossless():
    first = drawn(FILES["png"], (160, 100))
    again = drawn(first.data)
    assert apart(pixels(first), pixels(again)) == 0


@given(
    st.sampled_from(sorted(name for name in FILES if not name.startswith(("tiff", "line")))),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), max_size=4),
    st.floats(0.05, 1),
    st.booleans(),
)
def test_any_damage_is_drawn_or_refused(
    name: str, patches: list[tuple[float, bytes]], part: float, lossless: bool
):
    data = bytearray(FILES[name])
    for where, patch in patches:
        at = int(where**2 * len(data))
        data[at : at + len(patch)] = patch
    try:
        picture = probe(bytes(data), max_megapixels=2)
        size = (max(1, int(picture.width * part)), max(1, int(picture.height * part)))
        rendition = render(picture, size, accept=ALL, lossless=lossless)
    except ImageUnreadable as e:
        assert str(e)
    else:
        assert probe(rendition.data).size == size


def test_large_pictures_make_pillow_warn_nobody():
    white = Image.new("1", (9_600, 9_600), 1)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert drawn(kinds.png(white), (960, 960)).size == (960, 960)
    assert caught == []
