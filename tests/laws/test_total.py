"""Any JSON body, however malformed, is processed or passed on; never an exception, never unbounded work."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import bodies, sending


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(body=bodies.anything())
def test_arbitrary_json(name: str, body: Any):
    sending.send(name, body, "gpt-4o", sending.POLICIES[0])


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(data=st.data(), near=st.sampled_from(bodies.DIALECTS))
def test_almost_a_body_of_some_format(name: str, data: st.DataObject, near: str):
    body = data.draw(bodies.near(near))
    sending.send(name, body, "gpt-4o", sending.POLICIES[3])
