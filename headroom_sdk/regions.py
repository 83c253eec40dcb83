"""What an application itself says matters in its pictures: boxes in pixels, for each picture or for all."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, SupportsIndex

from .errors import ConfigurationError
from .picture.types import Box

Given = Sequence[Sequence[SupportsIndex]] | Sequence[Sequence[Sequence[SupportsIndex]]]
"""``[(x, y, width, height), …]`` for every picture of a request, or one such list for each, in their order."""

MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionsOfInterest:
    """``common`` holds for every picture, ``each`` for one after the other."""

    common: tuple[Box, ...] = ()
    each: tuple[tuple[Box, ...], ...] = ()

    @classmethod
    def of(cls, given: Given | None) -> RegionsOfInterest:
        """Raises :class:`~headroom_sdk.errors.ConfigurationError` for what are no such boxes."""
        if given is None:
            return NOWHERE
        items = _listed(given)
        if all(_is_box(item) for item in items):
            return cls(common=_boxes(items))
        return cls(each=tuple(_boxes(_listed(item)) if item is not None else () for item in items))

    def __getitem__(self, picture: int) -> tuple[Box, ...]:
        if self.common:
            return self.common
        return self.each[picture] if picture < len(self.each) else ()

    def __bool__(self) -> bool:
        return bool(self.common or self.each)


NOWHERE = RegionsOfInterest()


def _listed(given: Any) -> list[Any]:
    if isinstance(given, (str, bytes, dict)) or not hasattr(given, "__iter__"):
        raise _wrong(given)
    return list(given)


def _is_box(item: Any) -> bool:
    return isinstance(item, (tuple, list)) and len(item) == 4 and all(hasattr(n, "__index__") for n in item)


def _boxes(items: Sequence[Any]) -> tuple[Box, ...]:
    out: list[Box] = []
    for item in items:
        if not _is_box(item):
            raise _wrong(item)
        x, y, width, height = map(operator.index, item)
        if x < 0 or y < 0 or width < 1 or height < 1:
            raise _wrong(item)
        out.append((x, y, width, height))
    if len(out) > MOST:
        raise ConfigurationError(f"{len(out)} regions in a picture: at most {MOST} are put together in one")
    return tuple(out)


def _wrong(given: Any) -> ConfigurationError:
    return ConfigurationError(
        f"regions: {given!r}"[:200]
        + " is no box: write (x, y, width, height) in whole pixels of the upright picture"
    )
