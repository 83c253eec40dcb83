"""An edge never cuts a line of text: it moves outwards until it is clear, or there is no place for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numpy")

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from headroom_sdk.picture.cuts import Cuts, cuts_by_ink, cuts_by_lines
from headroom_sdk.picture.lines import box

WIDTH, HEIGHT = 1000, 800


def cuts(*lines: tuple[float, float, float, float]) -> Cuts:
    return Cuts(np.array(lines, float).reshape(-1, 4), WIDTH, HEIGHT)


def test_where_nothing_is_cut_nothing_grows():
    assert cuts((10, 10, 200, 30)).clear((300, 300, 100, 100), 0.1) == (300, 300, 100, 100)
    assert cuts((310, 310, 390, 330)).clear((300, 300, 100, 100), 0.0) == (300, 300, 100, 100)


def test_an_edge_in_a_line_moves_to_its_end():
    assert cuts((250, 320, 340, 340)).clear((300, 300, 100, 100), 0.1) == (250, 300, 150, 100)
    assert cuts((310, 390, 350, 415)).clear((300, 300, 100, 100), 0.1) == (300, 300, 100, 115)


def test_growing_may_meet_another_line_which_is_then_whole_too():
    found = cuts((310, 390, 450, 415), (440, 350, 520, 370)).clear((300, 300, 100, 100), 0.2)
    assert found == (300, 300, 220, 115)


def test_too_much_growth_is_no_place():
    assert cuts((310, 310, 900, 330)).clear((300, 300, 100, 100), 0.1) is None


boxes = st.tuples(st.integers(0, 899), st.integers(0, 699), st.integers(1, 100), st.integers(1, 100))


@given(st.lists(boxes, max_size=8), boxes)
def test_what_is_clear_cuts_nothing_and_holds_what_it_held(lines, wanted):
    found = cuts(*((x, y, x + w, y + h) for x, y, w, h in lines)).clear(wanted, 1.0)
    assert found is not None
    x, y, w, h = found
    assert (
        x <= wanted[0]
        and y <= wanted[1]
        and x + w >= wanted[0] + wanted[2]
        and y + h >= wanted[1] + wanted[3]
    )
    for left, top, width, height in lines:
        apart = left + width <= x or x + w <= left or top + height <= y or y + h <= top
        inside = x <= left and y <= top and left + width <= x + w and top + height <= y + h
        at_the_edge = x == 0 or y == 0 or x + w == WIDTH or y + h == HEIGHT
        assert apart or inside or at_the_edge


def page() -> Image.Image:
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    pen.text((300, 200), "Total amount 77.00 EUR", font=ImageFont.load_default(size=24), fill="black")
    return image


def test_marks_are_lines_of_text_and_where_they_are_is_ground_beside_them():
    found = cuts_by_ink(page(), WIDTH, HEIGHT)
    assert found.holds((250, 150, 400, 100)) and not found.holds((0, 400, WIDTH, 400))
    clear = found.clear((0, 0, 400, 212), 0.5)
    assert clear is not None and clear[0] + clear[2] > 560 and clear[1] + clear[3] > 220


def test_a_reduced_picture_gives_cuts_in_pixels_of_the_whole():
    half = page().reduce(2)
    whole, reduced = cuts_by_ink(page(), WIDTH, HEIGHT), cuts_by_ink(half, WIDTH, HEIGHT)
    assert reduced.holds((250, 150, 400, 100)) and not reduced.holds((0, 400, WIDTH, 400))
    assert whole.lines[:, 1].min() == pytest.approx(reduced.lines[:, 1].min(), abs=6)


def test_blank_sides_go_but_for_a_margin():
    image = page()
    found = cuts_by_lines(image, [box(300, 200, 580, 228)])
    x, y, w, h = found.tight((0, 180, WIDTH, 80), 24)
    assert 262 <= x <= 280 and 590 <= x + w <= 625 and (y, h) == (180, 80)
    assert found.tight((0, 500, WIDTH, 100), 24) == (
        0,
        500,
        WIDTH,
        100,
    )  # nothing in it: nothing to hold on to


def test_what_a_picture_shows_is_known_but_for_its_margins():
    x, y, w, h = cuts_by_ink(page(), WIDTH, HEIGHT).shown(24)
    assert 262 <= x <= 280 and 590 <= x + w <= 625 and 165 <= y <= 185 and 240 <= y + h <= 270
    assert cuts_by_ink(Image.new("RGB", (WIDTH, HEIGHT), "white"), WIDTH, HEIGHT).shown(24) == (
        0,
        0,
        WIDTH,
        HEIGHT,
    )


def test_the_smallest_line_of_some_parts_is_measured_without_specks():
    found = cuts((100, 100, 400, 130), (100, 200, 400, 222), (100, 215, 104, 218), (100, 600, 400, 610))
    assert found.smallest([(0, 0, 1000, 400)]) == 22
    assert found.smallest([(0, 300, 1000, 100)]) is None


def test_a_frame_along_the_edges_hides_no_text_beside_it():
    image = Image.new("RGB", (400, 300), "white")
    pen = ImageDraw.Draw(image)
    pen.text((10, 270), "footer", fill="black")
    pen.rectangle((0, 0, 399, 299), outline="black")
    assert cuts_by_ink(image, 400, 300).holds((0, 250, 200, 45))


def test_only_the_lines_of_a_column_are_kept_whole_where_those_beside_stand_at_other_heights():
    left = [[0, 20 * n, 90, 20 * n + 18] for n in range(20)]
    right = [[100, 20 * n + 10, 190, 20 * n + 28] for n in range(19)]
    cuts = Cuts(np.array(left + right, np.float64), 200, 400)
    assert cuts.clear((0, 105, 200, 50), 0.2) is None
    assert cuts.clear((0, 105, 200, 50), 0.2, (0, 90)) == (0, 100, 200, 58)


def test_the_blank_rim_of_a_line_may_be_cut():
    cuts = Cuts(np.array([[0, 100, 90, 120]], np.float64), 200, 400, rim=0.1)
    assert cuts.clear((0, 118, 200, 50), 0.2) == (0, 118, 200, 50)
    assert cuts.clear((0, 110, 200, 50), 0.2) == (0, 102, 200, 58)
