"""The user's frozen settings."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from . import toml
from .errors import ConfigurationError
from .technique import Mode, Technique

__all__ = ["ENV_PREFIX", "DecideBy", "Mode", "OnError", "Policy", "Technique"]

if TYPE_CHECKING:
    from .routing.route import Router

DecideBy = Literal["question", "picture"]
OnError = Literal["pass", "raise"]

ENV_PREFIX = "HEADROOM_SDK_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How far Headroom may go. Immutable; ``dataclasses.replace`` makes a changed copy.

    Raises :class:`ConfigurationError` for a value that cannot be.
    """

    mode: Mode = "balanced"
    """``lossless``: the model sees exactly what it would have seen. ``balanced``: lossy where the router
    is sure. ``aggressive``: lossy where it is likely to be right."""

    technique: Technique | None = None
    """Force one technique for every picture that may be changed; ``None`` decides per picture."""

    max_shrink: float | None = None
    """Largest part of a side (0–0.5) that ``preserve`` may give up where that drops a tile row.
    ``None``: 0 in ``lossless``, 0.1 otherwise."""

    min_saving: float = 0.1
    """Smallest part of a picture's tokens (0–1) that a lossy technique must save."""

    models: Mapping[str, str] = field(default_factory=dict[str, str])
    """Deployment or profile name → the model that runs behind it, e.g. ``{"my-gpt": "gpt-4o"}``."""

    hosts: frozenset[str] = frozenset()
    """Own gateways (host names) that pass the provider's ``detail`` values on."""

    honour_detail: bool = True
    """Whether an explicit ``detail`` or ``media_resolution`` of the caller stays as it is."""

    stateful: Mode = "lossless"
    """The mode for calls whose pictures the server keeps (Conversations, caches, threads, ids): a rewrite
    is for good there."""

    decide_by: DecideBy = "question"
    """``picture``: what is asked never changes what is sent (many questions share a cached prefix)."""

    keep_recent_images: int | None = None
    """Leave out tools' pictures that are older than the newest so many, in chunks. Breaks the prompt cache once per
    chunk; ``None`` leaves nothing out."""

    dry_run: bool = False
    """Decide and report, but send the original."""

    lift_images: bool = False
    """Move a picture that stands as base64 in a plain text into an image block, where one may stand and costs less."""

    router: Router | str | Path | None = None
    """Who says what the answer survives: ``None`` is the one in the package, a path is another model with its
    ``router.json``, or an object of your own with ``name`` and ``route(picture, question)``."""

    max_megapixels: float = 100.0
    """Pictures with more pixels than this (in millions) are never decoded."""

    max_ocr_lines: int = 400
    """Pictures that seem to show more lines of text than this are not read (about four dense pages)."""

    ocr_models: str | Path | None = None
    """A folder with weights of your own for reading text: one ``*det*.onnx`` and one ``*rec*.onnx``."""

    memo_bytes: int = 256 * 1024 * 1024
    """How many bytes of rendered pictures the process remembers."""

    on_error: OnError = "pass"
    """``raise`` is for tests: a fault inside us surfaces instead of sending the original."""

    def __post_init__(self) -> None:
        for name, hint in _LITERALS.items():
            words = get_args(hint)
            _check(getattr(self, name) in words, f"{name}={getattr(self, name)!r}: one of {', '.join(words)}")
        if self.technique is not None and not isinstance(self.technique, Technique):
            try:
                object.__setattr__(self, "technique", Technique(self.technique))
            except ValueError:
                names = ", ".join(t.value for t in Technique)
                raise ConfigurationError(f"technique={self.technique!r}: one of {names}") from None
        lossy = self.technique not in (None, Technique.PRESERVE)
        _check(
            not (lossy and self.mode == "lossless"),
            f"mode lossless and technique {self.technique} contradict",
        )
        _check(
            self.max_shrink is None or 0 <= self.max_shrink <= 0.5, "max_shrink is a part of a side, 0 to 0.5"
        )
        _check(0 <= self.min_saving <= 1, "min_saving is a part of the tokens, 0 to 1")
        keep = self.keep_recent_images
        _check(keep is None or keep >= 1, "keep_recent_images must be at least 1")
        _check(self.max_megapixels > 0, "max_megapixels must be positive")
        _check(self.max_ocr_lines >= 0, "max_ocr_lines must not be negative")
        _check(self.memo_bytes >= 0, "memo_bytes must not be negative")
        if self.ocr_models is not None:
            object.__setattr__(self, "ocr_models", str(self.ocr_models))
        if isinstance(self.router, Path):
            object.__setattr__(self, "router", str(self.router))
        _check(
            isinstance(self.router, (str, type(None)))
            or (isinstance(getattr(self.router, "name", None), str) and hasattr(self.router, "route")),
            f"router={self.router!r}: a path, or an object with a `name` and a method `route`",
        )
        object.__setattr__(self, "models", dict(self.models))
        object.__setattr__(self, "hosts", frozenset(self.hosts))

    def __hash__(self) -> int:
        return hash(self.fingerprint())

    @property
    def shrink(self) -> float:
        """``max_shrink`` with its default for the mode."""
        if self.mode == "lossless":
            return 0.0
        return 0.1 if self.max_shrink is None else self.max_shrink

    def fingerprint(self) -> str:
        """Hex digest of every setting that can change a decision, the versions of the packages that
        render, and which optional engines are present: two equal ones decide and render alike."""
        return _fingerprint(
            json.dumps(
                {name: _plain(getattr(self, name)) for name in _DECIDING},
                sort_keys=True,
                separators=(",", ":"),
            )
        )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Policy:
        """The policy that ``HEADROOM_SDK_*`` variables describe, e.g. ``HEADROOM_SDK_MODE=lossless``,
        ``HEADROOM_SDK_MODELS='{"my-gpt": "gpt-4o"}'``. Unset ones keep their default."""
        environ = os.environ if environ is None else environ
        settings: dict[str, Any] = {}
        for f in dataclasses.fields(cls):
            text = environ.get(ENV_PREFIX + f.name.upper())
            if text is not None:
                settings[f.name] = _parse(f.name, text)
        return cls(**settings)

    @classmethod
    def from_toml(cls, path: str | Path) -> Policy:
        """The policy in a TOML file: its ``[tool.headroom-sdk]`` table, or else its top level."""
        try:
            table = toml.parse(Path(path).read_text("utf-8"))
        except (OSError, ValueError) as e:
            raise ConfigurationError(f"{path}: cannot be read as TOML: {e}") from e
        table = table.get("tool", {}).get("headroom-sdk", table)
        unknown = set(table) - {f.name for f in dataclasses.fields(cls)}
        _check(not unknown, f"{path}: unknown settings {', '.join(sorted(unknown))}")
        return cls(**table)


