"""The one funnel: a body in, the body to send and a report out."""

from __future__ import annotations

from typing import Any

from .body.dialect import Dialect
from .policy import Policy
from .report import Report
from .target import Target


def process(body: Any, dialect: Dialect, target: Target, policy: Policy) -> tuple[Any, Report]:
    """Rewrite the images of *body*; the same object comes back if nothing is gained."""
    raise NotImplementedError
