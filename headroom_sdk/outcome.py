"""What was decided about one picture, and what the pictures of a conversation have in common."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from .picture.types import Box, Size
from .policy import Policy, Technique
from .source import Recipe
from .tokens import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all images of one conversation have in common: who bills, who decides, what may be sent."""

    rule: Rule | None
    model: str | None
    policy: Policy
    takes_detail: bool
    accept: frozenset[str]
    """Media types that the target takes."""
    max_bytes: int
    """Largest picture that the target takes, decoded."""

    key: bytes = field(init=False, repr=False, compare=False)
    """Stands for all of it in what is remembered: made once, where every picture would have to hash it again."""

    def __post_init__(self) -> None:
        grounds = (
            self.rule,
            self.model,
            self.policy.fingerprint(),
            self.takes_detail,
            sorted(self.accept),
            self.max_bytes,
        )
        object.__setattr__(
            self, "key", hashlib.sha256(repr(grounds).encode("utf-8", "surrogatepass")).digest()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was decided about one picture; small, for it is remembered, and so without its pixels."""

    technique: Technique = Technique.PRESERVE
    reason: str = ""
    error: str | None = None
    """What is wrong with the picture itself, if it could not be read."""
    digest: bytes = b""
    """By which the picture is known; empty if it cannot be read."""
    left_alone: bool = False
    """Nothing whatever may be done to this picture."""
    warning: str | None = None
    tokens_before: int | None = None
    tokens_after: int | None = None
    exact: bool = False
    bytes_before: int = 0
    bytes_after: int = 0
    size: Size | None = None
    regions: tuple[Box, ...] = ()
    """Parts of the picture that are sent at full resolution, in its own pixels; empty: the whole."""
    stages: tuple[tuple[str, int], ...] = ()
    detail: str | None = None
    """The value to write, ``None`` leaves the caller's."""
    recipes: tuple[Recipe, ...] = ()
    """How what is sent is made, in its order; empty sends the caller's own bytes."""
    media_type: str = ""
    confidence: float = 1.0
    probabilities: tuple[tuple[str, float], ...] = ()
    """What the router gave each technique, if it was asked."""

    @property
    def changed(self) -> bool:
        return bool(self.recipes) or self.detail is not None
