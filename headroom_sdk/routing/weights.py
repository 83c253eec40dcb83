"""The network of a router, run by whatever is installed: onnxruntime, or else PyTorch."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from importlib import util
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import MissingExtra

Array = npt.NDArray[Any]
Run = Callable[[Mapping[str, Array]], tuple[Array, Array]]
"""Inputs by name in, logits and the kinds' shares out."""

NEEDS = "choosing by what a question needs runs with onnxruntime: pip install onnxruntime"


def runner(file: Path) -> Run:
    """What runs the model in *file*. Raises :class:`~headroom_sdk.errors.MissingExtra` where nothing here can."""
    if util.find_spec("onnxruntime") is not None:
        return _onnxruntime(file)
    if util.find_spec("torch") is not None:
        from .torch_graph import torch_runner

        return torch_runner(file.read_bytes())
    raise MissingExtra(NEEDS)


def _onnxruntime(file: Path) -> Run:
    onnxruntime: Any = importlib.import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    # One thread: results must not depend on how many there are, and requests run side by side.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = 4
    # From the file: of bytes it would keep a copy.
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def run(inputs: Mapping[str, Array]) -> tuple[Array, Array]:
        logits, kinds = session.run(["logits", "kinds"], dict(inputs))
        return np.asarray(logits), np.asarray(kinds)

    return run
