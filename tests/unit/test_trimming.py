"""Blank margins go where that is cheaper, and never where a margin could mean something."""

from __future__ import annotations

import io

import pytest

pytest.importorskip("numpy")
from PIL import Image, ImageDraw, ImageFont

from headroom_sdk import Policy, Technique
from headroom_sdk.explain import Explanation, explain
from headroom_sdk.policy import Mode
from headroom_sdk.tokens import resolve

MODELS = ("gpt-4o", "gpt-5.6", "claude-haiku-4-5", "claude-opus-4-8")
PRESERVE = Policy(technique=Technique.PRESERVE)
LINES = [f"Line {n} of the letter: amount {17 * n}.00 EUR" for n in range(12)]


def letter(size: tuple[int, int] = (1654, 2339)) -> bytes:
    image = Image.new("RGB", size, "white")
    for n, line in enumerate(LINES):
        ImageDraw.Draw(image).text(
            (300, 500 + 60 * n), line, font=ImageFont.load_default(size=28), fill="black"
        )
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


LETTER = letter()


def explained(
    model: str,
    query: str = "What is the amount in line 3?",
    policy: Policy = PRESERVE,
    detail: str | None = None,
) -> Explanation:
    return explain(LETTER, model=model, query=query, policy=policy, detail=detail)


@pytest.mark.parametrize("model", MODELS)
def test_the_content_is_sent_alone_and_seen_no_smaller(model: str):
    found = explained(model)
    d, rule = found.decision, resolve(model)
    assert rule is not None and d.changed and "margins" in d.reason
    assert d.technique is Technique.PRESERVE
    assert d.tokens_before and d.tokens_after and d.tokens_after < 0.6 * d.tokens_before
    ((_, _, width, _),) = d.regions
    before, after = rule.count(1654, 2339), rule.count(*d.sizes[0], d.detail)
    assert after.width / width >= 0.89 * before.width / 1654
    assert after.tokens == d.tokens_after


def test_on_a_model_that_keeps_the_size_every_pixel_of_the_content_arrives():
    found = explained("gpt-5.6")
    ((x, y, w, h),) = found.decision.regions
    assert found.sent is not None and found.decision.sizes == ((w, h),)
    sent = Image.open(io.BytesIO(found.sent)).convert("RGB")
    assert sent.tobytes() == Image.open(io.BytesIO(LETTER)).crop((x, y, x + w, y + h)).tobytes()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "Give the x, y coordinates of line 3.",
        "How wide are the margins of the page?",
        "Is the text centered?",
        "Where on the page is line 3?",
        "What are the dimensions of this picture?",
    ],
)
def test_where_a_margin_could_mean_something_it_stays(query: str):
    found = explained("gpt-5.6", query)
    assert "margins cut" not in found.decision.reason and not found.decision.regions


def test_boxes_relative_to_the_picture_are_not_moved():
    query = "Give the bounding box of line 3 as box_2d."
    assert not explained("gemini-3.5-flash", query).decision.regions


@pytest.mark.parametrize("mode", ["lossless", "balanced", "aggressive"])
def test_lossless_keeps_them(mode: Mode):
    found = explained("gpt-5.6", policy=Policy(mode=mode, technique=Technique.PRESERVE))
    assert bool(found.decision.regions) == (mode != "lossless")


def test_a_detail_of_the_caller_keeps_them():
    assert not explained("gpt-5.6", detail="high").decision.regions


def test_where_nothing_is_saved_nothing_is_looked_at(monkeypatch: pytest.MonkeyPatch):
    from headroom_sdk.picture import margins

    def never(_: object) -> None:
        raise AssertionError("looked at")

    monkeypatch.setattr(margins, "content", never)
    small = letter((500, 500))
    assert not explain(small, model="gpt-4o", query="What is it?", policy=PRESERVE).decision.regions
