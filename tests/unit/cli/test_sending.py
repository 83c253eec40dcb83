"""The demo compares what arrived with what was reported, and any difference is said."""

from __future__ import annotations

import base64
import dataclasses
import io
from typing import Any

import pytest

pytest.importorskip("click")
pytest.importorskip("rich")

from PIL import Image

from headroom_sdk.cli.loopback import Received
from headroom_sdk.cli.pictures import Shown
from headroom_sdk.cli.sending import difference
from headroom_sdk.policy import Technique
from headroom_sdk.report import Decision, Report


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height)).save(out, "PNG")
    return out.getvalue()


ORIGINAL, SENT = png(400, 200), png(100, 50)
SHOWN = Shown(name="a.png", query="?", data=ORIGINAL)
DECISION = Decision(
    path="messages[0]",
    technique=Technique.PRESERVE,
    reason="",
    sizes=((100, 50),),
    bytes_before=len(ORIGINAL),
    bytes_after=len(SENT),
    detail="low",
    changed=True,
)


def arrived(data: bytes, detail: str | None = "low", **more: Any) -> Received:
    url = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    return Received(path="/", body={"x": {"image_url": url, "detail": detail}, **more})


def compared(received: Received, *, dry_run: bool = False, **changes: Any) -> str | None:
    decision = dataclasses.replace(DECISION, **changes)
    return difference(SHOWN, decision, Report(decisions=(decision,), dry_run=dry_run), received)


def test_what_was_reported_arrived() -> None:
    assert compared(arrived(SENT)) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sizes": ((100, 51),)}, "pixels"),
        ({"bytes_after": len(SENT) + 1}, "bytes"),
        ({"detail": "high"}, "detail"),
        ({"detail": None}, "detail"),
        ({"sizes": ()}, "pictures"),
        ({"text": "[OCR from image]"}, "text"),
        ({"changed": False}, "unchanged"),
    ],
)
def test_a_report_that_differs_from_the_wire_is_found(changes: dict[str, Any], said: str) -> None:
    assert said in (compared(arrived(SENT), **changes) or "")


def test_a_picture_reported_as_changed_that_arrived_as_it_was_is_found() -> None:
    assert "pixels" in (compared(arrived(ORIGINAL)) or "")


def test_a_lost_picture_is_found() -> None:
    assert compared(Received(path="/", body={})) is not None
    assert compared(Received(path="/", body={}), changed=False) is not None


def test_after_a_dry_run_the_original_is_expected() -> None:
    assert compared(arrived(ORIGINAL), dry_run=True) is None
    assert compared(arrived(SENT), dry_run=True) is not None


def test_a_text_in_place_of_the_picture_is_looked_for() -> None:
    text = "[OCR from image]\nTotal 4.20"
    received = Received(path="/", body={"content": [{"type": "text", "text": text}]})
    told: dict[str, Any] = {"sizes": (), "bytes_after": 0, "detail": None}
    assert compared(received, text=text, **told) is None
    assert "text" in (compared(received, text="another", **told) or "")


def test_a_report_without_a_decision_is_a_difference() -> None:
    assert difference(SHOWN, DECISION, Report(warnings=("fault",)), arrived(ORIGINAL)) is not None
