"""A model's token rule: which formula, with which numbers, from which source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..target import Provider

Kind = Literal["image", "pdf_page", "video_frame"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What one picture costs. ``width`` and ``height``: pixels as the model sees it, after its own scaling."""

    tokens: int
    exact: bool
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one model family bills a picture.

    ``details`` are the values of ``detail`` that may be written, in the words of this package (``low``,
    ``medium``, ``high``, ``ultra_high``, ``original``). ``per_image`` says whether one may be written on a
    single picture. ``exact`` is False for a rule that was inherited or that the provider calls rough;
    ``note`` then says why.
    """

    provider: Provider
    family: str
    formula: Literal["patches", "tiles", "claude", "gemini_grid", "gemini_tiles"]
    exact: bool
    details: tuple[str, ...]
    per_image: bool
    source: str
    checked: str
    note: str | None = None

    def count(self, width: int, height: int, detail: str | None = None, kind: Kind = "image") -> Count:
        """Tokens of a picture of *width* × *height* pixels (upright) at *detail*.

        Raises :class:`~headroom_sdk.errors.ImageRejected` where the API would refuse it.
        """
        raise NotImplementedError


def resolve(model: str, provider: Provider | None = None) -> Rule | None:
    """The rule for a model id in any spelling (Bedrock, Vertex, OpenRouter…), or ``None`` if wholly unknown."""
    raise NotImplementedError


def image_tokens(model: str, width: int, height: int, detail: str | None = None, kind: Kind = "image") -> Count:
    """What a picture of *width* × *height* pixels costs on *model*."""
    raise NotImplementedError


def known_models() -> Sequence[Rule]:
    """Every rule we ship."""
    raise NotImplementedError
