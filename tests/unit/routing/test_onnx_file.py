"""An ONNX file is read without the package of that name."""

from __future__ import annotations

import numpy as np
import pytest

from headroom_sdk.routing.onnx_file import graph
from headroom_sdk.routing.router import SHIPPED


def test_nodes_come_in_order_and_weights_with_their_shapes() -> None:
    found = graph(SHIPPED.read_bytes())
    known = {"thumbnail", "patches", "numbers", "pieces", "traits", *found.weights}
    for node in found.nodes:
        assert set(node.inputs) <= known
        known |= set(node.outputs)
    assert {"logits", "kinds"} <= known
    assert any(w.dtype == np.float16 and w.ndim == 2 for w in found.weights.values())


@pytest.mark.parametrize("data", [b"", b"\x08\x08", b"not a model at all", b"\xff" * 40])
def test_what_is_no_model_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="ONNX"):
        graph(data)


def test_a_file_that_ends_too_early_is_refused() -> None:
    data = SHIPPED.read_bytes()
    with pytest.raises(ValueError, match="ONNX"):
        graph(data[: len(data) // 2])
