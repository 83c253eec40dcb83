"""What is seen of a picture: the height of its letters, and numbers that are the same every time."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageOps
from support.seen import page, photo, picture, receipt

from headroom_sdk.errors import ImageUnreadable
from headroom_sdk.picture.probe import probe
from headroom_sdk.routing.features import NUMBERS, look, reduced


@pytest.mark.parametrize("size", [14, 18, 24, 32, 48])
def test_the_height_of_an_x_is_measured_to_within_a_quarter(size: int) -> None:
    seen = look(picture(page(1000, size)))
    # The font's x is 0.53 of its size.
    assert seen.typical == pytest.approx(0.53 * size, rel=0.25)


def test_letters_are_measured_in_pixels_of_the_original_however_it_was_decoded() -> None:
    seen = look(picture(page(3000, 72)))
    assert seen.typical == pytest.approx(0.53 * 72, rel=0.25)


def test_light_print_on_dark_is_measured_alike() -> None:
    plain, dark = page(900, 24), ImageOps.invert(page(900, 24))
    assert look(picture(dark)).typical == pytest.approx(look(picture(plain)).typical, rel=0.15)


def test_a_photo_has_no_letters() -> None:
    seen = look(picture(photo(1200, 900), "JPEG"))
    assert seen.small == seen.typical == 0


def test_digits_and_capitals_do_not_pass_for_taller_print() -> None:
    seen = look(picture(receipt(22)))
    assert seen.small <= 0.53 * 22 * 1.2


def test_equal_bytes_give_equal_numbers() -> None:
    one, two = look(picture(receipt())), look(picture(receipt()))
    assert np.array_equal(one.numbers, two.numbers)
    assert np.array_equal(one.thumbnail, two.thumbnail)
    assert np.array_equal(one.patches, two.patches)


@pytest.mark.parametrize("size", [(1, 1), (4, 4), (1, 3000), (3000, 2), (31, 33), (193, 191), (192, 192)])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P", "1"])
def test_any_size_and_mode_can_be_seen(size: tuple[int, int], mode: str) -> None:
    seen = look(picture(Image.new(mode, size)))
    assert seen.thumbnail.shape == (3, 128, 128)
    assert seen.patches.shape == (1, 128, 128)
    assert seen.numbers.shape == (len(NUMBERS),)
    assert np.isfinite(seen.numbers).all()
    assert seen.size == size


def test_what_cannot_be_decoded_is_said() -> None:
    whole = picture(photo(300, 200)).data
    with pytest.raises(ImageUnreadable):
        look(probe(whole[: len(whole) // 2]))


def test_a_large_picture_is_decoded_at_a_part_of_its_size() -> None:
    assert reduced((4000, 3000)) == (1024, 768)
    assert reduced((800, 600)) == (800, 600)
    assert reduced((100_000, 3)) == (1024, 1)
