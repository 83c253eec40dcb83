"""A pair of PP-OCR networks as a :class:`~headroom_sdk.picture.ocr.TextReader`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from ..errors import ConfigurationError
from .lines import Line, Point, Quad, turned
from .ocr_alike import settled
from .ocr_detect import Detector
from .ocr_gutters import gutters
from .ocr_missed import missed
from .ocr_reading import Reading, Seen
from .ocr_recognise import Recogniser, lines

_TALL = 2.2
"""A box so many times taller than wide holds turned text; a less tall one may be a lone digit."""
_WITNESSES = 6
_DOUBTFUL = 0.85
"""Upright text is read surer than this on average; below, the picture may stand on its head."""

_CERTAIN = 0.8
"""A mark that the detector took for no text counts as text only if it is read as surely as this."""

_FEW = 0.05

_TURNS = {1: Image.Transpose.ROTATE_90, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_270}
"""Counter-clockwise."""


class OnnxReader:
    """Detector and recogniser, with the orientation settled once per picture."""

    def __init__(
        self, *, name: str, keeps_blanks: bool, detector: Any, recogniser: Any, keys: Path | None
    ) -> None:
        self.name = name
        self.keeps_blanks = keeps_blanks
        self._detector = Detector(detector)
        self._recogniser = Recogniser(recogniser, _alphabet(recogniser, keys), keeps_blanks=keeps_blanks)

    def detect(self, image: Image.Image, seen: Seen | None = None) -> tuple[Quad, ...]:
        if seen is None:
            return self._detector(image)
        if seen.quads is None:
            seen.quads = self._detector(image)
        return seen.quads

    def recognise(
        self, image: Image.Image, boxes: Sequence[Quad], seen: Seen | None = None
    ) -> tuple[Line, ...]:
        known = {} if seen is None else seen.readings
        return tuple(_line(quad, self._reading(image, quad, known)) for quad in boxes)

    def read(self, image: Image.Image, seen: Seen | None = None) -> tuple[Line, ...]:
        quads = self.detect(image, seen)
        known = {} if seen is None else seen.readings
        turns = self._turns(image, quads, known)
        if turns:
            # Lines that lie on their side are found badly: the picture is set upright and looked at again.
            upright = image.transpose(_TURNS[turns])
            return tuple(
                replace(line, quad=_turned_back(line.quad, turns, image.size))
                for line in self._level(upright, self._detector(upright), {})
            )
        return self._level(image, quads, known)

    def _level(
        self, image: Image.Image, quads: Sequence[Quad], known: dict[Quad, Reading]
    ) -> tuple[Line, ...]:
        out: list[Line] = []
        read = settled(image, [self._best(image, quad, known) for quad in quads])
        for (quad, reading), blanks in zip(read, gutters(read), strict=True):
            out.extend(lines(quad, reading, blanks))
        for quad in missed(image, quads):
            reading = self._reading(image, quad, known)
            if reading.confidence >= _CERTAIN:
                out.append(_line(quad, reading))
        return _without_specks(out)

    def _turns(self, image: Image.Image, quads: Sequence[Quad], known: dict[Quad, Reading]) -> int:
        """Quarter turns, counter-clockwise, that set most of the text upright."""
        probes = [Line(quad=q, text="", confidence=0.0) for q in quads]
        long = [p for p in probes if max(p.width, p.height) > _TALL * min(p.width, p.height)]
        if not long:
            return 0
        length = sum(max(p.width, p.height) for p in long)
        tall = sum(p.height for p in long if p.height > p.width)
        candidates = (0, 1, 3) if tall > 0.6 * length else (0, 2)
        fitting = [p for p in long if (p.height > p.width) == (len(candidates) == 3)]
        # Lines of middling length: the longest cost most and say no more.
        fitting.sort(key=lambda p: abs(max(p.width, p.height) / min(p.width, p.height) - 10))
        surest: dict[int, float] = {}
        for turns in candidates:
            readings = [self._reading(image, turned(p.quad, turns), known) for p in fitting[:_WITNESSES]]
            surest[turns] = sum(r.confidence for r in readings) / len(readings)
            if surest[turns] > _DOUBTFUL and turns == 0:
                return 0
        return max(candidates, key=lambda t: (surest[t], -t))

    def _reading(self, image: Image.Image, quad: Quad, known: dict[Quad, Reading]) -> Reading:
        if quad not in known:
            known[quad] = self._recogniser(image, quad)
        return known[quad]

    def _best(self, image: Image.Image, quad: Quad, known: dict[Quad, Reading]) -> tuple[Quad, Reading]:
        """The reading of one box; a tall one in a level picture is tried both ways (labels of an axis)."""
        shape = Line(quad=quad, text="", confidence=0.0)
        if shape.height <= _TALL * shape.width:
            return quad, self._reading(image, quad, known)
        ways = [(turned(quad, t), self._reading(image, turned(quad, t), known)) for t in (0, 1, 3)]
        # A lone 1 or l is as tall; what stands upright needs no better reading to be preferred.
        return max(ways, key=lambda w: w[1].confidence + 0.1 * (w[0] == quad))


def _turned_back(quad: Quad, turns: int, size: tuple[int, int]) -> Quad:
    """A place of the turned picture in the one of *size* as it lies."""
    width, height = size

    def back(point: Point) -> Point:
        u, v = point
        return {1: (width - v, u), 2: (width - u, height - v), 3: (v, height - u)}[turns]

    a, b, c, d = quad
    return (back(a), back(b), back(c), back(d))


def _without_specks(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, with stains of a page in another script unread: they look most like a simple Chinese sign."""
    letters = [c for line in lines for c in line.text if c.isalpha()]
    eastern = sum(map(_eastern, letters))
    if not eastern or eastern > _FEW * len(letters):
        return tuple(lines)
    return tuple(
        Line(quad=line.quad, text="", confidence=0.0)
        if len(line.text) <= 3 and any(map(_eastern, line.text))
        else line
        for line in lines
    )


def _eastern(character: str) -> bool:
    return character >= "\u2e80"


def _line(quad: Quad, reading: Reading) -> Line:
    return Line(quad=quad, text=reading.text, confidence=reading.confidence, characters=reading.characters)


def _alphabet(session: Any, keys: Path | None) -> tuple[str, ...]:
    if keys is not None:
        return tuple(keys.read_text("utf-8").splitlines())
    found = session.get_modelmeta().custom_metadata_map.get("character")
    if found is None:
        raise ConfigurationError("the weights name no alphabet: put their keys as one .txt file beside them")
    return tuple(found.splitlines())
