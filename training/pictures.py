"""The pictures to train on: those of the data, changed a little, and those that we draw ourselves."""

from __future__ import annotations

import hashlib
import io
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from headroom_sdk.picture.decode import decode
from headroom_sdk.picture.probe import probe
from headroom_sdk.routing import features

from . import drawn
from .licences import commercial

KINDS = (
    "natural_photo", "product_photo", "scene_text_photo", "document_photo", "handwriting", "receipt", "dense_document",
    "form", "table", "slide", "code_terminal", "ui_desktop", "ui_mobile", "web_page", "chart", "infographic", "map",
    "diagram", "math",
)  # fmt: skip
_RIGHT = Path(__file__).parent / "kinds.tsv"
"""What a fifth of the pictures really show; the data names kinds by the path that a picture came from."""
_PRINTED = {
    "receipt",
    "dense_document",
    "form",
    "table",
    "code_terminal",
    "ui_desktop",
    "ui_mobile",
    "slide",
    "chart",
}
_PHOTOS = {"natural_photo", "product_photo", "scene_text_photo", "document_photo"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One picture as the router sees it. ``source`` is where it comes from, ``shippable`` whether its licence lets
    weights trained on it be sold."""

    name: str
    kind: str
    source: str
    shippable: bool
    look: features.Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One picture of the data."""

    path: Path
    kind: str
    source: str
    licence: str


def entries(data: Path) -> list[Entry]:
    """The pictures that ``manifest.jsonl`` in *data* lists, of the kind that ``kinds.tsv`` says, if it names them."""
    right = dict(line.split("\t") for line in _RIGHT.read_text("utf-8").splitlines())
    found = []
    for line in (data / "manifest.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        found.append(
            Entry(
                path=data / row["file"],
                kind=right.get(Path(row["file"]).name, row["kind"]),
                source=row["source_repo"],
                licence=row.get("licence", ""),
            )
        )
    return found


def real(found: Sequence[Entry], numbers: range, seed: int) -> Iterator[Sample]:
    """Every one of *found*: number 0 as it is, the others of *numbers* changed."""
    for entry in found:
        for number in numbers:
            yield sampled(
                copy(entry, number, seed),
                f"{entry.path.name}/{number}",
                entry.kind,
                entry.source,
                commercial(entry.licence),
            )


def copy(entry: Entry, number: int, seed: int) -> bytes:
    """The file of *entry*: as it is where *number* is 0, else changed by it and *seed*."""
    raw = entry.path.read_bytes()
    return _changed(raw, entry.kind, random.Random(f"{seed}/{entry.path.name}/{number}")) if number else raw


def ours(kind: str, count: int, seed: int, photos: list[Path]) -> Iterator[Sample]:
    """*count* pictures of *kind* that we draw; *photos* are what placards are put on."""
    for number in range(count):
        rng = random.Random(f"{seed}/{kind}/{number}")
        image = drawn.DRAWERS[kind](rng, photos)
        yield sampled(encoded(image, rng, 0.35), f"drawn/{kind}/{number}", kind, f"drawn:{kind}", True)


def sampled(data: bytes, name: str, kind: str, source: str, shippable: bool) -> Sample:
    return Sample(name=name, kind=kind, source=source, shippable=shippable, look=features.look(probe(data)))


def _changed(raw: bytes, kind: str, rng: random.Random) -> bytes:
    image = decode(probe(raw))
    if rng.random() < 0.4:
        image = _cut(image, rng, 0.6 if kind in _PHOTOS else 0.45)
    if kind in _PHOTOS and rng.random() < 0.5:
        image = ImageOps.mirror(image)
    if kind in _PRINTED and rng.random() < 0.2:
        image = ImageOps.invert(image)
    if rng.random() < 0.3:
        image = ImageEnhance.Brightness(image).enhance(rng.uniform(0.7, 1.2))
    if rng.random() < 0.3:
        image = ImageEnhance.Color(image).enhance(rng.uniform(0.0, 1.5))
    scale = float(np.exp(rng.uniform(np.log(0.5), np.log(2.4))))
    width, height = round(image.width * scale), round(image.height * scale)
    if max(width, height) <= 3000 and min(width, height) >= 96:
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    if rng.random() < 0.15:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.2)))
    return encoded(image, rng, 0.9 if kind in _PHOTOS else 0.5)


def _cut(image: Image.Image, rng: random.Random, least: float) -> Image.Image:
    width, height = (max(64, round(side * rng.uniform(least, 1))) for side in image.size)
    width, height = min(width, image.width), min(height, image.height)
    x, y = rng.randint(0, image.width - width), rng.randint(0, image.height - height)
    return image.crop((x, y, x + width, y + height))


def encoded(image: Image.Image, rng: random.Random, jpeg: float) -> bytes:
    out = io.BytesIO()
    if rng.random() < jpeg:
        image.save(out, "JPEG", quality=rng.randint(40, 95))
    else:
        image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def cached(samples: Iterator[Sample], store: Path, key: str) -> list[Sample]:
    """*samples*, or what *store* remembers under *key*; what is seen of a picture takes minutes for all of them."""
    name = hashlib.sha256(f"{key}/{features.VERSION}".encode()).hexdigest()[:16]
    path = store / f"looks-{name}.npz"
    if not path.exists():
        found = list(samples)
        store.mkdir(parents=True, exist_ok=True)
        np.savez(
            path,
            thumbnails=np.stack([s.look.thumbnail for s in found]),
            patches=np.stack([s.look.patches for s in found]),
            numbers=np.stack([s.look.numbers for s in found]),
            facts=np.array(
                [[*s.look.size, s.look.small, s.look.typical, s.look.unsure] for s in found], np.float64
            ),
            words=np.array([[s.name, s.kind, s.source, str(int(s.shippable))] for s in found]),
        )
        return found
    with np.load(path) as kept:
        parts = [kept[name] for name in ("thumbnails", "patches", "numbers", "facts", "words")]
    return [_kept(*row) for row in zip(*parts, strict=True)]


def _kept(
    thumbnail: np.ndarray, patches: np.ndarray, numbers: np.ndarray, facts: np.ndarray, words: np.ndarray
) -> Sample:
    width, height, small, typical, unsure = (float(fact) for fact in facts)
    name, kind, source, shippable = (str(word) for word in words)
    look = features.Look(
        thumbnail=thumbnail, patches=patches, numbers=numbers, size=(int(width), int(height)), small=small,
        typical=typical, unsure=bool(unsure),
    )  # fmt: skip
    return Sample(name=name, kind=kind, source=source, shippable=shippable == "1", look=look)
