"""What the recogniser saw in one strip."""

from __future__ import annotations

from dataclasses import dataclass, field

from .lines import Quad


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Characters, each with its confidence and its middle as a part (0–1) of the line's length."""

    text: str
    characters: tuple[float, ...]
    places: tuple[float, ...]

    @property
    def confidence(self) -> float:
        return sum(self.characters) / len(self.characters) if self.characters else 0.0


@dataclass(slots=True)
class Seen:
    """What was found in one picture so far, by place: a second look at it, for another reason, begins there."""

    quads: tuple[Quad, ...] | None = None
    readings: dict[Quad, Reading] = field(default_factory=dict[Quad, Reading])
