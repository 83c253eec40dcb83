"""A place in words becomes a part of the picture that cuts nothing; parts that meet become one."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numpy")

from PIL import Image, ImageDraw, ImageFont

from headroom_sdk.picture.crop import Region, Regions, by_position, grown, merged, share
from headroom_sdk.picture.probe import probe
from headroom_sdk.picture.types import Box, Picture

SIZE = (1200, 1600)


def picture(image: Image.Image, form: str = "PNG") -> Picture:
    out = io.BytesIO()
    image.save(out, form)
    return probe(out.getvalue())


def page(*texts: tuple[float, float, str]) -> Picture:
    image = Image.new("RGB", SIZE, "white")
    for x, y, text in texts:
        ImageDraw.Draw(image).text((x, y), text, font=ImageFont.load_default(size=28), fill="black")
    return picture(image)


LETTER = page(
    (100, 60, "Miller & Sons"),
    (800, 60, "No. 20931"),
    (100, 1000, "Dear customer, a long line of text that runs across the page"),
    (100, 1500, "Bank 1234 Account 567"),
)


def part(question: str, of: Picture = LETTER) -> Regions:
    found = by_position(question, of)
    assert isinstance(found, Regions), found
    return found


def holds(regions: Regions, x: int, y: int) -> bool:
    return any(a <= x < a + w and b <= y < b + h for a, b, w, h in (p.box for p in regions.parts))


def test_a_corner_holds_what_is_in_it_and_not_the_rest():
    out = part("What is the number in the top right corner?")
    assert holds(out, 805, 75) and holds(out, 930, 80)
    assert not holds(out, 300, 1520)
    assert out.confidence >= 0.95 and "top right" in out.reason


def test_the_footer_is_at_the_bottom():
    out = part("What does the footer say?")
    assert holds(out, 110, 1515) and not holds(out, 110, 75)


def test_no_place_named_is_none():
    assert by_position("What is the total?", LETTER) is None


def test_a_place_with_nothing_in_it_is_none_either():
    nothing = by_position("What is written in the bottom right corner?", page((100, 60, "Miller")))
    assert isinstance(nothing, str) and "nothing" in nothing


def test_a_line_across_the_edge_is_taken_whole_or_the_place_is_given_up():
    out = by_position("What is in the left half?", LETTER)
    if isinstance(out, Regions):
        assert holds(out, 850, 1015)
    else:
        assert "cut" in out


def test_the_last_row_brings_the_names_of_the_columns():
    rows = page(*((80 + 400 * c, 60 + 100 * r, f"cell {r} {c}") for r in range(15) for c in range(3)))
    out = part("What is in the last row of the table?", rows)
    assert holds(out, 90, 75) and holds(out, 90, 1470)


def test_a_place_in_a_photo_is_less_sure():
    noise = picture(Image.effect_noise((900, 900), 60).convert("RGB"), "JPEG")
    out = by_position("What does the text in the top left corner say?", noise)
    assert isinstance(out, Regions) and out.confidence < 0.95


boxes = st.builds(
    lambda x, y, w, h: (x, y, w, h),
    st.integers(0, 800), st.integers(0, 1200), st.integers(1, 399), st.integers(1, 399),
)  # fmt: skip


def regions(found: list[Box]) -> list[Region]:
    return [Region(box=box, words=str(n)) for n, box in enumerate(found)]


@given(st.lists(boxes, min_size=1, max_size=5))
def test_merged_parts_hold_every_part_and_do_not_overlap(found: list[Box]):
    out = merged(regions(found))
    for x, y, w, h in found:
        assert any(
            a <= x and b <= y and x + w <= a + c and y + h <= b + d for a, b, c, d in (p.box for p in out)
        )
    for n, one in enumerate(out):
        for other in out[n + 1 :]:
            (x, y, w, h), (a, b, c, d) = one.box, other.box
            assert x + w <= a or a + c <= x or y + h <= b or b + d <= y
    assert merged(list(reversed(regions(found)))) and {p.box for p in merged(list(out))} == {
        p.box for p in out
    }
    assert 0 < share(out, SIZE) <= 1


@given(st.lists(boxes, min_size=1, max_size=3), st.integers(0, 300))
def test_grown_parts_stay_inside_the_picture(found: list[Box], pixels: int):
    before = merged(regions(found))
    for part in grown(before, pixels, SIZE):
        x, y, w, h = part.box
        assert x >= 0 and y >= 0 and x + w <= SIZE[0] and y + h <= SIZE[1]
    assert share(grown(before, pixels, SIZE), SIZE) >= share(before, SIZE)
