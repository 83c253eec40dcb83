"""``headroom.count`` takes a picture in whatever form one has it."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import headroom_sdk as headroom
from headroom_sdk.errors import ConfigurationError, ImageRejected, ImageUnreadable, UnknownModel

SIZE = (640, 480)
GPT_4O = 85 + 2 * 170
SIDEWAYS = 6
ORIENTATION = 0x0112


def encoded(size: tuple[int, int] = SIZE, format: str = "PNG", orientation: int | None = None) -> bytes:
    image, out = Image.new("RGB", size, "teal"), io.BytesIO()
    exif = Image.Exif()
    if orientation:
        exif[ORIENTATION] = orientation
    image.save(out, format, exif=exif)
    return out.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "picture.png"
    file.write_bytes(encoded())
    return file


def test_a_picture_is_counted_in_every_form(path: Path) -> None:
    data = path.read_bytes()
    url = "data:image/png;base64," + base64.b64encode(data).decode()
    with Image.open(path) as opened:
        forms: list[Any] = [
            data, bytearray(data), memoryview(data), path, str(path), url, SIZE, list(SIZE), opened, Image.new("L", SIZE),
        ]  # fmt: skip
        for form in forms:
            count = headroom.count(form, model="gpt-4o")
            assert (count.tokens, count.width, count.height) == (GPT_4O, *SIZE), type(form)


def test_detail_and_kind_are_passed_on() -> None:
    assert headroom.count(SIZE, "gpt-4o", "low").tokens == 85
    assert headroom.count((612, 792), "gemini-3.1-flash-lite", kind="pdf_page").tokens == 520


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_on_its_side_is_counted_upright(format: str) -> None:
    data = encoded(format=format, orientation=SIDEWAYS)
    count = headroom.count(data, "claude-opus-5")
    assert (count.width, count.height) == (480, 640)
    assert headroom.count(Image.open(io.BytesIO(data)), "claude-opus-5") == count


def test_a_size_without_a_picture_may_be_any() -> None:
    assert headroom.count((50_000, 40_000), "gemini-3.5-flash").tokens == 1073
    with pytest.raises(ImageRejected):
        headroom.count((50_000, 40_000), "gpt-6-astra")


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\x89PNG\r\n\x1a\n", encoded()[:40]], ids=["empty", "text", "signature", "cut"]
)
def test_what_is_no_picture_is_unreadable(data: bytes) -> None:
    with pytest.raises(ImageUnreadable):
        headroom.count(data, "gpt-4o")


@pytest.mark.parametrize("name", ["missing.png", ".", "\0.png", "x" * 5000])
def test_a_file_that_cannot_be_read_is_unreadable(tmp_path: Path, name: str) -> None:
    for form in (tmp_path / name, f"{tmp_path}/{name}"):
        with pytest.raises(ImageUnreadable):
            headroom.count(form, "gpt-4o")


@pytest.mark.parametrize("url", ["data:image/png;base64,!!!", "data:", "data:image/png;base64,aGVsbG8="])
def test_a_data_url_without_a_picture_is_unreadable(url: str) -> None:
    with pytest.raises(ImageUnreadable):
        headroom.count(url, "gpt-4o")


@pytest.mark.parametrize(
    "form", [None, 5, {}, (1,), (1, 2, 3), (0, 5), ("a", "b"), "https://example.com/a.png", object()]
)
def test_anything_else_is_refused(form: Any) -> None:
    with pytest.raises(ConfigurationError):
        headroom.count(form, "gpt-4o")


def test_an_unknown_model_is_named() -> None:
    with pytest.raises(UnknownModel, match="my-gpt"):
        headroom.count(SIZE, "my-gpt")


def test_a_size_is_counted_without_loading_an_imaging_library() -> None:
    code = "import sys, headroom_sdk as h; h.count((640, 480), 'gpt-4o'); print('PIL' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
