"""Write the network as ONNX: plain operators only, half precision for what is large."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from headroom_sdk.routing.features import NUMBERS
from headroom_sdk.routing.query import TRAITS

from .network import LEAST_SHARE, OUTPUTS, WIDTH, Eye, Heads
from .pictures import KINDS


class _Graph:
    """Nodes and weights of a graph as it grows; every step gives the name of its result."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def add(self, operator: str, *inputs: str, **attributes: object) -> str:
        name = f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return name

    def constant(self, value: np.ndarray) -> str:
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(value, name))
        return name

    def weight(self, value: torch.Tensor) -> str:
        """A tensor of floats, kept in half precision if it is large."""
        array = value.detach().numpy().astype(np.float32)
        if array.size < 512:
            return self.constant(array)
        return self.add("Cast", self.constant(array.astype(np.float16)), to=TensorProto.FLOAT)

    def mean(self, several: Sequence[str]) -> str:
        total = several[0]
        for each in several[1:]:
            total = self.add("Add", total, each)
        return self.add("Mul", total, self.constant(np.float32(1 / len(several)).reshape(1)))

    def linear(self, x: str, layer: nn.Linear) -> str:
        return self.add(
            "Gemm", x, self.weight(layer.weight), self.constant(layer.bias.detach().numpy()), transB=1
        )

    def scaled(self, x: str, norm: nn.BatchNorm1d | nn.BatchNorm2d, shape: tuple[int, ...]) -> str:
        assert norm.running_var is not None and norm.running_mean is not None
        gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        shift = norm.bias - norm.running_mean * gain
        times = self.constant(gain.detach().numpy().reshape(shape))
        return self.add(
            "Add", self.add("Mul", x, times), self.constant(shift.detach().numpy().reshape(shape))
        )

    def tower(self, picture: str, blocks: nn.Sequential) -> list[str]:
        half, centre = (
            self.constant(np.float32(1 / 255).reshape(1)),
            self.constant(np.float32(0.5).reshape(1)),
        )
        x = self.add("Sub", self.add("Mul", self.add("Cast", picture, to=TensorProto.FLOAT), half), centre)
        for block in blocks:
            convolution, norm = block[0], block[1]
            gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            kernel = self.weight(convolution.weight * gain[:, None, None, None])
            shift = self.constant((norm.bias - norm.running_mean * gain).detach().numpy())
            pad = convolution.padding[0]
            x = self.add("Relu", self.add("Conv", x, kernel, shift, strides=[2, 2], pads=[pad] * 4))
        flat = self.constant(np.array([1, -1], np.int64))
        pooled = [
            self.add("ReduceMean", x, axes=[2, 3], keepdims=0),
            self.add("ReduceMax", x, axes=[2, 3], keepdims=0),
        ]
        return [self.add("Reshape", each, flat) for each in pooled]


def exported(eyes: Sequence[Eye], several: Sequence[Heads]) -> bytes:
    """One model of the mean of *eyes* and of *several* heads, for one picture and one question."""
    g = _Graph()
    thumbnail, patches = (g.add("Cast", name, to=TensorProto.FLOAT) for name in ("thumbnail", "patches"))
    thumbnail = g.add("AveragePool", thumbnail, kernel_shape=[2, 2], strides=[2, 2])
    kinds = g.mean([_eye(g, thumbnail, patches, eye) for eye in eyes])
    shares = g.add("Log", g.add("Add", kinds, g.constant(np.float32(LEAST_SHARE).reshape(1))))
    logits = g.mean([_head(g, shares, each) for each in several])
    g.nodes += [
        helper.make_node("Identity", [found], [name])
        for found, name in ((logits, "logits"), (kinds, "kinds"))
    ]
    graph = helper.make_graph(
        g.nodes,
        "router",
        [
            helper.make_tensor_value_info("thumbnail", TensorProto.UINT8, [1, 3, 128, 128]),
            helper.make_tensor_value_info("patches", TensorProto.UINT8, [1, 1, 128, 128]),
            helper.make_tensor_value_info("numbers", TensorProto.FLOAT, [1, len(NUMBERS)]),
            helper.make_tensor_value_info("pieces", TensorProto.INT64, ["pieces"]),
            helper.make_tensor_value_info("traits", TensorProto.FLOAT, [1, len(TRAITS)]),
        ],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, OUTPUTS]),
            helper.make_tensor_value_info("kinds", TensorProto.FLOAT, [1, len(KINDS)]),
        ],
        g.weights,
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="headroom-sdk training"
    )
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)


def _eye(g: _Graph, thumbnail: str, patches: str, eye: Eye) -> str:
    seen = [*g.tower(thumbnail, eye.thumbnail), *g.tower(patches, eye.patches)]
    seen.append(g.add("Relu", g.linear(g.scaled("numbers", eye.numbers[0], (1, -1)), eye.numbers[1])))
    joined = g.add("Relu", g.linear(g.add("Concat", *seen, axis=1), eye.join[1]))
    return g.add("Softmax", g.linear(joined, eye.kinds), axis=1)


def _head(g: _Graph, shares: str, heads: Heads) -> str:
    picture = g.add("Concat", shares, g.scaled("numbers", heads.numbers, (1, -1)), axis=1)
    ear = heads.ear
    table = ear.table.weight.detach().numpy()
    rows = g.add(
        "Cast",
        g.add("Gather", g.constant(table[:, :WIDTH].astype(np.float16)), "pieces", axis=0),
        to=TensorProto.FLOAT,
    )
    gates = g.add(
        "Cast",
        g.add("Gather", g.constant(table[:, WIDTH:].astype(np.float16)), "pieces", axis=0),
        to=TensorProto.FLOAT,
    )
    weights = g.add("Sigmoid", gates)
    total = g.add("ReduceSum", g.add("Mul", rows, weights), g.constant(np.array([0], np.int64)), keepdims=1)
    count = g.add("ReduceSum", weights, g.constant(np.array([0], np.int64)), keepdims=1)
    mean = g.add("Div", total, g.add("Add", count, g.constant(np.float32(1).reshape(1))))
    most = g.add("ReduceMax", rows, axes=[0], keepdims=1)
    traits = g.add("Relu", g.linear(g.scaled("traits", ear.traits[0], (1, -1)), ear.traits[1]))
    heard = g.add("Relu", g.linear(g.add("Concat", mean, most, traits, axis=1), ear.join[1]))
    weighed = g.add("Mul", heard, g.add("Sigmoid", g.linear(picture, heads.gate)))
    hidden = g.add("Relu", g.linear(g.add("Concat", picture, heard, weighed, axis=1), heads.hidden[0]))
    hidden = g.add("Relu", g.linear(hidden, heads.hidden[3]))
    return g.linear(hidden, heads.out)
