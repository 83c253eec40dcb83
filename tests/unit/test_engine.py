"""The funnel leaves alone what must be left alone, and names each decision's path and words."""

from __future__ import annotations

import base64
import io
import logging
import threading
from typing import Any

import pytest
from PIL import Image
from support import pictures, sending

from headroom_sdk import Policy, Technique, engine
from headroom_sdk.body.registry import dialect_for_path
from headroom_sdk.engine import process
from headroom_sdk.target import Target

FULL_LOW = Policy(technique=Technique.FULL_LOW)
SCREEN = pictures.shot("screen")


def gemini(model: str, policy: Policy = FULL_LOW) -> tuple[Any, Any]:
    part = {"inlineData": {"mimeType": "image/png", "data": SCREEN.urlsafe}}
    body = {"contents": [{"role": "user", "parts": [{"text": "What is this?"}, part]}]}
    return sending.send("gemini", body, model, policy)


def chat(model: str, host: str | None = None, cloud: Any = "first_party", **image_url: str) -> Any:
    block = {"type": "image_url", "image_url": {"url": SCREEN.url, **image_url}}
    body = {
        "model": model,
        "messages": [{"role": "user", "content": [{"type": "text", "text": "What?"}, block]}],
    }
    dialect = dialect_for_path("/chat/completions", "openai")
    assert dialect is not None
    return process(body, dialect, Target(provider="openai", model=model, host=host, cloud=cloud), FULL_LOW)


def test_a_model_that_draws_is_sent_the_original_though_only_the_url_names_it():
    _, report = gemini("gemini-3-pro-image")
    assert "draws" in report.decisions[0].reason and not report.decisions[0].changed
    _, report = gemini("gemini-3.5-flash")
    assert report.decisions[0].changed


def test_a_decision_names_its_path_and_the_providers_spelling():
    _, report = gemini("gemini-3.5-flash")
    (decision,) = report.decisions
    assert decision.path == "contents[0].parts[1]"
    assert decision.detail == "MEDIA_RESOLUTION_LOW"
    assert decision.to_dict()["stages"][0] == {"name": "original", "tokens": decision.tokens_before}


def test_an_unknown_host_is_written_no_detail():
    new, report = chat("gpt-4o", host="llm.example.com", cloud="unknown")
    assert report.decisions[0].changed and report.decisions[0].detail is None
    assert "detail" not in new["messages"][0]["content"][1]["image_url"]


def test_a_low_that_costs_more_than_high_is_a_warning():
    out = io.BytesIO()
    Image.new("RGB", (2000, 1800), "white").save(out, "PNG")
    url = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    for model, warned in (("gpt-5.4", True), ("gpt-5.6", False)):
        block = {"type": "image_url", "image_url": {"url": url, "detail": "low"}}
        body = {"model": model, "messages": [{"role": "user", "content": [block]}]}
        new, report = sending.send("openai_chat", body, model, Policy())
        assert any("low" in w for w in report.warnings) == warned
        assert new["messages"][0]["content"][0]["image_url"]["detail"] == "low"


def test_a_deployment_name_is_resolved_by_the_policy():
    policy = Policy(technique=Technique.FULL_LOW, models={"my-gpt": "gpt-4o"})
    block = {"type": "image_url", "image_url": {"url": SCREEN.url}}
    body = {"model": "my-gpt", "messages": [{"role": "user", "content": [block]}]}
    _, report = sending.send("openai_chat", body, "my-gpt", policy)
    assert (report.tokens_before, report.tokens_after) == (1105, 85)
    assert sending.send("openai_chat", body, "my-gpt", FULL_LOW)[0] is body


def test_an_inherited_rule_says_so():
    _, report = chat("gpt-7-nova")
    assert not report.exact and any("gpt-7-nova" in w for w in report.warnings)


def test_the_first_lossy_change_of_a_process_is_one_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(engine, "_said", threading.Lock())
    with caplog.at_level(logging.WARNING, "headroom_sdk"):
        for _ in range(3):
            chat("gpt-4o")
    (record,) = [r for r in caplog.records if "full_low" in r.getMessage()]
    for word in ("gpt-4o", "1105", "85", "HEADROOM_SDK_MODE=lossless"):
        assert word in record.getMessage()


def test_coordinates_keep_the_bytes_but_not_on_gemini_whose_boxes_are_relative():
    block = {"type": "image_url", "image_url": {"url": SCREEN.url}}
    ask = {"type": "text", "text": "Give the bounding box of the button."}
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": [ask, block]}]}
    new, report = sending.send("openai_chat", body, "gpt-4o", FULL_LOW)
    assert new is body and "bounding box" in report.decisions[0].reason


