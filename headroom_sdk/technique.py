"""What may be done with one picture, and how far one may go."""

from __future__ import annotations

from enum import Enum
from typing import Literal

Mode = Literal["lossless", "balanced", "aggressive"]


class Technique(str, Enum):
    """What is done with one picture, from nothing lost to most changed."""

    PRESERVE = "preserve"
    FULL_LOW = "full_low"
    CROP = "crop"
    TRANSCODE = "transcode"

    def __str__(self) -> str:
        return self.value
