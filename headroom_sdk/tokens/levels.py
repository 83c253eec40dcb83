"""One ``detail`` value of one model family: a formula with its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ..errors import ImageRejected
from . import formulas
from .formulas import ceil_div


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What one picture costs. ``exact``: ``tokens`` equals the provider's official rule for this model.

    ``width`` and ``height``: pixels as the model sees it, after its own scaling. Only Gemini 3 and later
    enlarge, there it is the pixels of the grid. Gemini 2 does not say, there it is the picture's own size.
    """

    tokens: int
    exact: bool
    width: int
    height: int


class Level(Protocol):
    """What one ``detail`` value does to a picture."""

    @property
    def exact(self) -> bool:
        """Whether the official rule is known for this value."""
        ...

    @property
    def unit(self) -> str:
        """What one token stands for, the same for all values of a family; empty where ``words`` says it."""
        ...

    @property
    def words(self) -> str:
        """Its own numbers, for people."""
        ...

    def count(self, width: int, height: int, exact: bool) -> Count:
        """The picture's count, exact at most if *exact*. Raises
        :class:`~headroom_sdk.errors.ImageRejected` where the API would refuse it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Patches:
    """OpenAI's newer models: patches, multiplied by ``times / per``."""

    patch: int
    times: int
    per: int
    max_side: int
    max_patches: int
    budget: int | None = None
    exact: bool = True

    def count(self, width: int, height: int, exact: bool) -> Count:
        patch = self.patch
        width, height = formulas.fit(width, height, self.max_side)
        if self.budget is not None:
            width, height = formulas.fit_budget(width, height, patch, self.budget)
        patches = ceil_div(width, patch) * ceil_div(height, patch)
        if patches > self.max_patches:
            raise ImageRejected(
                f"{width}×{height} pixels need {patches} patches, more than the {self.max_patches} that the API takes"
            )
        tokens = ceil_div(patches * self.times, self.per)
        return Count(tokens=tokens, exact=exact and self.exact, width=width, height=height)

    @property
    def unit(self) -> str:
        return f"{self.times / self.per:g} tokens per {self.patch}×{self.patch} px patch"

    @property
    def words(self) -> str:
        side = f"longest side {self.max_side:,} px"
        return side if self.budget is None else f"{side} and {self.budget:,} patches"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """OpenAI's older models: a base, and more for every tile."""

    base: int
    per_tile: int
    tile: int
    box: int
    short_side: int
    exact: bool = True

    def count(self, width: int, height: int, exact: bool) -> Count:
        width, height = formulas.fit_tiles(width, height, self.box, self.short_side)
        tiles = ceil_div(width, self.tile) * ceil_div(height, self.tile)
        return Count(
            tokens=self.base + self.per_tile * tiles, exact=exact and self.exact, width=width, height=height
        )

    @property
    def unit(self) -> str:
        return ""

    @property
    def words(self) -> str:
        if not self.per_tile:
            return f"{self.base} tokens, seen within {self.box}×{self.box} px"
        return (
            f"{self.base} + {self.per_tile} tokens per {self.tile}×{self.tile} px tile, "
            f"within {self.box:,}×{self.box:,} px and shorter side {self.short_side} px"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaudePatches:
    """Claude: one token per patch of the picture that its limits leave."""

    patch: int
    max_edge: int
    max_tokens: int
    max_side: int
    exact: bool = True

    def count(self, width: int, height: int, exact: bool) -> Count:
        if width > self.max_side or height > self.max_side:
            raise ImageRejected(
                f"{width}×{height} pixels: the API takes no side longer than {self.max_side} pixels"
            )
        patch = self.patch
        width, height = formulas.fit_claude(width, height, patch, self.max_edge, self.max_tokens)
        tokens = ceil_div(width, patch) * ceil_div(height, patch)
        return Count(tokens=tokens, exact=exact and self.exact, width=width, height=height)

    @property
    def unit(self) -> str:
        return f"1 token per {self.patch}×{self.patch} px patch"

    @property
    def words(self) -> str:
        return f"longest side {self.max_edge:,} px and {self.max_tokens:,} tokens; over {self.max_side:,} px refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Gemini 3 and later: as many cells as the budget allows, whatever the picture's pixels."""

    cell: int
    budget: int
    exact: bool = True

    def count(self, width: int, height: int, exact: bool) -> Count:
        columns, rows = formulas.grid(width, height, self.budget)
        # No count is known for pictures so thin that one row is less than a cell.
        known = width <= height * self.budget and height <= width * self.budget
        return Count(
            tokens=columns * rows,
            exact=exact and self.exact and known,
            width=columns * self.cell,
            height=rows * self.cell,
        )

    @property
    def unit(self) -> str:
        return f"1 token per cell of a grid with the picture's aspect ratio, {self.cell}×{self.cell} px each"

    @property
    def words(self) -> str:
        return f"at most {self.budget:,} tokens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crops:
    """Gemini 2 and before: crops of the picture, or one view at a fixed price."""

    per_crop: int
    small: int
    fixed: int | None = None
    exact: bool = True

    def count(self, width: int, height: int, exact: bool) -> Count:
        exact = exact and self.exact
        if self.fixed is not None:
            return Count(tokens=self.fixed, exact=exact, width=width, height=height)
        if width <= self.small and height <= self.small:
            return Count(tokens=self.per_crop, exact=exact, width=width, height=height)
        # The page itself calls its formula for larger pictures rough.
        tokens = self.per_crop * formulas.crops(width, height)
        return Count(tokens=tokens, exact=False, width=width, height=height)

    @property
    def unit(self) -> str:
        return ""

    @property
    def words(self) -> str:
        if self.fixed is not None:
            return f"{self.fixed} tokens"
        return (
            f"{self.per_crop} tokens up to {self.small}×{self.small} px, else about {self.per_crop} per crop"
        )