@pytest.mark.parametrize("name", ["openai_responses"])
def test_a_body_without_a_model_is_never_counted_and_never_changed(name: str):
    item = {"type": "message", "role": "user", "content": [{"type": "input_image", "image_url": SCREEN.url}]}
    body = {"items": [item]}
    new, report = sending.send(name, body, None, FULL_LOW)
    assert new is body and report.decisions[0].tokens_before is None


def _flat(width: int, height: int, form: str = "PNG", **options: Any) -> str:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, form, **options)
    return base64.b64encode(out.getvalue()).decode()


def _claude(data: str, **more: Any) -> dict[str, Any]:
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}, **more}
    return {"model": "claude-haiku-4-5", "messages": [{"role": "user", "content": [image]}]}


def test_a_picture_that_would_be_refused_goes_through_and_the_report_says_so():
    body = _claude(_flat(9000, 3000))
    new, report = sending.send("anthropic_messages", body, "claude-haiku-4-5", Policy(mode="lossless"))
    (decision,) = report.decisions
    assert new is not body and decision.changed and decision.tokens_before is None
    assert decision.sizes[0][0] <= 1568 and "8000" in report.warnings[0]
    assert sending.send("anthropic_messages", new, "claude-haiku-4-5", Policy())[0] is new


def test_too_many_patches_are_brought_under_the_limit_and_no_further():
    url = "data:image/png;base64," + _flat(7680, 4320)
    body = {
        "model": "gpt-5.6",
        "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}],
    }
    _, report = sending.send("openai_chat", body, "gpt-5.6", Policy())
    width, height = report.decisions[0].sizes[0]
    assert 29_000 < -(-width // 32) * -(-height // 32) <= 30_000


def test_the_callers_wish_to_be_refused_is_honoured():
    body = _claude(_flat(9000, 3000), transformations={"oversized_image": "error"})
    new, report = sending.send("anthropic_messages", body, "claude-haiku-4-5", Policy())
    assert new is body and report.warnings


def test_a_refused_picture_for_clicks_is_not_moved_under_them():
    body = _claude(_flat(9000, 3000))
    body["messages"][0]["content"].append({"type": "text", "text": "Give the x, y coordinates of the button"})
    assert sending.send("anthropic_messages", body, "claude-haiku-4-5", Policy())[0] is body


def test_too_many_bytes_are_made_fewer_at_the_same_size():
    body = {**_claude(_flat(1500, 1200, compress_level=0)), "model": "claude-sonnet-5-5"}
    dialect = dialect_for_path("/v1/messages", "anthropic")
    assert dialect is not None
    target = Target(provider="anthropic", model="claude-sonnet-5-5", cloud="bedrock")
    new, report = process(body, dialect, target, Policy())
    assert new is not body and report.decisions[0].sizes == ((1500, 1200),)
    assert report.decisions[0].bytes_after < 100_000 < 5_000_000 < report.decisions[0].bytes_before


def test_a_request_is_read_and_weighed_once(monkeypatch: pytest.MonkeyPatch):
    """A turn of a long conversation must cost little more than a hash over its pictures."""
    from headroom_sdk import fitting

    speaking = dialect_for_path("/v1/messages", "anthropic")
    assert speaking is not None
    counts = {"facts": 0, "messages": 0, "weight": 0}

    def counted(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def counting(*given: Any) -> Any:
            counts[name] += 1
            return real(*given)

        monkeypatch.setattr(owner, name, counting)

    counted(type(speaking), "facts")
    counted(type(speaking), "messages")
    counted(fitting, "weight")
    source = {"type": "base64", "media_type": "image/png", "data": SCREEN.base64}
    content = [{"type": "image", "source": source}, {"type": "text", "text": "The gist?"}]
    more = [{"role": "assistant", "content": "ok"}, {"role": "user", "content": "The serial number?"}]
    body = {"model": "claude-opus-4-8", "messages": [{"role": "user", "content": content}, *more]}
    _, report = process(body, speaking, Target(provider="anthropic", model=None), FULL_LOW)
    assert report.decisions[0].changed
    assert counts == {"facts": 1, "messages": 1, "weight": 1}


def test_a_name_in_the_header_of_a_data_url_hides_no_picture():
    block = {
        "type": "image_url",
        "image_url": {"url": SCREEN.url.replace(";base64", ";name=größe.png;base64")},
    }
    content = [{"type": "text", "text": "What?"}, block]
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": content}]}
    _, report = sending.send("openai_chat", body, "gpt-4o", FULL_LOW)
    assert report.decisions[0].changed and report.decisions[0].error is None
