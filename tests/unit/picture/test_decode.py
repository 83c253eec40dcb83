"""Whatever a file stores comes out as the picture that its author saw: upright, opaque, 8-bit sRGB."""

from __future__ import annotations

import io
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat
from support import kinds

from headroom_sdk.errors import ImageUnreadable
from headroom_sdk.picture.decode import decode
from headroom_sdk.picture.probe import probe

FILES = {name: make() for name, make in kinds.WHOLE.items()}


def shown(data: bytes) -> Image.Image:
    return decode(probe(data))


def apart(one: Image.Image, other: Image.Image) -> float:
    """Mean difference in levels of 255."""
    return max(ImageStat.Stat(ImageChops.difference(one, other.convert("RGB"))).mean)


@pytest.mark.parametrize("name", FILES)
def test_every_kind_is_decoded(name: str):
    picture = probe(FILES[name])
    image = decode(picture)
    assert (image.mode, image.size, image.info) == ("RGB", picture.size, {})


@pytest.mark.parametrize("name", kinds.FILMS)
def test_a_film_is_refused_for_one_frame_is_not_all(name: str):
    with pytest.raises(ImageUnreadable, match="frames"):
        shown(kinds.FILMS[name]())


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_d9_every_orientation_lands_upright(format: str, orientation: int):
    upright = kinds.corners((96, 64))
    data = kinds.turned(upright, orientation, format)
    assert apart(shown(data), upright) < 2
    assert apart(decode(probe(data), at_least=(40, 25)), upright.reduce(2)) < 4


