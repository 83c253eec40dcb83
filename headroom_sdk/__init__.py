"""Cuts what images cost in LLM requests, and keeps the answers right.

::

    import headroom_sdk as headroom

    client = headroom.wrap(OpenAI())     # also Anthropic(), genai.Client(), their async and cloud clients
    with headroom.patch():               # every client in the process, unchanged code
        ...
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .activation import patch, paused, unwrap, using, wrap
    from .counting import count
    from .errors import (
        ConfigurationError,
        HeadroomError,
        ImageError,
        ImageRejected,
        ImageUnreadable,
        MalformedBody,
        MissingExtra,
        UnknownModel,
        UnsupportedClient,
        UnsupportedVersion,
    )
    from .memory import release
    from .own_http import compress
    from .policy import Policy, Technique
    from .report import Decision, Report, last_report, stats

# Where each public name lives. Loaded on first use: importing this package costs next to nothing.
_HOMES = {
    "activation": ("patch", "paused", "unwrap", "using", "wrap"),
    "counting": ("count",),
    "errors": (
        "ConfigurationError",
        "HeadroomError",
        "ImageError",
        "ImageRejected",
        "ImageUnreadable",
        "MalformedBody",
        "MissingExtra",
        "UnknownModel",
        "UnsupportedClient",
        "UnsupportedVersion",
    ),
    "memory": ("release",),
    "own_http": ("compress",),
    "policy": ("Policy", "Technique"),
    "report": ("Decision", "Report", "last_report", "stats"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "ConfigurationError",
    "Decision",
    "HeadroomError",
    "ImageError",
    "ImageRejected",
    "ImageUnreadable",
    "MalformedBody",
    "MissingExtra",
    "Policy",
    "Report",
    "Technique",
    "UnknownModel",
    "UnsupportedClient",
    "UnsupportedVersion",
    "compress",
    "count",
    "last_report",
    "patch",
    "paused",
    "release",
    "stats",
    "unwrap",
    "using",
    "wrap",
]


def __getattr__(name: str) -> object:
    if name in ("image", "tokens"):  # public submodules: `headroom.image.ImageCompressor` without an import
        return importlib.import_module(f"{__name__}.{name}")
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
