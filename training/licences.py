"""Which pictures and questions may enter weights that are shipped: those whose licence allows commercial use."""

from __future__ import annotations

import re

_FORBIDS = re.compile(
    r"\bNC\b|non-?commercial|research|without licence|VOC|DocVQA|InfographicVQA|Q-Bench|LLaVA|TabMWP|BSDS",
    re.I,
)
_ALLOWS = re.compile(r"DUDE CC-BY-4\.0")


def commercial(licence: str) -> bool:
    """Whether *licence*, in the words of the data's lists, lets weights trained on it be sold. What has no licence
    does not."""
    return bool(licence.strip()) and (_ALLOWS.search(licence) is not None or _FORBIDS.search(licence) is None)
