"""The demo's pictures: as people send them, and alike at every run."""

from __future__ import annotations

import io

import pytest

pytest.importorskip("click")
pytest.importorskip("rich")

from PIL import Image, ImageStat

from headroom_sdk.cli.pictures import Shown, all_pictures


@pytest.fixture(scope="module")
def pictures() -> dict[str, Shown]:
    return {picture.name: picture for picture in all_pictures()}


def opened(picture: Shown) -> Image.Image:
    return Image.open(io.BytesIO(picture.data))


def test_there_are_a_photo_a_dashboard_a_receipt_and_a_chart(pictures: dict[str, Shown]) -> None:
    assert list(pictures) == ["photo.jpg", "dashboard.png", "receipt.jpg", "chart.png"]
    assert [opened(p).size for p in pictures.values()] == [
        (2400, 1600),
        (2560, 1440),
        (900, 1900),
        (1260, 900),
    ]
    assert all(picture.query[-1] in "?." for picture in pictures.values())


def test_every_run_draws_the_same_bytes(pictures: dict[str, Shown]) -> None:
    assert {p.name: p.data for p in all_pictures()} == {p.name: p.data for p in pictures.values()}


def test_the_name_says_the_format(pictures: dict[str, Shown]) -> None:
    formats = {name.split(".")[1]: opened(picture).format for name, picture in pictures.items()}
    assert formats == {"jpg": "JPEG", "png": "PNG"}


@pytest.mark.parametrize("name", ["photo.jpg", "receipt.jpg"])
def test_photos_have_grain_as_from_a_sensor(pictures: dict[str, Shown], name: str) -> None:
    corner = opened(pictures[name]).convert("L").crop((0, 0, 48, 48))
    assert ImageStat.Stat(corner).stddev[0] > 1
    assert len(corner.getcolors(256 * 256) or ()) > 8


@pytest.mark.parametrize("name", ["dashboard.png", "chart.png"])
def test_screens_have_large_areas_of_one_colour(pictures: dict[str, Shown], name: str) -> None:
    image = opened(pictures[name]).convert("RGB")
    most = max(count for count, _ in image.getcolors(image.width * image.height) or ())
    assert most > 0.3 * image.width * image.height
