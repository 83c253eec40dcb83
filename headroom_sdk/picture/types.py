"""What the rooms of ``picture`` hand to each other and to the planner."""

from __future__ import annotations

from dataclasses import dataclass, field

Size = tuple[int, int]
"""``(width, height)`` in pixels, upright."""

Box = tuple[int, int, int, int]
"""``(x, y, width, height)`` in pixels of the upright original."""

Box4 = tuple[float, float, float, float]
"""``(left, top, right, bottom)`` in pixels of the upright original."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as its header describes it; nothing is decoded.

    ``width`` and ``height`` are upright pixels: EXIF orientation is already applied to them. ``format`` is
    Pillow's word for what the bytes really are (``"PNG"``, ``"JPEG"``, ``"MPO"``…), ``media_type`` the
    standard name of that format, whatever the caller declared.
    """

    data: bytes = field(repr=False)
    format: str
    media_type: str
    width: int
    height: int
    mode: str
    orientation: int = 1
    frames: int = 1
    lossy: bool = False
    """The format has given up detail already (JPEG, most WebP): it cannot be kept free of loss."""
    digest: str
    """sha256 of ``data``, hex."""
    marked: bool = False
    """The bytes carry our mark: this is a rendition already."""

    @property
    def size(self) -> Size:
        return (self.width, self.height)

    @property
    def animated(self) -> bool:
        """More pictures than one are in it (frames, or pages of a TIFF), and one would not stand for all."""
        return self.frames > 1 and self.format != "MPO"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """A rendered picture, marked as ours."""

    data: bytes = field(repr=False)
    media_type: str
    width: int
    height: int

    @property
    def size(self) -> Size:
        return (self.width, self.height)
