"""What is explained is what is sent: one plan is chosen, and every other one has its reason."""

from __future__ import annotations

import base64
import dataclasses
import io

import pytest
from PIL import Image, ImageDraw

from headroom_sdk.errors import ConfigurationError, ImageUnreadable, UnknownModel
from headroom_sdk.explain import Explanation, explain
from headroom_sdk.own_http import compress
from headroom_sdk.policy import Mode, Policy, Technique

MODELS = (
    "gpt-4o",
    "gpt-5.6",
    "gpt-5.4",
    "claude-haiku-4-5",
    "claude-sonnet-5-5",
    "gemini-3.5-flash",
    "gemini-2.5-flash",
)


def drawn(width: int, height: int, form: str = "PNG") -> bytes:
    image = Image.new("RGB", (width, height), (250, 250, 250))
    draw = ImageDraw.Draw(image)
    for y in range(0, height, 23):
        draw.line((0, y, width, y * 7 % height), (y % 200, 90, 30), 3)
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


PAGE = drawn(1260, 900)


def sizes(found: Explanation) -> tuple[int, int]:
    assert found.sent is not None
    return Image.open(io.BytesIO(found.sent)).size


@pytest.mark.parametrize(
    ("mode", "technique"),
    [
        ("lossless", None),
        ("balanced", None),
        ("aggressive", None),
        ("balanced", "full_low"),
        ("balanced", "preserve"),
    ],
)
@pytest.mark.parametrize("model", MODELS)
def test_one_candidate_is_chosen_and_it_is_what_is_sent(
    model: str, mode: Mode, technique: Technique | None
) -> None:
    found = explain(PAGE, model=model, query="What?", policy=Policy(mode=mode, technique=technique))
    (chosen,) = [c for c in found.candidates if c.chosen]
    decision = found.decision
    assert (chosen.technique, chosen.size, chosen.detail) == (
        decision.technique,
        decision.sizes[0],
        decision.detail,
    )
    assert chosen.tokens == decision.tokens_after
    assert sizes(found) == decision.sizes[0]
    assert len(found.sent or b"") == decision.bytes_after
    assert (found.sent == PAGE) == (not decision.changed or decision.bytes_after == decision.bytes_before)


@pytest.mark.parametrize("model", MODELS)
def test_every_candidate_says_why(model: str) -> None:
    found = explain(PAGE, model=model, query="What?")
    assert all(c.verdict for c in found.candidates)
    assert len({(c.size, c.detail) for c in found.candidates}) == len(found.candidates)


def test_no_candidate_that_was_free_to_take_is_cheaper_than_the_chosen() -> None:
    for model in MODELS:
        found = explain(PAGE, model=model, query="What?", policy=Policy(mode="lossless"))
        kept = [c for c in found.candidates if c.technique is Technique.PRESERVE]
        cheaper = [c for c in kept if c.tokens < (found.decision.tokens_after or 0)]
        assert all("too large" in c.verdict for c in cheaper), model


def test_it_agrees_with_the_request_body_of_a_user() -> None:
    data = base64.b64encode(PAGE).decode()
    content = [
        {"type": "text", "text": "What?"},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}},
    ]
    _, report = compress({"model": "gpt-4o", "messages": [{"role": "user", "content": content}]})
    same = dataclasses.replace(report.decisions[0], path="", milliseconds=0)
    found = explain(PAGE, model="gpt-4o", query="What?").decision
    assert dataclasses.replace(found, path="", milliseconds=0) == same


@pytest.mark.parametrize(
    ("model", "detail", "written"),
    [
        ("gpt-4o", "low", "low"),
        ("gpt-4o", "MEDIA_RESOLUTION_LOW", "low"),
        ("gemini-3.5-flash", "low", "MEDIA_RESOLUTION_LOW"),
        ("gemini-3.5-flash", "media_resolution_ultra-high", "MEDIA_RESOLUTION_ULTRA_HIGH"),
        ("gpt-4o", "auto", None),
    ],
)
def test_a_detail_is_set_in_the_providers_spelling(model: str, detail: str, written: str | None) -> None:
    assert explain(PAGE, model=model, query="What?", detail=detail).decision.detail == written


def test_a_detail_for_the_whole_request_counts_where_none_can_be_written_on_a_picture() -> None:
    low, default = (explain(PAGE, model="gemini-2.5-flash", detail=d).decision for d in ("low", None))
    assert (low.tokens_before, default.tokens_before) == (64, 1548)


def test_a_detail_that_the_callers_set_keeps_lossy_plans_away() -> None:
    found = explain(
        PAGE, model="gpt-4o", query="What?", detail="high", policy=Policy(technique=Technique.FULL_LOW)
    )
    assert found.decision.technique is Technique.PRESERVE
    lossy = [c for c in found.candidates if c.technique is Technique.FULL_LOW]
    assert lossy and all(
        "the caller set detail" in c.verdict for c in lossy if c.tokens <= found.decision.tokens_before
    )


def test_a_question_for_coordinates_keeps_the_grid() -> None:
    found = explain(PAGE, model="gpt-4o", query="Give me the pixel coordinates of the button")
    assert sizes(found) == (1260, 900)
    others = [c for c in found.candidates if not c.chosen]
    assert any("coordinates" in c.verdict for c in others)


def test_a_deployment_is_explained_by_the_model_behind_it() -> None:
    policy = Policy(models={"my-gpt": "gpt-4o"})
    mine = explain(PAGE, model="my-gpt", query="What?", policy=policy)
    assert mine.rule.family == "gpt-4o"
    assert mine.decision.tokens_after == explain(PAGE, model="gpt-4o", query="What?").decision.tokens_after


def test_a_picture_that_the_api_would_refuse_is_explained() -> None:
    found = explain(drawn(9000, 300), model="claude-haiku-4-5", query="What?")
    assert found.decision.tokens_before is None
    assert "8000" in found.decision.reason


def test_an_animation_says_why_nothing_was_tried() -> None:
    out = io.BytesIO()
    frames = [Image.new("P", (1260, 900), i) for i in range(3)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    found = explain(out.getvalue(), model="gpt-4o", query="What?")
    assert not found.decision.changed
    assert {c.verdict for c in found.candidates} == {found.decision.reason}


def test_the_original_comes_back_where_nothing_is_gained() -> None:
    small = drawn(300, 200)
    found = explain(small, model="claude-haiku-4-5", query="What?")
    assert found.sent == small
    assert not found.decision.changed


def test_what_cannot_be_explained_is_an_error_that_says_so() -> None:
    with pytest.raises(UnknownModel, match="HEADROOM_SDK_MODELS"):
        explain(PAGE, model="nonsense")
    with pytest.raises(ConfigurationError, match="low, high"):
        explain(PAGE, model="gpt-4o", detail="original")
    for data in (b"", b"text", PAGE[:500]):
        with pytest.raises(ImageUnreadable):
            explain(data, model="gpt-4o")


def test_the_json_form_is_plain() -> None:
    (first, *_) = explain(PAGE, model="gpt-4o").candidates
    told = first.to_dict()
    assert list(told) == [
        "technique", "size", "detail", "tokens", "exact", "sees", "probability", "chosen", "verdict",
    ]  # fmt: skip
    assert told["size"] == [1260, 900]
