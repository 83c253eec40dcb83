"""Which text-reading weights lie on this machine's disk; nothing is ever downloaded."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from ..errors import ConfigurationError, HeadroomError, MissingExtra

_FIX = 'pip install "headroom-sdk[ocr]"'

_SHIPPED = (
    ("rapidocr", "rapidocr", "PP-OCRv6 small", "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"),
    ("rapidocr", "rapidocr", "PP-OCRv4", "ch_PP-OCRv4_det_infer.onnx", "ch_PP-OCRv4_rec_infer.onnx"),
    (
        "rapidocr_onnxruntime",
        "rapidocr-onnxruntime",
        "PP-OCRv4",
        "ch_PP-OCRv4_det_infer.onnx",
        "ch_PP-OCRv4_rec_infer.onnx",
    ),
)
"""Import package, distribution, model, its detector and its recogniser; the best first. Other files in those
folders were fetched by somebody else's code: what they would read differs from machine to machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """One pair of networks on disk. ``source`` is the package and version, or the folder they come from;
    ``keeps_blanks`` whether the recogniser can be trusted to see the blanks between words."""

    name: str
    source: str
    detector: Path
    recogniser: Path
    keys: Path | None = None
    keeps_blanks: bool = True


@functools.lru_cache(maxsize=8)
def weights(folder: Path | None = None) -> Weights:
    """The weights in *folder*, or else those of the best installed package.

    Raises :class:`~headroom_sdk.errors.MissingExtra` if no package with weights is installed, or one without
    what runs them; :class:`~headroom_sdk.errors.ConfigurationError` if *folder* does not hold one pair.
    """
    for package in ("numpy", "onnxruntime"):
        if util.find_spec(package) is None:
            raise MissingExtra(f"reading text needs {package}: {_FIX}")
    return _shipped() if folder is None else _own(folder)


def _shipped() -> Weights:
    strange: list[str] = []
    for package, distribution, name, detector, recogniser in _SHIPPED:
        version = _version(distribution)
        spec = util.find_spec(package)
        if version is None or spec is None or spec.origin is None:
            continue
        models = Path(spec.origin).parent / "models"
        if (models / detector).is_file() and (models / recogniser).is_file():
            return Weights(
                name=name,
                source=f"{distribution} {version}",
                detector=models / detector,
                recogniser=models / recogniser,
                keeps_blanks="v4" not in name,
            )
        strange.append(f"{distribution} {version}")
    if strange:
        raise MissingExtra(f"{strange[0]} brings no weights that this version knows: {_FIX}")
    raise MissingExtra(f"no package for reading text is installed: {_FIX}")


def _own(folder: Path) -> Weights:
    detectors, recognisers = sorted(folder.glob("*det*.onnx")), sorted(folder.glob("*rec*.onnx"))
    if len(detectors) != 1 or len(recognisers) != 1:
        raise ConfigurationError(
            f"ocr_models={str(folder)!r}: must be a folder with one *det*.onnx and one *rec*.onnx, "
            f"has {len(detectors)} and {len(recognisers)}"
        )
    keys = sorted(folder.glob("*.txt"))
    return Weights(
        name=recognisers[0].stem,
        source=str(folder),
        detector=detectors[0],
        recogniser=recognisers[0],
        keys=keys[0] if len(keys) == 1 else None,
        keeps_blanks="v4" not in recognisers[0].stem,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """Whether text can be read here. ``problem`` names the fix; ``scripts`` are the writing systems that the
    weights cover; ``clash`` says which installed packages overwrite each other's files."""

    ready: bool
    engine: str | None = None
    weights: str | None = None
    scripts: tuple[str, ...] = ()
    problem: str | None = None
    clash: str | None = None


def availability(folder: Path | None = None) -> Availability:
    """What ``headroom-sdk doctor`` says about reading text; loads no network to say so."""
    try:
        found = weights(folder)
    except HeadroomError as e:
        return Availability(ready=False, problem=str(e), clash=clash())
    return Availability(
        ready=True, engine=found.source, weights=found.name, scripts=_scripts(found), clash=clash()
    )


def clash() -> str | None:
    """Which installed distributions own the same ``cv2`` folder. Reading text does without OpenCV; other code
    in this environment may not."""
    names = (
        "opencv-python",
        "opencv-python-headless",
        "opencv-contrib-python",
        "opencv-contrib-python-headless",
    )
    found = [f"{name} {version}" for name in names if (version := _version(name)) is not None]
    if len(found) < 2:
        return None
    return f"{' and '.join(found)} overwrite each other's cv2: keep one (extras ocr and ocr-v1 exclude each other)"


_SCRIPTS = (
    ("Latin", "A"), ("Latin with accents", "é"), ("Greek", "λ"), ("Cyrillic", "Ж"), ("Chinese", "的"),
    ("Japanese", "ん"), ("Korean", "한"), ("Arabic", "ب"), ("Devanagari", "क"), ("Thai", "ก"), ("Hebrew", "א"),
)  # fmt: skip


def _scripts(found: Weights) -> tuple[str, ...]:
    # The alphabet stands as plain text in the file; building the network just to ask would take a second.
    data = (found.keys or found.recogniser).read_bytes()
    return tuple(name for name, letter in _SCRIPTS if f"\n{letter}\n".encode() in data)


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None
