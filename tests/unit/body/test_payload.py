"""What a URL or a base64 field holds is told without decoding it."""

from __future__ import annotations

import pytest
from support.pictures import shot

from headroom_sdk.body.payload import data_url, from_base64, from_reference, from_url, is_image, is_pdf

PATH = ("p",)


@pytest.mark.parametrize(
    ("url", "payload", "media_type"),
    [
        ("data:image/png;base64,AAAA", "AAAA", "image/png"),
        ("DATA:Image/PNG;BASE64,AAAA", "AAAA", "image/png"),
        ("data:image/jpeg;charset=utf-8;base64,A+/=", "A+/=", "image/jpeg"),
        ("data:image/jpg; base64,AA", "AA", "image/jpg"),
        ("data:;base64,AAAA", "AAAA", None),
        ("data:image/png;base64,", "", "image/png"),
        ("data:image/png;base64,AA\nAA", "AA\nAA", "image/png"),
        ("data:image/svg+xml;base64,PHN2Zz4=", "PHN2Zz4=", "image/svg+xml"),
    ],
)
def test_a_base64_data_url_is_inline(url: str, payload: str, media_type: str | None):
    part = from_url(PATH, url)
    assert (part.payload, part.media_type, part.locked, part.reference) == (payload, media_type, None, None)
    assert part.source is url


@pytest.mark.parametrize(
    "url",
    [
        "data:image/svg+xml,%3Csvg%3E",
        "data:image/svg+xml;utf8,<svg>",
        "data:image/png;base64",
        "data:",
        "data:,",
        "data:image/png;" + "x=y;" * 1000 + "base64,AAAA",
        "data:application/pdf;base64,JVBERi0=",
        "data:text/plain;base64,aGk=",
    ],
)
def test_a_data_url_that_is_no_base64_picture_is_locked(url: str):
    part = from_url(PATH, url)
    assert part.payload is None and part.locked


@pytest.mark.parametrize("url", ["https://a.test/x.png", "gs://b/x.png", "file:///x.png", "", "x"])
def test_any_other_url_is_a_reference(url: str):
    part = from_url(PATH, url)
    assert (part.payload, part.reference, part.locked) == (None, url, None)


@pytest.mark.parametrize("junk", [None, 5, 1.5, True, [], {"a": 1}])
def test_what_is_no_string_is_locked(junk: object):
    for part in (from_url(PATH, junk), from_base64(PATH, junk, "image/png"), from_reference(PATH, junk)):
        assert part.payload is None and part.locked


def test_a_reference_is_cut_to_what_a_report_can_show():
    assert len(from_url(PATH, "http://" + "x" * 100_000).reference or "") <= 500
    assert len(from_url(PATH, "data:" + "x" * 100_000).reference or "") <= 500


def test_the_payload_of_a_field_is_the_callers_own_string():
    data = shot("photo").base64
    assert from_base64(PATH, data, "image/jpeg").payload is data


@pytest.mark.parametrize("name", ["photo", "screen", "webp", "turned"])
def test_the_alphabet_is_told_from_the_text(name: str):
    picture = shot(name)
    assert from_base64(PATH, picture.urlsafe, picture.media_type).urlsafe
    assert not from_base64(PATH, picture.base64, picture.media_type).urlsafe
    assert not from_base64(PATH, picture.base64, picture.media_type, urlsafe=True).urlsafe


def test_a_text_that_fits_both_alphabets_counts_as_the_dialects_own():
    assert from_base64(PATH, "AAAA", "image/png", urlsafe=True).urlsafe
    assert not from_base64(PATH, "AAAA", "image/png").urlsafe


@pytest.mark.parametrize(("tail", "urlsafe"), [("+", False), ("/", False), ("-", True), ("_", True)])
def test_one_telling_character_far_behind_is_enough(tail: str, urlsafe: bool):
    text = "A" * 20_000 + tail
    assert from_base64(PATH, text, "image/png", urlsafe=True).urlsafe is urlsafe
    assert from_base64(PATH, text, "image/png").urlsafe is urlsafe


def test_small_questions():
    assert data_url("AA", "image/png") == "data:image/png;base64,AA"
    assert is_image("IMAGE/png") and not is_image("audio/wav") and not is_image(None)
    assert is_pdf("application/pdf") and is_pdf("data:application/pdf;base64,A") and not is_pdf("image/png")
    assert not is_pdf(7)
