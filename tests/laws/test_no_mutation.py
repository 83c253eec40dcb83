"""Nothing the caller passed is ever changed; untouched parts of the body are shared, not copied."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from support import bodies, sending
from support.bodies import Script

from headroom_sdk.policy import Policy


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(script=bodies.scripts(), policy=sending.policies())
def test_the_callers_body_stays_as_it_was_and_what_is_equal_is_shared(
    name: str, script: Script, policy: Policy
):
    body, twin = script.body(name), script.body(name)
    new, _ = sending.send(name, body, script.model(name), policy)
    assert body == twin
    _assert_shared(body, new)


def _assert_shared(old: Any, new: Any) -> bool:
    """Whether two nodes are equal; equal containers must be one object."""
    if isinstance(old, dict) and isinstance(new, dict):
        same = [_assert_shared(old[k], new[k]) for k in old.keys() & new.keys()]
        equal = old.keys() == new.keys() and all(same)
    elif isinstance(old, list) and isinstance(new, list):
        same = [_assert_shared(a, b) for a, b in zip(old, new, strict=False)]
        equal = len(old) == len(new) and all(same)
    else:
        return bool(old == new)
    assert old is new or not equal
    return equal