def test_a_picture_reduced_on_the_way_is_no_smaller_than_asked_for():
    for name, data in FILES.items():
        picture = probe(data)
        least = (max(1, picture.width * 2 // 7), max(1, picture.height * 2 // 5))
        image = decode(picture, at_least=least)
        assert image.width >= least[0] and image.height >= least[1], name
        assert image.size == picture.size or image.width < picture.width or image.height < picture.height


def test_a_jpeg_is_decoded_at_a_fraction_where_that_is_enough():
    picture = probe(kinds.jpeg(kinds.photo((800, 600))))
    assert decode(picture, at_least=(190, 140)).size == (200, 150)
    assert decode(picture, at_least=(401, 140)).size == (800, 600)


def test_cmyk_keeps_its_colours_though_it_is_stored_inverted():
    assert apart(shown(kinds.cmyk_jpeg(kinds.corners((64, 64)))), kinds.corners((64, 64))) < 3


def test_sixteen_bits_are_scaled_not_clipped():
    image = shown(kinds.sixteen_bit_png([[0, 256, 32768, 65535]] * 4))
    assert [image.getpixel((x, 0)) for x in range(4)] == [(level,) * 3 for level in (0, 1, 128, 255)]


def test_the_transparent_level_of_a_sixteen_bit_picture_is_transparent():
    image = shown(kinds.sixteen_bit_png([[65535, 65535, 0, 0]] * 4, transparent=65535))
    assert image.getpixel((3, 0)) == (0, 0, 0)
    image = shown(kinds.sixteen_bit_png([[65535, 65535, 0, 0]] * 4, transparent=0))
    assert image.getpixel((3, 0)) == (0, 0, 0), "white on nothing: a dark ground"


def test_levels_from_nought_to_one_become_brightness():
    low, high = shown(kinds.float_tiff()).convert("L").getextrema()
    assert low < 5 and high > 250


def test_levels_that_are_no_numbers_are_refused():
    data = kinds.stored(Image.new("F", (8, 8), float("nan")), "TIFF")
    with pytest.raises(ImageUnreadable):
        shown(data)


def test_a_profile_is_obeyed():
    source = kinds.corners((64, 64))
    red, green, blue = source.split()
    for data in (
        kinds.png(source, icc_profile=kinds.swapped_profile()),
        kinds.webp(source, icc_profile=kinds.swapped_profile()),
        kinds.jpeg(source, icc_profile=kinds.swapped_profile()),
        kinds.png(source.quantize(8), icc_profile=kinds.swapped_profile()),
    ):
        assert apart(shown(data), Image.merge("RGB", (green, red, blue))) < 4


def test_a_profile_for_grey_is_obeyed():
    grey = Image.new("L", (16, 16), 128)
    seen = shown(kinds.png(grey, icc_profile=kinds.linear_grey_profile()))
    assert seen.getpixel((3, 3)) == (188, 188, 188)


def test_the_profile_of_srgb_changes_nothing():
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    source = kinds.photo((120, 90))
    assert apart(shown(kinds.png(source, icc_profile=profile)), source) == 0


@pytest.mark.parametrize("profile", [b"rubbish", kinds.swapped_profile()[:200], bytes(500)])
def test_a_damaged_profile_is_no_profile(profile: bytes):
    source = kinds.corners((64, 64))
    assert apart(shown(kinds.png(source, icc_profile=profile)), source) == 0


def test_a_profile_of_another_colour_space_is_no_profile():
    grey = kinds.text((64, 64)).convert("L")
    assert apart(shown(kinds.png(grey, icc_profile=kinds.swapped_profile())), grey) == 0


def contrast(image: Image.Image) -> int:
    low, high = image.convert("L").getextrema()
    return int(high) - int(low)


@pytest.mark.parametrize("ink", ["white", "black", "yellow", "navy", "red", "silver", (250, 250, 245)])
@pytest.mark.parametrize("format", ["PNG", "WEBP", "TIFF", "palette", "GIF", "grey"])
def test_d10_text_on_transparency_stays_readable(ink: str, format: str):
    image = kinds.white_text_on_nothing(ink=ink)
    if format == "palette":
        data = kinds.png(image.quantize(16))
    elif format == "grey":
        data = kinds.png(image.convert("LA"))
    else:
        data = kinds.webp(image) if format == "WEBP" else kinds.stored(image, format)
    assert contrast(shown(data)) > 60


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P"])
@pytest.mark.parametrize("ink", ["white", "black"])
def test_d10_one_colour_that_counts_as_transparent_is_ground_too(mode: str, ink: str):
    paper = "black" if ink == "white" else "white"
    image = kinds.text((400, 120), ink=ink, paper=paper).convert(mode)
    key = image.getpixel((399, 0))
    seen = shown(kinds.png(image, transparency=key))
    assert contrast(seen) > 60
    assert seen.getpixel((399, 0)) == ((0, 0, 0) if ink == "white" else (255, 255, 255))


def test_d10_where_white_and_black_stand_side_by_side_both_are_seen():
    image = Image.new("RGBA", (400, 240))
    image.paste(kinds.white_text_on_nothing(), (0, 0))
    image.paste(kinds.white_text_on_nothing(ink="black"), (0, 120))
    seen = shown(kinds.png(image))
    assert contrast(seen.crop((0, 0, 400, 120))) > 60
    assert contrast(seen.crop((0, 120, 400, 240))) > 60


def test_a_faint_watermark_decides_where_there_is_nothing_else():
    image = kinds.white_text_on_nothing()
    image.putalpha(image.getchannel("A").point(lambda level: level // 3))
    assert contrast(shown(kinds.png(image))) > 60


def test_colours_hidden_under_full_transparency_do_not_show():
    image = Image.new("RGBA", (64, 64), (255, 0, 0, 0))
    image.paste((0, 0, 0, 255), (10, 10, 30, 30))
    assert shown(kinds.png(image)).getpixel((50, 50)) == (255, 255, 255)


def test_nothing_visible_is_a_blank_page():
    assert shown(kinds.png(Image.new("RGBA", (8, 8), (9, 9, 9, 0)))).getcolors() == [(64, (255, 255, 255))]


def test_an_opaque_alpha_changes_no_pixel():
    source = kinds.photo((64, 48))
    assert apart(shown(kinds.png(source.convert("RGBA"))), source) == 0


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("tiff")])
def test_half_a_tiff_is_refused(name: str):
    data = FILES[name]
    with pytest.raises(ImageUnreadable), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shown(data[: len(data) * 2 // 3])


def test_pixels_that_are_not_there_are_refused():
    data = bytearray(FILES["png"])
    at = data.index(b"IDAT") + 40
    data[at : at + 400] = bytes(400)
    with pytest.raises(ImageUnreadable, match="PNG"):
        shown(bytes(data))


def test_a_file_of_two_sizes_is_refused():
    data = bytearray(FILES["jpeg"])
    end = data.index(b"\xff\xda")
    start = data.index(b"\xff\xc0")
    second = bytes(data[start : start + 19])
    with pytest.raises(ImageUnreadable):
        shown(bytes(data[:end]) + second + bytes(data[end:]))


def test_a_jpeg_of_endless_scans_is_refused_before_it_takes_minutes():
    data = kinds.jpeg(kinds.photo((64, 48)), progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    with pytest.raises(ImageUnreadable, match="scans"):
        shown(data[:-2] + last * 300 + data[-2:])


def test_pillow_warns_nobody():
    damaged = kinds.jpeg(
        kinds.corners(), exif=b"Exif\0\0II*\0\x08\0\0\0\x09\0" + b"\x1a\x01\x05\0\1\0\0\0\xff\xff\0\0" * 9
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for data in FILES.values():
            shown(data)
        shown(damaged)
    assert caught == []


@given(
    st.sampled_from(sorted(name for name in FILES if not name.startswith(("tiff", "line")))),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), min_size=1, max_size=6),
)
def test_any_damage_to_a_real_file_is_decoded_or_refused(name: str, patches: list[tuple[float, bytes]]):
    data = bytearray(FILES[name])
    for where, patch in patches:
        at = int(where**2 * len(data))
        data[at : at + len(patch)] = patch
    try:
        picture = probe(bytes(data), max_megapixels=4)
        assert decode(picture).size == picture.size
    except ImageUnreadable as e:
        assert str(e)


def test_the_picture_given_is_left_as_it_was():
    picture = probe(FILES["png"])
    first = decode(picture)
    first.paste("red", (0, 0, *first.size))
    assert decode(picture).tobytes() != first.tobytes()
    assert Image.open(io.BytesIO(picture.data)).size == picture.size
