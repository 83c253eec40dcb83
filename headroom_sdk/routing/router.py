"""The router that ships in the package: a small network, what it was calibrated to, and the legibility of text."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..errors import ConfigurationError, MissingExtra
from ..memo import Memo
from ..picture.types import Picture
from ..technique import Mode, Technique
from . import card, legible, weights
from .features import Look, look
from .query import query
from .route import BARS, EDGES, Route

if TYPE_CHECKING:
    import numpy.typing as npt

    from .query import Query

SHIPPED = Path(__file__).parent.parent / "assets" / "router.onnx"
REMEMBERED = 256
"""Pictures whose features are remembered: some 70 kB each."""
GIST = 512
"""Longest side at which a question about the gist is still answered, as published. The step below is less well known:
it never clears the bar of ``balanced``."""
BELOW_GIST = 0.5
STEP = 0.001
"""Probabilities are rounded down to this: machines differ in the sixth digit."""


class OnnxRouter:
    """Says of one picture and one question what the answer survives."""

    def __init__(self, found: card.Card, file: Path) -> None:
        """Raises :class:`~headroom_sdk.errors.MissingExtra` where nothing runs the network,
        :class:`~headroom_sdk.errors.ConfigurationError` if *file* is not one of ours."""
        self._card = found
        self._floor = legible.strictest(found.floors)
        try:
            self._run = weights.runner(file)
        except MissingExtra:
            raise
        except Exception as e:  # onnxruntime raises classes of its own
            raise ConfigurationError(f"{found.name}: not a network that can be run: {e}"[:300]) from e
        self._looks: Memo[str, Look] = Memo(REMEMBERED)

    @property
    def name(self) -> str:
        return self._card.name

    def bar(self, mode: Mode, technique: Technique) -> float:
        """What a probability has to reach; measured for each technique, so that few answers are lost."""
        return self._card.bars.get(mode, {}).get(str(technique), BARS[mode])

    def route(self, picture: Picture, question: str) -> Route:
        """Raises :class:`~headroom_sdk.errors.ImageUnreadable` if the pixels cannot be decoded."""
        return self.said(self._look(picture), question)

    def said(self, seen: Look, question: str) -> Route:
        """The same for a picture that was looked at already."""
        asked = query(question, self._card.vocabulary)
        doubt = self._doubt(asked)
        logits, kinds = self._run(_inputs(seen, asked))
        kind = self._card.kinds[int(kinds[0].argmax())].replace("_", " ")
        if doubt:
            return _preserved(seen, f"{kind}, {doubt}")
        gist, words, exact, crop, transcode = self._probabilities(logits[0])
        low = [self._whole(seen, edge, gist, words, exact) for edge in EDGES]
        return Route(
            full_low=tuple(low),
            crop=crop,
            transcode=transcode,
            reason=f"{kind}, {_need(gist, words, exact, crop, transcode)}",
        )

    def _doubt(self, asked: Query) -> str:
        if asked.tampers:
            return "the question speaks of how pictures are sent"
        return "" if asked.known >= self._card.least_known else "a question in words that are not known here"

    def _look(self, picture: Picture) -> Look:
        return self._looks.get(picture.digest, lambda: look(picture), capacity=REMEMBERED)

    def _probabilities(self, logits: npt.NDArray[np.float32]) -> tuple[float, ...]:
        odds = _evidence(logits.astype(np.float64))
        found = [
            1 / (1 + np.exp(-(a * own + b * shared + c)))
            for (own, shared), (a, b, c) in zip(odds, self._card.scales, strict=True)
        ]
        # What survives as gist survives where words are legible, and that where every letter is.
        found[:3] = np.maximum.accumulate(found[:3])
        return tuple(_down(float(p)) for p in found)

    def _whole(self, seen: Look, edge: int, gist: float, words: float, exact: float) -> float:
        if edge >= max(seen.size):
            return 1.0
        clear, sharp = legible.readable(seen, edge, self._floor)
        if sharp:
            return exact
        if clear:
            return words
        return gist if edge >= GIST else _down(gist * BELOW_GIST)


def _down(p: float) -> float:
    return round(math.floor(p / STEP) * STEP, 6)


def _inputs(seen: Look, asked: Query) -> Mapping[str, npt.NDArray[np.generic]]:
    return {
        "thumbnail": seen.thumbnail[None],
        "patches": seen.patches[None],
        "numbers": seen.numbers[None],
        "pieces": asked.pieces,
        "traits": asked.traits[None],
    }


def _evidence(logits: npt.NDArray[np.float64]) -> list[tuple[float, float]]:
    """For each answer two log-odds: its own yes or no, and what the shares of needs and techniques say."""
    need, best = _softmax(logits[:4]), _softmax(logits[4:8])
    shares = np.array([need[0], need[:2].sum(), need[:3].sum(), best[2], best[3]]).clip(1e-4, 1 - 1e-4)
    return list(zip(logits[8:].clip(-12, 12), np.log(shares) - np.log1p(-shares), strict=True))


def _softmax(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    powers = np.exp(logits - logits.max())
    shares: npt.NDArray[np.float64] = powers / powers.sum()
    return shares


def _preserved(seen: Look, reason: str) -> Route:
    whole = tuple(1.0 if edge >= max(seen.size) else 0.0 for edge in EDGES)
    return Route(full_low=whole, crop=0.0, transcode=0.0, reason=reason)


def _need(gist: float, words: float, exact: float, crop: float, transcode: float) -> str:
    if gist >= 0.5:
        return "a question about the gist"
    if transcode >= 0.5:
        return "a question about its text"
    if crop >= 0.5:
        return "a question about one part of it"
    if words >= 0.5:
        return "a question about its words"
    return "every letter counts" if exact >= 0.5 else "a question that needs all of it"


_lock = threading.Lock()


_loaded: dict[Path, OnnxRouter | str] = {}


def shipped() -> OnnxRouter | str:
    """The router in the package, loaded once; or why it cannot be used."""
    return _found(SHIPPED)


def load(path: str | Path) -> OnnxRouter:
    """The router at *path*, an ``.onnx`` file with its ``.json`` beside it or a folder with ``router.onnx``; loaded
    once.

    Raises :class:`~headroom_sdk.errors.ConfigurationError` if there is none that fits this version, or nothing
    installed that runs it.
    """
    file = Path(path)
    found = _found((file / "router.onnx" if file.is_dir() else file).absolute())
    if isinstance(found, str):
        raise ConfigurationError(found)
    return found


def release() -> None:
    """Free all loaded routers and what they remember; the next question loads them again."""
    with _lock:
        _loaded.clear()


def _found(file: Path) -> OnnxRouter | str:
    with _lock:  # two threads at the first picture must not load it twice
        if file not in _loaded:
            try:
                _loaded[file] = OnnxRouter(card.read(file), file)
            except (ConfigurationError, MissingExtra) as e:
                _loaded[file] = str(e)
        return _loaded[file]
