"""``headroom-sdk inspect --technique crop``: the composed picture, and the original with its regions drawn."""

from __future__ import annotations

import io
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from support.command import Command

from headroom_sdk.picture.ocr import availability

pytestmark = pytest.mark.skipif(
    find_spec("click") is None or find_spec("rich") is None, reason="the extra `cli` is not installed"
)
matching = pytest.mark.skipif(not availability().ready, reason="no OCR engine is installed: extra `ocr`")

SIZE = (1240, 2000)


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("COLUMNS", "80")
    return Command(capsys)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which we stand, with receipt.png."""
    image = Image.new("RGB", SIZE, "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=34)
    rows = ["Corner Shop", *(f"Article {n} {n * 7 % 90}.50" for n in range(12)), "TOTAL 398.00", "Thank you"]
    for n, row in enumerate(rows):
        words, _, value = row.rpartition(" ")
        draw.text((90, 60 + 125 * n), words, font=font, fill="black")
        draw.text((1000, 60 + 125 * n), value, font=font, fill="black")
    out = io.BytesIO()
    image.save(out, "PNG")
    (tmp_path / "receipt.png").write_bytes(out.getvalue())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "query", ["What does the footer say?", pytest.param("What is the total?", marks=matching)]
)
def test_the_composed_picture_and_the_regions_in_the_original_are_written(
    command: Command, folder: Path, query: str
) -> None:
    ran = command("inspect", "receipt.png", "--query", query, "--technique", "crop", "--out", "out", "--json")
    (line,) = ran.lines
    assert (ran.status, line["technique"]) == (0, "crop") and line["tokens_after"] < line["tokens_before"]
    text, sent, regions = map(Path, line["out"])
    assert (text, regions) == (Path("out/0001.txt"), Path("out/0001-regions.png")) and sent.stem == "0001"
    assert {text, sent, regions} == set(Path("out").iterdir())
    with Image.open(sent) as composed:
        assert [list(composed.size)] == line["sizes"]
    assert Path("out/0001.txt").read_text("utf-8").startswith("[cropped image]")
    original = Image.open("receipt.png").convert("RGB")
    with Image.open("out/0001-regions.png") as drawn:
        assert drawn.size == SIZE
        for x, y, w, h in line["regions"]:
            inside = (x, y, x + w, y + h)
            assert drawn.crop(inside).tobytes() == original.crop(inside).tobytes()
            assert drawn.getpixel((x + w // 2, y - 1)) == (230, 0, 90)
        assert drawn.getpixel((3, 3)) != original.getpixel((3, 3))


def test_people_see_the_regions_and_what_was_written(command: Command, folder: Path) -> None:
    ran = command(
        "inspect",
        "receipt.png",
        "--query",
        "What does the footer say?",
        "--technique",
        "crop",
        "--out",
        "out",
    )
    assert ran.status == 0 and "region" in ran.out and "0001-regions.png" in ran.out


def test_without_a_model_one_is_assumed_and_named(command: Command, folder: Path) -> None:
    ran = command("inspect", "receipt.png", "--query", "What does the footer say?", "--technique", "crop")
    assert ran.status == 0 and "no --model: counted as gpt-5.6" in ran.err and "for gpt-5.6" in ran.out


def test_where_the_whole_is_sent_nothing_is_outlined(command: Command, folder: Path) -> None:
    command(
        "inspect", "receipt.png", "--query", "How many rows are there?", "--mode", "lossless", "--out", "out"
    )
    assert sorted(p.name for p in Path("out").iterdir()) == ["0001.png"]


@pytest.mark.parametrize("name", ["turned.jpg", "grey.png", "clear.png"])
def test_any_picture_can_be_outlined(command: Command, folder: Path, name: str) -> None:
    original = Image.open("receipt.png")
    if name == "turned.jpg":
        exif = Image.Exif()
        exif[0x0112] = 6
        original.rotate(90, expand=True).save(name, exif=exif)
    elif name == "grey.png":
        original.convert("L").save(name)
    else:
        original.convert("RGBA").save(name)
    ran = command(
        "inspect",
        name,
        "--query",
        "What does the footer say?",
        "--technique",
        "crop",
        "--out",
        "out",
        "--json",
    )
    assert ran.lines[0]["technique"] == "crop"
    with Image.open("out/0001-regions.png") as drawn:
        assert drawn.size == SIZE
