"""A header is read without decoding, whatever the bytes are; what is not a whole picture is refused by name."""

from __future__ import annotations

import hashlib
import io
import struct
import subprocess
import sys
import warnings
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, features
from support import kinds

from headroom_sdk.errors import ImageUnreadable
from headroom_sdk.picture.probe import probe

FILES = {name: make() for name, make in kinds.WHOLE.items()}
FILMS = {name: make() for name, make in kinds.FILMS.items()}


@pytest.mark.parametrize("name", FILES)
def test_size_and_format_are_what_a_decoder_sees(name: str):
    data = FILES[name]
    picture = probe(data)
    seen = Image.open(io.BytesIO(data))
    size = seen.size if picture.orientation < 5 else seen.size[::-1]
    assert (picture.size, picture.format, picture.frames) == (size, seen.format, getattr(seen, "n_frames", 1))
    assert picture.digest == hashlib.sha256(data).hexdigest()
    assert picture.data is data
    assert not picture.marked and not picture.animated


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("gif", "line")])
def test_mode_is_the_decoders_word(name: str):
    word = Image.open(io.BytesIO(FILES[name])).mode
    assert probe(FILES[name]).mode == {"I": "I;16"}.get(word, word)  # Pillow before 10.3


@pytest.mark.parametrize("name", FILMS)
def test_a_film_is_known_as_one_without_decoding_it(name: str):
    picture = probe(FILMS[name])
    assert picture.animated
    assert picture.frames == Image.open(io.BytesIO(FILMS[name])).n_frames


def test_a_film_of_one_frame_is_a_still_picture():
    for format in ("GIF", "WEBP", "PNG"):
        assert not probe(kinds.animated(format, frames=1)).animated


def test_an_animation_behind_a_still_picture_is_one():
    still = zlib.compress(b"\0\0" * 2)
    hidden = kinds.chunk(b"acTL", struct.pack(">II", 1, 0)) + kinds.chunk(b"IDAT", still)
    hidden += kinds.chunk(b"fcTL", bytes(26)) + kinds.chunk(b"fdAT", bytes(4) + still)
    assert probe(kinds.png_of(1, 2, 8, 0, hidden)).animated


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_found_in_every_format_and_applied_to_the_size(format: str, orientation: int):
    picture = probe(kinds.turned(kinds.corners((48, 32)), orientation, format))
    assert picture.orientation == orientation
    assert picture.size == (48, 32)


@pytest.mark.parametrize(
    "block", [b"", b"Exif\0\0", b"Exif\0\0II*\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"junk" * 9]
)
def test_damaged_exif_says_nothing(block: bytes):
    assert probe(kinds.jpeg(kinds.corners(), exif=block or b"Exif\0\0MM")).orientation == 1


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow reads no AVIF")
def test_an_avif_is_read_where_pillow_can():
    upright = kinds.corners((96, 64))
    data = kinds.stored(upright.transpose(Image.Transpose.ROTATE_90), "AVIF", exif=kinds.exif(6))
    picture = probe(data)
    assert (picture.format, picture.media_type, picture.size) == ("AVIF", "image/avif", (96, 64))
    film = kinds.stored(upright, "AVIF", save_all=True, append_images=[upright.rotate(180)])
    assert probe(film).animated
    with pytest.raises(ImageUnreadable, match="AVIF"):
        probe(data[: len(data) // 2])


def test_a_heic_is_read_only_where_the_program_has_a_plugin_for_it(monkeypatch: pytest.MonkeyPatch):
    data = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40)
    monkeypatch.delitem(Image.OPEN, "HEIF", raising=False)
    with pytest.raises(ImageUnreadable, match="HEIF that no installed decoder opens"):
        probe(data)
    monkeypatch.setitem(Image.OPEN, "HEIF", (lambda fp, name: Image.new("RGB", (40, 30)), None))
    picture = probe(data)
    assert (picture.format, picture.media_type, picture.size) == ("HEIF", "image/heic", (40, 30))


def test_an_orientation_survives_a_directory_that_is_cut_off_behind_it():
    block = b"Exif\0\0MM\0*\0\0\0\x08\0\x09" + struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0)
    assert probe(kinds.jpeg(kinds.corners((48, 32)), exif=block)).size == (32, 48)


def test_a_phones_double_picture_is_a_jpeg_to_every_provider():
    picture = probe(FILES["mpo"])
    assert (picture.format, picture.media_type, picture.frames) == ("MPO", "image/jpeg", 2)


def test_loss_is_known_from_the_header():
    lossy = {name for name, data in FILES.items() if probe(data).lossy}
    assert lossy == {
        name for name in FILES if name.startswith(("jpeg", "mpo", "motion", "webp lossy")) or name == "soft"
    }


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no bytes"),
        (b"hello", "not a picture"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "XML"),
        (b"\n  <svg/>", "SVG"),
        (b"<!DOCTYPE html><p>504", "HTML"),
        (b"%PDF-1.7\n", "PDF"),
        (b'{"error": "expired"}', "JSON"),
        (b"data:image/png;base64,AAAA", "data URL"),
        (b"\x89PNG\r\n\x1a\n", "without a header"),
        (b"\xff\xd8\xff", "too early"),
        (b"RIFF\x04\0\0\0WEBP", "WebP without pixels"),
        (b"GIF89a", "too early"),
        (b"BM", "too early"),
        (b"II*\0", "too early"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", "video"),
        (b"\0" * 5000, "not a picture"),
    ],
)
def test_what_is_no_picture_is_refused_in_plain_words(data: bytes, why: str):
    with pytest.raises(ImageUnreadable, match=why):
        probe(data)


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith("tiff")])
def test_half_a_file_is_refused(name: str):
    data = FILES[name]
    if name == "motion photo":
        data = data[:-5024]
    with pytest.raises(ImageUnreadable):
        probe(data[: len(data) // 2])


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith(("png", "jpeg", "webp", "bmp"))])
def test_a_file_that_lacks_its_last_bytes_is_refused(name: str):
    with pytest.raises(ImageUnreadable, match="too early"):
        probe(FILES[name][:-20])


