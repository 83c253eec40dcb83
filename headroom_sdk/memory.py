"""Giving back what is held in memory: remembered pictures and decisions, loaded networks."""

from __future__ import annotations

import sys
from collections.abc import Callable

from . import memo

_HOLDERS = ("headroom_sdk.routing.router", "headroom_sdk.picture.ocr")
"""Modules that keep networks, each with a function ``release``."""


def release() -> None:
    """Forget all remembered pictures and decisions of this process and free the networks; everything goes on
    working, and is loaded again at the next need."""
    memo.clear()
    for name in _HOLDERS:
        module = sys.modules.get(name)  # what was never loaded holds nothing
        if module is not None:
            free: Callable[[], None] = module.release
            free()
