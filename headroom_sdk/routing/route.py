"""What a router says about one picture and one question, and what a router is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ..picture.types import Picture, Size
from ..technique import Mode, Technique

EDGES = (2048, 1792, 1536, 1280, 1152, 1024, 896, 832, 768, 704, 640, 576, 512, 384)
"""Longest sides, in pixels as the model sees the whole picture, for which survival is predicted and at which a plan may
send it; largest first."""

BARS: Mapping[Mode, float] = {"lossless": 2.0, "balanced": 0.95, "aggressive": 0.85}
"""What a probability has to reach with a router that names no bars of its own; 2 is out of reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The probability (0–1) that the answer survives each technique, whatever the model.

    ``full_low``: one for each of :data:`EDGES`. ``crop``: if the part that the question is about is found and sent.
    ``transcode``: if every word is read right. ``reason`` says in words what the picture and the question are.
    """

    full_low: tuple[float, ...]
    crop: float
    transcode: float
    reason: str

    def whole(self, seen: Size) -> float:
        """The probability for the whole picture when the model sees it at *seen* pixels."""
        longest = max(seen)
        return next((p for edge, p in zip(EDGES, self.full_low, strict=True) if edge <= longest), 0.0)

    def probability(self, technique: Technique) -> float:
        """The probability for *technique*; for ``full_low`` that of the smallest size a person would call low."""
        if technique is Technique.FULL_LOW:
            return self.full_low[EDGES.index(512)]
        return {Technique.CROP: self.crop, Technique.TRANSCODE: self.transcode}.get(technique, 1.0)


class Router(Protocol):
    """Ours, or an object of the user's own: ``Policy(router=…)``. Its methods must not depend on chance, time or
    load, and are called from many threads."""

    @property
    def name(self) -> str:
        """Names its weights and rules: decisions are remembered by it."""
        ...

    def route(self, picture: Picture, question: str) -> Route:
        """Raises :class:`~headroom_sdk.errors.ImageUnreadable` if the pixels cannot be decoded."""
        ...


def bar(router: Router, mode: Mode, technique: Technique) -> float:
    """What the probability of *technique* has to reach in *mode*: the router's own bar, if it has a method ``bar``
    of these two, else that of :data:`BARS`."""
    own = getattr(router, "bar", None)
    return BARS[mode] if own is None else float(own(mode, technique))