@pytest.mark.parametrize("name", FILES)
def test_bytes_behind_the_end_harm_nothing(name: str):
    assert probe(FILES[name] + b"\0\r\nrubbish").size == probe(FILES[name]).size


def test_a_tiff_whose_directory_points_outside_is_refused():
    data = FILES["tiff float"]
    assert probe(data).size == (64, 48)
    (at,) = struct.unpack_from("<I", data, 4)
    for damaged in (data[: at + 9], data[: at + 2 + 12 * data[at]], data[:at] + b"\xff\xff" + data[at + 2 :]):
        with pytest.raises(ImageUnreadable, match="TIFF"):
            probe(damaged)


def test_a_gif_without_its_trailer_is_whole():
    assert FILES["gif"].endswith(b"\x3b")
    assert probe(FILES["gif"][:-1]).frames == 1


@pytest.mark.parametrize("format", ["PNG", "JPEG", "GIF"])
def test_a_bomb_is_refused_before_anything_is_decoded(format: str):
    with pytest.raises(ImageUnreadable, match="max_megapixels=100"):
        probe(kinds.bomb(format))


def test_a_bitmap_that_claims_more_than_it_holds_is_cut_off():
    with pytest.raises(ImageUnreadable, match="too early"):
        probe(kinds.bomb("BMP"))


def test_the_limit_is_the_callers():
    assert probe(kinds.bomb("PNG"), max_megapixels=1000).size == (30_000, 30_000)
    with pytest.raises(ImageUnreadable):
        probe(FILES["png"], max_megapixels=0.063)
    assert probe(FILES["png"], max_megapixels=0.064)


def test_pillow_and_its_settings_stay_as_they_were():
    before = (Image.MAX_IMAGE_PIXELS, list(warnings.filters))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        # Between Pillow's limit for a warning and ours: nobody is to hear of it.
        assert probe(kinds.bomb("PNG", 9_900, 9_900)).size == (9_900, 9_900)
        with pytest.raises(ImageUnreadable):
            probe(kinds.bomb("GIF"))
    assert caught == []
    assert (Image.MAX_IMAGE_PIXELS, list(warnings.filters)) == before


def test_the_usual_formats_need_no_pillow():
    code = (
        "import sys; from headroom_sdk.picture.probe import probe; import headroom_sdk.picture.render;"
        "data = bytes.fromhex(sys.stdin.read()); assert probe(data).size == (320, 240);"
        "assert 'PIL' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], input=FILES["jpeg"].hex(), text=True, check=True)


def test_files_of_nothing_but_parts_end_soon():
    with pytest.raises(ImageUnreadable):
        probe(b"\x89PNG\r\n\x1a\n" + kinds.chunk(b"IHDR", bytes(13)) + kinds.chunk(b"abCd", b"") * 300_000)
    with pytest.raises(ImageUnreadable):
        probe(b"\xff\xd8" + b"\xff\xfe\0\2" * 500_000)
    with pytest.raises(ImageUnreadable):
        probe(b"\xff" * 3_000_000)
    with pytest.raises(ImageUnreadable):
        probe(b"GIF89a" + bytes(7) + b"," + bytes(10) + b"\1\1" * 1_000_000)
    with pytest.raises(ImageUnreadable):
        probe(b"RIFF" + struct.pack("<I", 4 + 8 * 300_000) + b"WEBP" + b"abcd\0\0\0\0" * 300_000)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes):
    read_or_refused(data)


MAGIC = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    b"\xff\xd8\xff",
    b"GIF89a",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"RIFF\x60\0\0\0WEBPVP8X",
    b"\0\0\0\x18ftypavif",
)


@given(st.sampled_from(MAGIC), st.binary(max_size=200))
def test_any_bytes_behind_a_signature_are_read_or_refused(magic: bytes, data: bytes):
    read_or_refused(magic + data)


@given(
    st.sampled_from(sorted({**FILES, **{f"film {name}": data for name, data in FILMS.items()}}.items())),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), max_size=6),
    st.floats(0, 1),
)
def test_any_damage_to_a_real_file_is_read_or_refused(
    file: tuple[str, bytes], patches: list[tuple[float, bytes]], kept: float
):
    data = bytearray(file[1])
    for where, patch in patches:
        at = int(where**3 * len(data))  # mostly in the header
        data[at : at + len(patch)] = patch
    read_or_refused(bytes(data))
    read_or_refused(bytes(data[: int(kept * len(data))]))


def read_or_refused(data: bytes) -> None:
    try:
        picture = probe(data)
    except ImageUnreadable as e:
        assert str(e)
    else:
        assert picture.width > 0 < picture.height
        assert 1 <= picture.orientation <= 8 and picture.frames >= 1
