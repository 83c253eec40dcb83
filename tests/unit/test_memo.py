"""A memo changes speed only; it stays within its bound and survives cyclic re-sending."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_sdk.memo import Memo


def test_makes_a_value_once_and_returns_it_again():
    memo: Memo[str, int] = Memo(10)
    made: list[int] = []
    for _ in range(3):
        assert memo.get("a", lambda: made.append(1) or 7) == 7
    assert made == [1]


def test_threads_that_ask_together_make_one_value():
    memo: Memo[str, int] = Memo(10)
    started, made = threading.Barrier(8), []

    def make() -> int:
        made.append(1)
        return 1

    def ask() -> None:
        started.wait()
        memo.get("a", make)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert made == [1]


def test_an_error_is_raised_and_not_remembered():
    memo: Memo[str, int] = Memo(10)
    with pytest.raises(ZeroDivisionError):
        memo.get("a", lambda: 1 // 0)
    assert memo.get("a", lambda: 5) == 5


def test_pictures_resent_in_turn_keep_half_their_hits_in_half_the_room():
    memo: Memo[int, str] = Memo(150)
    for _ in range(10):
        for i in range(300):
            memo.get(i, lambda: "x")
    memo.hits = memo.misses = 0
    for i in range(300):
        memo.get(i, lambda: "x")
    assert memo.hits >= 140


def test_a_new_conversation_displaces_one_that_has_ended():
    memo: Memo[tuple[str, int], str] = Memo(50)
    for _ in range(20):
        for i in range(50):
            memo.get(("old", i), lambda: "x")
    for _ in range(4):
        for i in range(40):
            memo.get(("new", i), lambda: "x")
    memo.hits = 0
    for i in range(40):
        memo.get(("new", i), lambda: "x")
    assert memo.hits == 40


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 12)), max_size=200), st.integers(0, 30))
def test_never_above_its_bound_and_never_a_wrong_value(asks: list[tuple[int, int]], capacity: int):
    memo: Memo[tuple[int, int], bytes] = Memo(capacity, len)
    for key, size in asks:
        value = bytes([key]) * size
        assert memo.get((key, size), lambda value=value: value) == value
        assert memo.weight <= capacity


def test_a_smaller_capacity_evicts_at_once():
    memo: Memo[int, bytes] = Memo(100, len)
    for i in range(10):
        memo.get(i, lambda: b"x" * 10)
    memo.get(0, lambda: b"", capacity=35)
    assert memo.weight <= 35
