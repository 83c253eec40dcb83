"""What the recogniser saw in one strip."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Characters, each with its confidence and its middle as a part (0–1) of the line's length."""

    text: str
    characters: tuple[float, ...]
    places: tuple[float, ...]

    @property
    def confidence(self) -> float:
        return sum(self.characters) / len(self.characters) if self.characters else 0.0
