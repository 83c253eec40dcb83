"""A network of plain operators, run by PyTorch from its ONNX file."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .onnx_file import Node, graph
from .weights import Array, Run

_FLOAT = 1

_Operator = Callable[[Any, Node, list[Any]], Any]


def torch_runner(model: bytes) -> Run:
    """What runs *model*. Raises :class:`ValueError` for a file that is not whole or has operators that no network
    of ours uses."""
    torch: Any = importlib.import_module("torch")
    found = graph(model)
    strange = {node.operator for node in found.nodes} - _OPERATORS.keys()
    if strange:
        raise ValueError(f"operators that are not run without onnxruntime: {', '.join(sorted(strange))}")
    weights = {name: torch.from_numpy(np.array(array)) for name, array in found.weights.items()}
    alone = threading.Lock()

    def run(inputs: Mapping[str, Array]) -> tuple[Array, Array]:
        values = weights | {
            name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in inputs.items()
        }
        with alone, torch.no_grad():
            for node in found.nodes:
                values[node.outputs[0]] = _OPERATORS[node.operator](
                    torch, node, [values[i] for i in node.inputs]
                )
        return values["logits"].numpy(), values["kinds"].numpy()

    return run


def _cast(torch: Any, node: Node, x: list[Any]) -> Any:
    if node.attributes["to"] != _FLOAT:
        raise ValueError(f"cast to type {node.attributes['to']}")
    return x[0].float()


def _conv(torch: Any, node: Node, x: list[Any]) -> Any:
    strides, pads = node.attributes["strides"], node.attributes["pads"]
    assert isinstance(strides, list) and isinstance(pads, list)
    return torch.nn.functional.conv2d(x[0], x[1], x[2], stride=strides, padding=pads[:2])


def _gemm(torch: Any, node: Node, x: list[Any]) -> Any:
    return torch.nn.functional.linear(x[0], x[1] if node.attributes.get("transB") else x[1].T, x[2])


def _axes(node: Node, x: list[Any]) -> Any:
    return x[1].tolist() if len(x) > 1 else node.attributes["axes"]


_OPERATORS: dict[str, _Operator] = {
    "Add": lambda torch, node, x: x[0] + x[1],
    "Sub": lambda torch, node, x: x[0] - x[1],
    "Mul": lambda torch, node, x: x[0] * x[1],
    "Div": lambda torch, node, x: x[0] / x[1],
    "Log": lambda torch, node, x: torch.log(x[0]),
    "AveragePool": lambda torch, node, x: torch.nn.functional.avg_pool2d(
        x[0], node.attributes["kernel_shape"], node.attributes["strides"]
    ),
    "Relu": lambda torch, node, x: torch.relu(x[0]),
    "Sigmoid": lambda torch, node, x: torch.sigmoid(x[0]),
    "Softmax": lambda torch, node, x: torch.softmax(x[0], node.attributes["axis"]),
    "Concat": lambda torch, node, x: torch.cat(x, node.attributes["axis"]),
    "Gather": lambda torch, node, x: x[0][x[1]],
    "Identity": lambda torch, node, x: x[0],
    "Reshape": lambda torch, node, x: x[0].reshape(x[1].tolist()),
    "ReduceMean": lambda torch, node, x: x[0].mean(_axes(node, x), keepdim=bool(node.attributes["keepdims"])),
    "ReduceMax": lambda torch, node, x: x[0].amax(_axes(node, x), keepdim=bool(node.attributes["keepdims"])),
    "ReduceSum": lambda torch, node, x: x[0].sum(_axes(node, x), keepdim=bool(node.attributes["keepdims"])),
    "Cast": _cast,
    "Conv": _conv,
    "Gemm": _gemm,
}
