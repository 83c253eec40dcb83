"""Read an ONNX file without the ``onnx`` package: its nodes, in order, and its weights."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

_TYPES = {1: np.float32, 2: np.uint8, 6: np.int32, 7: np.int64, 10: np.float16}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step: *operator* of *inputs* gives *outputs*. ``attributes`` are numbers or lists of whole numbers."""

    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, int | float | list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    nodes: tuple[Node, ...]
    weights: dict[str, npt.NDArray[Any]]


def graph(data: bytes) -> Graph:
    """The graph in *data*. Raises :class:`ValueError` if it is not whole."""
    try:
        inner = next(value for field, value in _fields(data) if field == 7)
        nodes = tuple(_node(value) for field, value in _fields(inner) if field == 1)
        weights = dict(_tensor(value) for field, value in _fields(inner) if field == 5)
    except (IndexError, struct.error, StopIteration, KeyError, TypeError) as e:
        raise ValueError(f"not a whole ONNX file: {e!r}") from e
    return Graph(nodes=nodes, weights=weights)


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """Field numbers and values of one protobuf message: whole numbers, floats or bytes."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        match key & 7:
            case 0:
                value, at = _varint(data, at)
                yield key >> 3, value
            case 1:
                yield key >> 3, struct.unpack_from("<d", data, at)[0]
                at += 8
            case 2:
                size, at = _varint(data, at)
                if at + size > len(data):
                    raise IndexError("ends too early")
                yield key >> 3, data[at : at + size]
                at += size
            case 5:
                yield key >> 3, struct.unpack_from("<f", data, at)[0]
                at += 4
            case other:
                raise KeyError(f"wire type {other}")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


def _packed(values: list[Any]) -> list[int]:
    """Repeated whole numbers, each by itself or many in one piece of bytes."""
    found: list[int] = []
    for value in values:
        if isinstance(value, int):
            found.append(_signed(value))
            continue
        at = 0
        while at < len(value):
            number, at = _varint(value, at)
            found.append(_signed(number))
    return found


def _node(data: bytes) -> Node:
    fields = list(_fields(data))
    return Node(
        operator=next(v.decode() for f, v in fields if f == 4),
        inputs=tuple(v.decode() for f, v in fields if f == 1),
        outputs=tuple(v.decode() for f, v in fields if f == 2),
        attributes=dict(_attribute(v) for f, v in fields if f == 5),
    )


def _attribute(data: bytes) -> tuple[str, int | float | list[int]]:
    fields = list(_fields(data))
    name = next(v.decode() for f, v in fields if f == 1)
    many = [v for f, v in fields if f == 8]
    if many:
        return name, _packed(many)
    number = next((v for f, v in fields if f in (2, 3)), 0)
    return name, _signed(number) if isinstance(number, int) else number


def _tensor(data: bytes) -> tuple[str, npt.NDArray[Any]]:
    fields = list(_fields(data))
    shape = _packed([v for f, v in fields if f == 1])
    kind = _TYPES[next(v for f, v in fields if f == 2)]
    name = next(v.decode() for f, v in fields if f == 8)
    raw = next(v for f, v in fields if f == 9)
    return name, np.frombuffer(raw, np.dtype(kind).newbyteorder("<")).reshape(shape)
