"""What a text asks of pictures that only the server has is said, for it cannot be given."""

from __future__ import annotations

from typing import Any

import pytest
from support import pictures, sending

from headroom_sdk import Policy
from headroom_sdk.reach import beyond

ASKED = "What is the serial number in the first picture?"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("openai_responses", {"previous_response_id": "resp_1", "input": ASKED}),
        ("openai_responses", {"conversation": "conv_1", "input": [{"role": "user", "content": ASKED}]}),
        ("gemini_interactions", {"previous_interaction_id": "i_1", "input": ASKED}),
        ("gemini", {"cachedContent": "c/1", "contents": [{"role": "user", "parts": [{"text": ASKED}]}]}),
        (
            "anthropic_messages",
            {"thread": {"type": "continue"}, "messages": [{"role": "user", "content": ASKED}]},
        ),
    ],
)
def test_a_question_about_a_picture_on_the_server(name: str, body: dict[str, Any]):
    (said,) = beyond(sending.dialect(name), body)
    assert "'first picture'" in said and "could not be attached" in said and "stateful" in said


@pytest.mark.parametrize(
    "body",
    [
        {"input": ASKED},
        {"previous_response_id": "resp_1", "input": "What is the total?"},
        {"previous_response_id": None, "input": ASKED},
        {"previous_response_id": "resp_1"},
        [],
    ],
)
def test_nothing_is_said_otherwise(body: Any):
    assert beyond(sending.dialect("openai_responses"), body) == ()


def test_a_new_picture_beside_the_question_is_no_help():
    image = {"type": "input_image", "image_url": pictures.shot("screen").url, "detail": "auto"}
    turns = [{"role": "user", "content": ASKED}, {"role": "user", "content": [image]}]
    body = {"model": "gpt-5.6", "previous_response_id": "resp_1", "input": turns}
    _, report = sending.send("openai_responses", body, "gpt-5.6", Policy())
    assert any("could not be attached" in warning for warning in report.warnings)
    body["input"] = turns[::-1]
    _, report = sending.send("openai_responses", body, "gpt-5.6", Policy())
    assert not any("could not be attached" in warning for warning in report.warnings)
