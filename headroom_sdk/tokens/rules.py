"""A model's token rule: which formula, with which numbers, from which source."""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, SupportsIndex

from ..errors import ConfigurationError
from ..target import Provider
from .levels import Count, Level

__all__ = ["Count", "Kind", "Rule"]

Kind = Literal["image", "pdf_page", "video_frame"]
Formula = Literal["patches", "tiles", "claude", "gemini_grid", "gemini_tiles"]

DEFAULT_WORDS = ("auto", "unspecified")
"""What people write for an omitted value."""

_PREFIX = "media_resolution_"
_NAMES: dict[Kind, str] = {"image": "", "pdf_page": "PDF page, ", "video_frame": "video frame, "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one model family bills a picture.

    ``details`` are the values of ``detail`` that may be written, in the words of this package (``low``,
    ``medium``, ``high``, ``ultra_high``, ``original``), and ``default_detail`` is the one that an omitted value
    means; ``()`` and ``None`` where the family knows none (one that is written is then ignored).
    ``per_image`` says whether one may be written on a single picture.

    ``tile`` is the edge of a tile in pixels (formula ``tiles``), ``cell`` that of a patch or grid cell
    (``patches``, ``claude``, ``gemini_grid``). ``scale_free``: pixels do not bill, only the aspect ratio.

    ``exact`` is False for a rule that was inherited or that the provider calls rough; ``note`` then says why.
    Single counts of an exact rule may be inexact, and of a rough one exact: :attr:`Count.exact` decides.
    ``models`` are the ids that the source names (``name-*``: and every id that begins so).
    """

    provider: Provider
    family: str
    formula: Formula
    exact: bool
    details: tuple[str, ...]
    per_image: bool
    source: str
    checked: str
    note: str | None = None
    default_detail: str | None = None
    tile: int | None = None
    cell: int | None = None
    scale_free: bool = False
    models: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    confidence: str = "official"
    inherited: bool = False
    levels: Mapping[Kind, Mapping[str | None, Level]] = field(repr=False, compare=False)

    def count(self, width: int, height: int, detail: str | None = None, kind: Kind = "image") -> Count:
        """Tokens of a picture of *width* × *height* pixels (upright) at *detail*, in any provider's spelling.

        Of a PDF page only the picture is counted, not its text. Raises
        :class:`~headroom_sdk.errors.ImageRejected` where the API would refuse the picture,
        :class:`~headroom_sdk.errors.ConfigurationError` for a size below 1 × 1, and for a *detail* or *kind*
        that this family does not know.
        """
        if type(width) is not int or type(height) is not int:
            width, height = _whole(width), _whole(height)
        if width < 1 or height < 1:
            raise ConfigurationError(f"{width}×{height}: a picture is at least 1×1 pixels")
        exact = not self.inherited
        levels = self.levels.get(kind) if isinstance(kind, str) else None
        if levels is None:
            levels = self.levels["image"]
            if kind == "pdf_page":
                exact = False  # the size at which the provider draws a page is not public
            elif kind != "video_frame":
                raise ConfigurationError(f"kind={kind!r}: one of {', '.join(_NAMES)}")
        word = detail
        if detail is not None and not (type(detail) is str and detail in levels):
            word = _word(detail)
        level = levels.get(word)
        if level is None:
            if self.details and word not in self.ignored:
                raise ConfigurationError(
                    f"detail={detail!r}: {self.family} takes {', '.join(filter(None, levels))} or auto"
                )
            level = levels[None]
            exact = exact and not self.details
        return level.count(width, height, exact)

    @property
    def words(self) -> str:
        """Its numbers, for people: ``1.2 tokens per 32×32 px patch; low: longest side 512 px; …``."""
        return "; ".join(self._words())

    def to_dict(self) -> dict[str, Any]:
        """The stable JSON form."""
        hidden = ("levels", "inherited")
        out = {f.name: getattr(self, f.name) for f in dataclasses.fields(self) if f.name not in hidden}
        return {k: list(v) if isinstance(v, tuple) else v for k, v in out.items()} | {"words": self.words}

    def _words(self) -> Iterator[str]:
        unit = self.levels["image"][None].unit
        if unit:
            yield unit
        for kind, levels in self.levels.items():
            named = {name: level for name, level in levels.items() if name is not None}
            for name, level in named.items():
                yield f"{_NAMES[kind]}{name}: {level.words}"
            if not named:
                yield levels[None].words


def _word(detail: str) -> str | None:
    """*detail* in the words of this package; ``None`` where it stands for an omitted value."""
    if not isinstance(detail, str):
        return repr(detail)
    word = detail.strip().lower().replace("-", "_").removeprefix(_PREFIX)
    return None if word in DEFAULT_WORDS else word


def _whole(side: SupportsIndex) -> int:
    try:
        return operator.index(side)
    except TypeError:
        raise ConfigurationError(f"{side!r}: a side is a whole number of pixels") from None
