"""What lies beside the weights of a router: ``router.json``."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ConfigurationError
from . import features, query
from .legible import Floor

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """``scales`` are three numbers for each of gist, words, exact, crop, transcode; ``bars`` are by mode, then by
    technique; ``floors`` are by family of models; ``vocabulary`` has a bit for each word that training has seen."""

    name: str
    kinds: tuple[str, ...]
    scales: tuple[tuple[float, float, float], ...]
    bars: dict[str, dict[str, float]]
    floors: dict[str, Floor]
    vocabulary: bytes
    least_known: float


def read(onnx: Path) -> Card:
    """The card beside the weights *onnx*, which were checked against it.

    Raises :class:`~headroom_sdk.errors.ConfigurationError` if one is missing, they do not belong together, or they
    are for another version of this package.
    """
    beside = onnx.with_suffix(".json")
    try:
        model, words = onnx.read_bytes(), json.loads(beside.read_text("utf-8"))
    except (OSError, ValueError) as e:
        raise ConfigurationError(f"{onnx}: a router is an .onnx file with its .json beside it: {e}") from e
    try:
        return _checked(words, model)
    except ConfigurationError as e:
        raise ConfigurationError(f"{beside}: {e}") from None
    except (KeyError, TypeError, ValueError, AttributeError) as e:
        raise ConfigurationError(f"{beside}: not the card of a router: {e!r}") from e


def _checked(words: dict[str, Any], model: bytes) -> Card:
    seen = hashlib.sha256(model).hexdigest()
    if words["sha256"] != seen:
        raise ConfigurationError(
            f"the weights beside it are others: sha256 {seen[:12]}…, not {words['sha256'][:12]}…"
        )
    wanted = {"format": FORMAT, "features": features.VERSION, "query": query.VERSION}
    if words["versions"] != wanted:
        raise ConfigurationError(
            f"made for versions {words['versions']}, this package has {wanted}: train it anew"
        )
    scales = tuple(
        (float(a), float(b), float(c)) for a, b, c in (words["scales"][answer] for answer in ANSWERS)
    )
    return Card(
        name=f"{words['name']} {seen[:12]}",
        kinds=tuple(words["kinds"]),
        scales=scales,
        bars={mode: {t: float(p) for t, p in bars.items()} for mode, bars in words["bars"].items()},
        floors={
            f: Floor(words=float(v["words"]), exact=float(v["exact"])) for f, v in words["floors"].items()
        },
        vocabulary=base64.b64decode(words["vocabulary"], validate=True),
        least_known=float(words["least_known"]),
    )


ANSWERS = ("gist", "words", "exact", "crop", "transcode")
"""What the network answers with yes or no: the whole picture at gist size, where words are legible, where every
letter is; a crop; a transcript."""
