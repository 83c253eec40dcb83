"""One read line of text and its place."""

from __future__ import annotations

import math
from dataclasses import dataclass

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""Four corners in pixels of the upright original, in reading order of the text: start-top, end-top, end-bottom,
start-bottom. A line that stands on its head starts at the bottom right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A stretch of text without a wide gap in it.

    ``confidence`` is the mean over its characters (0–1); 0 with an empty ``text`` where something looked like
    text and could not be read. ``characters`` has one confidence per character of ``text``, or none.
    """

    quad: Quad
    text: str
    confidence: float
    characters: tuple[float, ...] = ()

    @property
    def weakest(self) -> float:
        """Confidence of the least certain character."""
        return min(self.characters, default=self.confidence)

    @property
    def height(self) -> float:
        """Height of the line in pixels, across the direction of reading."""
        return (_distance(self.quad[0], self.quad[3]) + _distance(self.quad[1], self.quad[2])) / 2

    @property
    def width(self) -> float:
        """Length of the line in pixels, along the direction of reading."""
        return (_distance(self.quad[0], self.quad[1]) + _distance(self.quad[3], self.quad[2])) / 2

    @property
    def angle(self) -> float:
        """Direction of reading in radians; 0 is to the right, positive is clockwise."""
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = self.quad
        return math.atan2(y1 - y0 + y2 - y3, x1 - x0 + x2 - x3)


def bounds(quad: Quad) -> tuple[float, float, float, float]:
    """``(left, top, right, bottom)`` of the upright box around *quad*."""
    xs, ys = [p[0] for p in quad], [p[1] for p in quad]
    return (min(xs), min(ys), max(xs), max(ys))


def box(left: float, top: float, right: float, bottom: float) -> Quad:
    """The upright rectangle as a quad."""
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def turned(quad: Quad, quarters: int) -> Quad:
    """The same place, read after turning the picture by *quarters* × 90° counter-clockwise."""
    k = quarters % 4
    return (quad[k % 4], quad[(1 + k) % 4], quad[(2 + k) % 4], quad[(3 + k) % 4])


def _distance(a: Point, b: Point) -> float:
    return math.hypot(a[0] - b[0], a[1] - b[1])
