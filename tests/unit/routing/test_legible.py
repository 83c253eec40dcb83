"""Text is legible where its x stays above the floor, and nowhere that it was not measured."""

from __future__ import annotations

import numpy as np

from headroom_sdk.routing.features import Look
from headroom_sdk.routing.legible import Floor, readable, strictest

FLOOR = Floor(words=5.5, exact=7.0)


def seen(small: float, typical: float, *, longest: int = 2000, unsure: bool = False) -> Look:
    return Look(
        thumbnail=np.zeros((3, 128, 128), np.uint8),
        patches=np.zeros((1, 128, 128), np.uint8),
        numbers=np.zeros(1, np.float32),
        size=(longest, longest // 2),
        small=small,
        typical=typical,
        unsure=unsure,
    )


def test_exact_letters_need_more_than_words() -> None:
    assert readable(seen(14, 14), 1000, FLOOR) == (True, True)
    assert readable(seen(12, 12), 1000, FLOOR) == (True, False)
    assert readable(seen(10, 10), 1000, FLOOR) == (False, False)


def test_the_smaller_print_decides_over_exact_letters() -> None:
    assert readable(seen(10, 30), 1000, FLOOR) == (True, False)


def test_what_was_hard_to_measure_has_to_be_taller() -> None:
    assert readable(seen(14, 14), 1000, FLOOR)[1]
    assert not readable(seen(14, 14, unsure=True), 1000, FLOOR)[1]


def test_nothing_measured_is_nothing_vouched_for() -> None:
    assert readable(seen(0, 0), 1000, FLOOR) == (False, False)


def test_a_picture_that_is_no_larger_loses_nothing() -> None:
    assert readable(seen(0, 0, longest=500), 512, FLOOR) == (True, True)


def test_one_floor_serves_every_family() -> None:
    floors = {"a": Floor(words=5, exact=8), "b": Floor(words=6, exact=7)}
    assert strictest(floors) == Floor(words=6, exact=8)
