"""Text in a picture: where it is and what it says, through whichever reader is installed."""

from __future__ import annotations

import functools
import importlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from .lines import Line, Quad
from .ocr_reading import Seen
from .ocr_weights import Availability, Weights, availability, clash, weights

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Availability", "Line", "Quad", "Seen", "TextReader", "availability", "clash", "reader"]


class TextReader(Protocol):
    """Reads text from an upright RGB picture. Boxes are in its pixels. Any thread may call at any time.

    *seen* keeps what is found for a later look at the same picture; it saves time and changes nothing.
    """

    @property
    def name(self) -> str:
        """Package, version and weights: equal names read alike."""
        ...

    @property
    def keeps_blanks(self) -> bool:
        """Whether the blanks between words can be relied on."""
        ...

    def read(self, image: Image.Image, seen: Seen | None = None) -> tuple[Line, ...]:
        """Every line, also one that could not be read (empty text); a picture on its side or head is read as
        it is meant."""
        ...

    def detect(self, image: Image.Image, seen: Seen | None = None) -> tuple[Quad, ...]:
        """Where lines of text are; nothing is read."""
        ...

    def recognise(
        self, image: Image.Image, boxes: Sequence[Quad], seen: Seen | None = None
    ) -> tuple[Line, ...]:
        """What stands in each of *boxes*, in their order."""
        ...


_lock = threading.Lock()


def reader(folder: Path | None = None) -> TextReader:
    """The best reader on this machine, loaded once; *folder* holds the user's own weights.

    Raises :class:`~headroom_sdk.errors.MissingExtra` or :class:`~headroom_sdk.errors.ConfigurationError` with
    the fix if there is none.
    """
    found = weights(folder)
    with _lock:  # two threads at the first picture must not load the networks twice
        return _load(found)


def release() -> None:
    """Free the networks; the next reading loads them again."""
    _load.cache_clear()


@functools.lru_cache(maxsize=4)
def _load(found: Weights) -> TextReader:
    from .ocr_reader import OnnxReader

    return OnnxReader(
        name=f"{found.source}, {found.name}",
        keeps_blanks=found.keeps_blanks,
        detector=_session(found.detector),
        recogniser=_session(found.recogniser),
        keys=found.keys,
    )


def _session(path: Path) -> Any:
    """One network on one thread: crops of single lines gain nothing from more, pages run side by side."""
    onnxruntime: Any = importlib.import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Every line has a width of its own: plans and pools of memory by width only grow (-28 % at the same speed).
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
