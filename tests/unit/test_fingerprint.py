"""A picture is known again however it is spelled, and nothing else is taken for it."""

from __future__ import annotations

import base64
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import pictures

from headroom_sdk.fingerprint import fingerprint, fingerprints

MAGIC = {
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "jpeg": b"\xff\xd8\xff\xe0",
    "webp": b"RIFF",
    "gif": b"GIF89a",
}


@given(kind=st.sampled_from(sorted(MAGIC)), size=st.integers(0, 700), seed=st.integers(0, 9))
def test_every_spelling_is_the_same_picture(kind: str, size: int, seed: int) -> None:
    data = MAGIC[kind] + random.Random(seed).randbytes(size)
    plain = base64.b64encode(data).decode()
    wanted = fingerprint(plain)
    assert wanted is not None
    lines = "\n".join(plain[i : i + 76] for i in range(0, len(plain), 76))
    for spelled in (
        base64.urlsafe_b64encode(data).decode(),
        plain.rstrip("="),
        f"data:image/{kind};base64,{plain}",
        f"DATA:image/{kind};charset=utf-8;base64,{plain}",
        lines,
        data,
    ):
        assert fingerprint(spelled) == wanted


@given(one=st.binary(min_size=200, max_size=400), at=st.sampled_from([0, 0.5, 1]), more=st.integers(0, 1))
def test_another_picture_is_another(one: bytes, at: float, more: int) -> None:
    first = MAGIC["png"] + one
    changed = bytearray(first + b"x" * more)
    place = min(16 + int(at * (len(one) - 1)), len(changed) - 1)
    changed[place] ^= 1
    assert fingerprint(first) != fingerprint(bytes(changed))


@pytest.mark.parametrize(
    "text", ["", "Hello", "data:", "data:text/plain;base64,SGVsbG8=", "/9", b"", b"PK\x03\x04" * 99]
)
def test_what_is_no_picture_has_none(text: Any) -> None:
    assert fingerprint(text) is None


def test_pictures_are_found_wherever_they_stand() -> None:
    shots = [pictures.shot(name) for name in ("photo", "screen", "webp")]
    wanted = {fingerprint(shot.base64) for shot in shots}
    loop: list[Any] = [{"source": {"data": shots[0].urlsafe}}, ({"image_url": shots[1].url},)]
    loop.append(loop)
    assert fingerprints({"a": loop, "b": {"bytes": shots[2].data}, 3: None}) == wanted
    assert fingerprints({"text": shots[0].base64, "content": [shots[1].base64]}) == frozenset()
    assert fingerprints(object()) == frozenset()
