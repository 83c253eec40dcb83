"""Every rendition is known as ours by its own bytes, and nothing else is."""

from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image, PngImagePlugin
from support import kinds

from headroom_sdk.picture import mark
from headroom_sdk.picture.probe import probe
from headroom_sdk.picture.render import render

TYPES = ("image/png", "image/jpeg", "image/webp")


def rendition(media_type: str) -> bytes:
    source = kinds.photo() if media_type == "image/jpeg" else kinds.screenshot()
    return render(probe(kinds.png(source)), (200, 120), accept={media_type}).data


@pytest.mark.parametrize("media_type", TYPES)
def test_a_rendition_is_known_by_its_bytes(media_type: str):
    picture = probe(rendition(media_type))
    assert picture.marked
    assert (picture.media_type, picture.size) == (media_type, (200, 120))


@pytest.mark.parametrize("media_type", TYPES)
def test_other_decoders_read_past_the_mark(media_type: str):
    image = Image.open(io.BytesIO(rendition(media_type)))
    image.load()
    assert image.size == (200, 120)
    assert "icc_profile" not in image.info and "exif" not in image.info


@pytest.mark.parametrize("name", kinds.WHOLE)
def test_no_other_picture_is_taken_for_ours(name: str):
    assert not probe(kinds.WHOLE[name]()).marked


@pytest.mark.parametrize("media_type", TYPES)
def test_saved_anew_without_its_remarks_a_rendition_is_a_strangers_picture(media_type: str):
    image = Image.open(io.BytesIO(rendition(media_type))).convert("RGB")
    image.info.clear()
    assert not probe(kinds.stored(image, "PNG")).marked


def test_a_later_version_of_the_mark_is_known_too():
    text = PngImagePlugin.PngInfo()
    text.add(b"tEXt", mark.NAME + b"\0rendition 2 with more to say")
    assert probe(kinds.png(kinds.corners(), pnginfo=text)).marked
    assert probe(kinds.jpeg(kinds.corners(), comment=mark.NAME + b" rendition 12")).marked


def test_remarks_that_speak_of_us_are_not_the_mark():
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "headroom-sdk rendition 1")
    text.add_itxt("headroom-sdk", "rendition 1")
    assert not probe(kinds.png(kinds.corners(), pnginfo=text)).marked
    assert not probe(kinds.jpeg(kinds.corners(), comment=b"made with " + mark.JPEG_COMMENT)).marked
    assert not probe(kinds.webp(kinds.corners(), exif=mark.WEBP_XMP)).marked


def test_the_same_bytes_among_the_pixels_are_not_the_mark():
    sign = mark.NAME + b"\0" + mark.TEXT + mark.JPEG_COMMENT + mark.WEBP_XMP
    plain = Image.frombytes("L", (len(sign), 1), sign)
    png = kinds.png_of(*plain.size, 8, 0, kinds.chunk(b"IDAT", zlib.compress(b"\0" + sign, 0)))
    bmp = kinds.stored(plain, "BMP")
    behind = kinds.jpeg(kinds.corners()) + b"\xff\xfe\0\x1a" + mark.JPEG_COMMENT
    for data in (png, bmp, behind):
        assert mark.JPEG_COMMENT in data
        assert not probe(data).marked
