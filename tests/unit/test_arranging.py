"""Parts are put together at the least cost, never enlarged, never seen worse than in the whole picture."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from headroom_sdk.arranging import OVERVIEWS, arrange
from headroom_sdk.errors import ImageRejected
from headroom_sdk.picture.types import Box
from headroom_sdk.plan import Scope
from headroom_sdk.tokens import resolve

MODELS = ("gpt-4o", "gpt-5.6", "claude-haiku-4-5", "claude-opus-4-8", "gemini-2.5-flash", "gemini-3.5-flash")


def scope_of(model: str, size: tuple[int, int], **more: object) -> Scope:
    found = resolve(model)
    assert found is not None
    return Scope(size=size, rule=found, **more)  # type: ignore[arg-type]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Scope, list[Box]]:
    size = (draw(st.integers(64, 3000)), draw(st.integers(64, 3000)))
    boxes: list[Box] = []
    for _ in range(draw(st.integers(1, 3))):
        x, y = draw(st.integers(0, size[0] - 8)), draw(st.integers(0, size[1] - 8))
        boxes.append((x, y, draw(st.integers(8, size[0] - x)), draw(st.integers(8, size[1] - y))))
    return scope_of(draw(st.sampled_from(MODELS)), size), boxes


@given(cases(), st.booleans())
def test_every_part_is_there_once_inside_the_sheet_beside_the_others(
    case: tuple[Scope, list[Box]], overview: bool
):
    scope, boxes = case
    try:
        whole = scope.count(scope.size, None)
    except ImageRejected:
        assume(False)
        return
    out = arrange(scope, boxes, overview=(0, 0, *scope.size) if overview else None)
    if out is None:
        return
    sheet, parts = out.arrangement.size, out.arrangement.parts
    assert [p.box for p in parts[: len(boxes)]] == boxes
    assert len(parts) == len(boxes) + overview
    if overview:
        assert parts[-1].box == (0, 0, *scope.size) and max(parts[-1].size) <= OVERVIEWS[0]
    for n, part in enumerate(parts):
        x, y, w, h = *part.at, *part.size
        assert x >= 0 and y >= 0 and x + w <= sheet[0] and y + h <= sheet[1]
        assert w <= part.box[2] and h <= part.box[3]
        for other in parts[n + 1 :]:
            a, b, c, d = *other.at, *other.size
            assert x + w <= a or a + c <= x or y + h <= b or b + d <= y
    # What the model sees of a pixel's side: as much as in the whole, but for rounding.
    asked = scope.count(sheet, out.detail)
    left = min(1.0, asked.width / sheet[0], asked.height / sheet[1])
    drawn = min((p.size[0] / p.box[2] for p in parts[: len(boxes)] if p.box[2] > 200), default=1.0)
    was = min(1.0, whole.width / scope.size[0], whole.height / scope.size[1])
    assert left * drawn >= was * 0.98
    assert asked.tokens == out.count.tokens


def test_a_row_of_a_page_costs_a_fraction_of_it():
    for model in ("gpt-5.6", "claude-haiku-4-5", "claude-opus-4-8"):
        scope = scope_of(model, (1240, 1754))
        out = arrange(scope, [(0, 800, 1240, 150)], overview=(0, 0, *scope.size))
        assert out is not None and out.count.tokens < 0.5 * scope.count(scope.size, None).tokens


def test_where_tiles_bill_a_part_is_drawn_no_larger_than_the_model_would_have_seen_it():
    scope = scope_of("gpt-4o", (3000, 3000), writable=False)
    out = arrange(scope, [(0, 0, 1500, 1000)], overview=None)
    assert out is not None and out.count.tokens < scope.count(scope.size, None).tokens
    (part,) = out.arrangement.parts
    assert part.size[0] < 1500  # a 3000 px picture is seen at 768


def test_where_low_detail_shows_a_part_better_than_the_whole_was_seen_it_is_written():
    out = arrange(scope_of("gpt-4o", (3000, 3000)), [(0, 0, 1500, 1000)], overview=None)
    assert out is not None and out.detail == "low" and out.scale > 768 / 3000


def test_a_detail_of_the_caller_is_not_overwritten():
    for writable in (True, False):
        scope = scope_of("gemini-3.5-flash", (1200, 1600), writable=writable)
        out = arrange(scope, [(0, 0, 600, 400)], overview=(0, 0, *scope.size))
        assert out is not None and (out.detail is not None) == writable


def test_a_model_that_bills_in_large_steps_may_be_shown_a_part_as_small_as_it_can_be_read():
    scope, part = scope_of("gpt-4o", (1000, 1400)), [(0, 300, 900, 300)]
    whole = (0, 0, 1000, 1400)
    full = arrange(scope, part, overview=whole)
    read = arrange(scope, part, overview=whole, legible=0.5)
    assert full is not None and read is not None and read.count.tokens < full.count.tokens
    assert 0.5 <= read.scale < full.scale
    assert (
        arrange(scope, part, overview=whole, legible=3.0) == full
    )  # small print: no smaller than in the whole


def test_a_model_that_bills_pixels_is_shown_every_one():
    scope, part = scope_of("gpt-5.6", (1000, 1400)), [(0, 300, 900, 300)]
    out = arrange(scope, part, overview=None, legible=0.2)
    assert out is not None and out.arrangement.parts[0].size == (900, 300)
