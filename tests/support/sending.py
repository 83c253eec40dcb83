"""One request through the engine, as a hook would send it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from headroom_sdk.body.dialect import Dialect
from headroom_sdk.body.registry import all_dialects
from headroom_sdk.engine import process
from headroom_sdk.policy import Policy
from headroom_sdk.report import Report
from headroom_sdk.target import Target

from .routers import Wild

POLICIES = (
    Policy(),
    Policy(mode="lossless"),
    Policy(mode="aggressive"),
    Policy(technique="full_low"),  # type: ignore[arg-type]
    Policy(technique="full_low", honour_detail=False),  # type: ignore[arg-type]
    Policy(stateful="aggressive", mode="aggressive", max_shrink=0.3),
    Policy(technique="crop"),  # type: ignore[arg-type]
    Policy(technique="crop", mode="aggressive"),  # type: ignore[arg-type]
    Policy(router=Wild()),
    Policy(router=Wild(), mode="aggressive"),
)

TRANSCODING = (Policy(technique="transcode"), Policy(technique="transcode", mode="aggressive"))  # type: ignore[arg-type]
"""Apart from the others: reading takes a second a picture, too long for hundreds of examples."""


def policies() -> st.SearchStrategy[Policy]:
    """Policies that change pictures in different ways."""
    return st.sampled_from(POLICIES)


def dialect(name: str) -> Dialect:
    return next(d for d in all_dialects() if d.name == name)


def send(name: str, body: Any, model: str | None, policy: Policy) -> tuple[Any, Report]:
    """What is sent instead of *body* in the wire format *name*, and the report."""
    speaking = dialect(name)
    return process(body, speaking, Target(provider=speaking.provider, model=model), policy)
