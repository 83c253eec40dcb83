"""Routers whose word is known, to try what is made of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from headroom_sdk.picture.types import Picture
from headroom_sdk.routing.route import EDGES, Route


@dataclass(frozen=True, kw_only=True)
class Says:
    """Says the same of every picture, and notes what it was asked."""

    full_low: float = 0.0
    """For 512 px and more; nothing survives less."""
    crop: float = 0.0
    transcode: float = 0.0
    asked: list[str] = field(default_factory=list[str], compare=False)

    @property
    def name(self) -> str:
        return f"says {self.full_low} {self.crop} {self.transcode}"

    def route(self, picture: Picture, question: str) -> Route:
        self.asked.append(question)
        return Route(
            full_low=tuple(self.full_low if edge >= 512 else 0.0 for edge in EDGES),
            crop=self.crop,
            transcode=self.transcode,
            reason="a test",
        )


class Wild:
    """Says something else of every picture and every question, and always the same of the same."""

    name = "wild"

    def route(self, picture: Picture, question: str) -> Route:
        dice = hashlib.sha256(f"{picture.digest} {question}".encode("utf-8", "surrogatepass")).digest()
        chances = [0.9 + byte / 2550 for byte in dice]
        falling = tuple(sorted(chances[: len(EDGES)], reverse=True))
        return Route(full_low=falling, crop=chances[-1], transcode=chances[-2], reason="a throw of dice")
