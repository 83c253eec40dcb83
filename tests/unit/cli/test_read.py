"""``headroom-sdk read``: one line a file, and a file that cannot be read is said, not raised."""

from __future__ import annotations

import io
import json

import pytest

pytest.importorskip("click")
pytest.importorskip("numpy")

from click.testing import CliRunner
from PIL import Image

from headroom_sdk.cli.read import read
from headroom_sdk.picture import ocr
from headroom_sdk.picture.lines import Line, box


class Reader:
    name = "test"
    keeps_blanks = True

    def __init__(self) -> None:
        self.sizes = []

    def read(self, image):
        self.sizes.append(image.size)
        return (
            Line(quad=box(10.2, 10, 110.4, 30), text="Total ```", confidence=0.98, characters=(0.98,) * 9),
            Line(quad=box(200, 10, 300, 30), text="13.37", confidence=0.9999, characters=(0.9999,) * 5),
            Line(quad=box(10, 50, 20, 60), text="", confidence=0.0),
        )


@pytest.fixture
def engine(monkeypatch):
    engine = Reader()
    monkeypatch.setattr(ocr, "reader", lambda folder=None: engine)
    return engine


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a b.png"
    Image.new("RGB", (400, 200), "white").save(path)
    return path


def test_text_alone_without_fence_and_first_line(engine, file):
    done = CliRunner().invoke(read, [str(file)])
    assert done.exit_code == 0
    assert done.output == "Total ```  13.37\n"


def test_the_json_has_its_stable_keys(engine, file):
    done = CliRunner().invoke(read, [str(file), "--json"])
    found = json.loads(done.output)
    assert list(found) == ["file", "text", "lines", "confidence", "accepted", "reason", "milliseconds"]
    assert found["file"] == str(file)
    assert found["text"] == "Total ```  13.37"
    assert found["lines"][0] == {"text": "Total ```", "box": [10, 10, 100, 20], "confidence": 0.98}
    assert len(found["lines"]) == 2
    assert found["accepted"] is False or found["reason"]
    assert 0.98 < found["confidence"] < 1


def test_one_line_a_file_in_order_and_errors_in_between(engine, file, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n")
    done = CliRunner().invoke(
        read, [str(file), str(broken), str(tmp_path / "absent.png"), str(file), "--json"]
    )
    rows = [json.loads(line) for line in done.output.splitlines()]
    assert done.exit_code == 1
    assert [sorted(r)[:2] for r in rows] == [
        ["accepted", "confidence"],
        ["error", "file"],
        ["error", "file"],
        ["accepted", "confidence"],
    ]


def test_no_file_is_wrong_use():
    assert CliRunner().invoke(read, []).exit_code == 2


def test_without_a_reader_every_file_says_what_to_install(file, monkeypatch):
    from headroom_sdk.picture import ocr_weights

    ocr_weights.weights.cache_clear()
    monkeypatch.setattr(ocr_weights, "_SHIPPED", ())
    done = CliRunner().invoke(read, [str(file), "--json"])
    ocr_weights.weights.cache_clear()
    assert done.exit_code == 1
    assert "headroom-sdk[ocr]" in json.loads(done.output)["error"]


def test_d5_the_original_pixels_are_read_upright(engine, tmp_path):
    path = tmp_path / "phone.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    data = io.BytesIO()
    Image.new("RGB", (3200, 1200), "white").save(data, "JPEG", exif=exif)
    path.write_bytes(data.getvalue())
    CliRunner().invoke(read, [str(path)])
    assert engine.sizes == [(1200, 3200)]