_DECIDING = (
    "mode", "technique", "max_shrink", "min_saving", "models", "hosts", "honour_detail", "stateful", "decide_by",
    "keep_recent_images",
    "lift_images", "router", "max_megapixels", "max_ocr_lines", "ocr_models",
)  # fmt: skip


_PACKAGES = (
    "headroom-sdk", "pillow", "numpy", "onnxruntime", "torch", "rapidocr", "rapidocr-onnxruntime", "tiktoken",
)  # fmt: skip

_LITERALS = {"mode": Mode, "stateful": Mode, "decide_by": DecideBy, "on_error": OnError}


def _check(condition: bool, message: str) -> None:
    if not condition:
        raise ConfigurationError(message)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float, dict)):
        return value
    return sorted(value) if isinstance(value, frozenset) else value.name


@functools.lru_cache(maxsize=256)
def _fingerprint(settings: str) -> str:
    versions = []
    for package in _PACKAGES:
        try:
            versions.append(f"{package}={metadata.version(package)}")
        except metadata.PackageNotFoundError:
            versions.append(f"{package}=absent")
    return hashlib.sha256("\n".join([settings, *versions]).encode()).hexdigest()[:32]


def _parse(name: str, text: str) -> Any:
    variable = ENV_PREFIX + name.upper()
    try:
        match name:
            case "models":
                return dict(json.loads(text))
            case "hosts":
                return frozenset(h.strip() for h in text.split(",") if h.strip())
            case "max_shrink" | "min_saving" | "max_megapixels":
                return float(text)
            case "memo_bytes" | "max_ocr_lines" | "keep_recent_images":
                return int(text)
            case "honour_detail" | "dry_run" | "lift_images":
                return {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False}[
                    text.lower()
                ]
            case _:
                return text
    except (ValueError, TypeError, KeyError) as e:
        raise ConfigurationError(f"{variable}={text!r}: not a value of {name}") from e
