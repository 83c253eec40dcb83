"""When a part may stand for a picture: sure enough, small enough, worth it, and never at the price of the whole."""

from __future__ import annotations

import io
import sys

import pytest

pytest.importorskip("numpy")

from PIL import Image, ImageDraw, ImageFont

from headroom_sdk import Policy, Technique, memo
from headroom_sdk.explain import Explanation, explain
from headroom_sdk.image import ImageCompressor
from headroom_sdk.picture.ocr import availability

CROP = Policy(technique=Technique.CROP)
AGGRESSIVE = Policy(technique=Technique.CROP, mode="aggressive")


def encoded(image: Image.Image, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def letter() -> bytes:
    image = Image.new("RGB", (1240, 1754), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=26)
    draw.rectangle((0, 0, 1239, 1753), outline="black")
    for n in range(30):
        draw.text((80, 60 + 55 * n), f"Line {n} of a letter that says something", font=font, fill="black")
    return encoded(image)


LETTER = letter()


@pytest.fixture(autouse=True)
def forgetful() -> None:
    memo.clear()


def explained(query: str, policy: Policy = CROP, data: bytes = LETTER, model: str = "gpt-5.6") -> Explanation:
    return explain(data, model=model, query=query, policy=policy)


def test_a_place_is_sent_with_an_overview_and_words_that_say_what_each_is():
    d = explained("What does the footer say?").decision
    assert d.technique is Technique.CROP and d.text is not None
    assert "footer" in d.text and "all that it shows, reduced" in d.text
    assert d.confidence >= 0.95


def test_aggressive_leaves_the_overview_out_and_costs_less():
    kept, bare = (
        explained("What does the footer say?").decision,
        explained("What does the footer say?", AGGRESSIVE).decision,
    )
    assert bare.technique is Technique.CROP and "reduced" not in (bare.text or "")
    assert bare.tokens_after and kept.tokens_after and bare.tokens_after < kept.tokens_after


def test_a_place_in_a_photo_is_followed_in_aggressive_only():
    photo = encoded(Image.effect_noise((1600, 1200), 60).convert("RGB"), "JPEG")
    query = "What does the text in the top left corner say?"
    careful, bold = explained(query, data=photo).decision, explained(query, AGGRESSIVE, photo).decision
    assert careful.technique is Technique.PRESERVE and "not sure enough" in careful.reason
    assert bold.technique is Technique.CROP


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("How many lines are in the footer?", "counts"),
        ("What do the header and the footer say?", "no one thing"),
    ],
)
def test_what_no_part_can_answer_keeps_the_whole_with_the_reason(query: str, why: str):
    d = explained(query).decision
    assert d.technique is Technique.PRESERVE and not d.regions
    assert why in d.reason or "does not say" in d.reason or "OCR" in d.reason or "ocr" in d.reason


def test_a_small_picture_is_not_worth_a_part():
    image = Image.new("RGB", (400, 300), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=16)
    for y in (20, 260):
        draw.text((20, y), "Page 3 of the letter by Miller and Sons, Berlin", font=font, fill="black")
    d = explained("What does the footer say?", data=encoded(image)).decision
    assert d.technique is Technique.PRESERVE and "save less than 20%" in d.reason


def test_where_cutting_the_margins_does_as_well_the_whole_is_sent():
    image = Image.new("RGB", (1800, 2400), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=26)
    for n, text in enumerate(("Miller & Sons", "Invoice 20931", "Total 12.50")):
        draw.text((80, 1800 + 45 * n), text, font=font, fill="black")
    d = explained("What does the footer say?", data=encoded(image)).decision
    assert d.technique is Technique.PRESERVE and "margins cut" in d.reason


def test_regions_outside_the_picture_are_refused_with_a_reason():
    import base64

    url = "data:image/png;base64," + base64.b64encode(LETTER).decode()
    messages = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]
    _, report = ImageCompressor().compress(
        messages, model="gpt-5.6", regions=[(1000, 0, 500, 100)], return_report=True
    )
    (d,) = report.decisions
    assert d.technique is Technique.PRESERVE and "does not lie inside" in d.reason


def test_without_numpy_no_part_is_found_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch):
    for room in ("cuts", "margins"):
        monkeypatch.setitem(sys.modules, f"headroom_sdk.picture.{room}", None)
    d = explained("What does the footer say?").decision
    assert d.technique is Technique.PRESERVE and "not installed" in d.reason and d.error is None


@pytest.mark.skipif(not availability().ready, reason="no OCR engine is installed: extra `ocr`")
def test_a_section_is_sent_to_its_end_or_the_whole_picture_is():
    image = Image.new("RGB", (1240, 1754), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=26)
    for n in range(30):
        heading = {4: "3.2 Loops", 10: "3.3 Traces", 16: "3.4 Guards"}.get(
            n, f"Row {'abcdefghij'[n % 10]} of a text about it"
        )
        draw.text((80, 60 + 55 * n), heading, font=font, fill="black")
    page = encoded(image)
    found = explained("Summarise section 3.3", data=page).decision
    assert found.technique is Technique.CROP, found.reason
    ((_, y, _, height),) = found.regions
    assert y <= 60 + 55 * 10 and y + height >= 60 + 55 * 15 + 26
    last = explained("Summarise section 3.4", data=page).decision
    assert last.technique is Technique.PRESERVE and "asks about all of it" not in last.reason
