"""Pictures sent through wrapped clients of the real SDKs, and whether what arrived is what the report says."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..activation import wrap
from ..policy import Policy
from ..report import Decision, Report, last_report
from ..target import Provider
from .loopback import Loopback, Received
from .pictures import Shown
from .sdks import Question, ask, client_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A model that the demo asks, and the ``detail`` that its requests set."""

    model: str
    provider: Provider
    detail: str | None = None

    @property
    def name(self) -> str:
        return f"{self.model}, {self.detail}" if self.detail else self.model


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One picture, sent to one model. ``disagrees`` says in what the wire differs from the report."""

    picture: Shown
    asked: Asked
    decision: Decision
    path: str
    milliseconds: float
    """What rewriting took, of the whole call's ``call_milliseconds``."""
    call_milliseconds: float
    disagrees: str | None

    def to_dict(self) -> dict[str, Any]:
        """The stable JSON form."""
        return {
            "file": self.picture.name,
            "query": self.picture.query,
            "model": self.asked.model,
            "endpoint": self.path,
            "asked_detail": self.asked.detail,
            **self.decision.to_dict(),
            "milliseconds": self.milliseconds,
            "call_milliseconds": self.call_milliseconds,
            "verified": self.disagrees is None,
            **({"disagrees": self.disagrees} if self.disagrees else {}),
        }


class SwitchedOff(Exception):
    """The environment says that nothing is to be rewritten."""


def send_all(pictures: Sequence[tuple[Shown, str]], asked: Sequence[Asked], policy: Policy) -> list[Sent]:
    """Each of *pictures* (with its media type) to each of *asked*, picture by picture.

    Raises :class:`SwitchedOff`, and :class:`~headroom_sdk.cli.sdks.SendFailed` if this machine's own provider
    cannot be reached.
    """
    _load()
    with Loopback() as provider:
        names: set[Provider] = {a.provider for a in asked}
        clients = {name: client_for(name, provider.url) for name in names}
        for client in clients.values():
            wrap(client, policy=policy)
        sent = []
        for picture, media_type in pictures:
            for one in asked:
                question = Question(
                    model=one.model,
                    text=picture.query,
                    picture=picture.data,
                    media_type=media_type,
                    detail=one.detail,
                )
                began = time.perf_counter()
                ask(clients[one.provider], one.provider, question)
                took = (time.perf_counter() - began) * 1000
                sent.append(_checked(picture, one, last_report(), provider.requests.pop(), took))
        for client in clients.values():
            getattr(client, "close", lambda: None)()
    return sent


def _load() -> None:
    """Import what the first request of a process would, so that its time is that of any other."""
    from .. import engine
    from ..body.registry import all_dialects
    from ..picture import render
    from ..tokens import known_models

    assert engine and render and all_dialects() and known_models()


def _checked(picture: Shown, asked: Asked, report: Report | None, received: Received, took: float) -> Sent:
    if report is None:
        raise SwitchedOff
    (decision,) = report.decisions or (_failed(report),)
    return Sent(
        picture=picture,
        asked=asked,
        decision=decision,
        path=received.path,
        milliseconds=report.milliseconds,
        call_milliseconds=round(took, 1),
        disagrees=difference(picture, decision, report, received),
    )


def _failed(report: Report) -> Decision:
    from ..policy import Technique

    return Decision(path="", technique=Technique.PRESERVE, reason="; ".join(report.warnings))


def difference(picture: Shown, decision: Decision, report: Report, received: Received) -> str | None:
    """In what the request that arrived differs from what was reported, ``None`` if in nothing."""
    arrived = received.pictures
    if not report.decisions:
        return "the report holds no decision"
    if not decision.changed or report.dry_run:
        same = len(arrived) == 1 and arrived[0].data == picture.data
        return None if same else "reported as unchanged, but other bytes arrived"
    if len(arrived) != len(decision.sizes):
        return f"{len(decision.sizes)} pictures reported, {len(arrived)} arrived"
    for said, came in zip(decision.sizes, arrived, strict=True):
        if came.size not in (said, None):
            return f"{said} pixels reported, {came.size} arrived"
        if came.detail != decision.detail:
            return f"detail {decision.detail} reported, {came.detail} arrived"
    size = sum(len(came.data) for came in arrived)
    if size != decision.bytes_after:
        return f"{decision.bytes_after} bytes reported, {size} arrived"
    if decision.text is not None and decision.text not in received.texts:
        return "the text that was reported did not arrive"
    return None
