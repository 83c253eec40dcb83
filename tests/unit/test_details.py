"""A detail that a framework dropped is put back, where the model knows the word and the host takes it."""

from __future__ import annotations

from typing import Any

import pytest
from support import pictures, sending

from headroom_sdk.details import restored
from headroom_sdk.fingerprint import fingerprint
from headroom_sdk.policy import Policy
from headroom_sdk.target import Target

SHOT, OTHER = pictures.shot("photo"), pictures.shot("screen")
KEY = fingerprint(SHOT.base64)
assert KEY is not None


def chat(model: str = "gpt-4o", **more: Any) -> dict[str, Any]:
    shown = [{"type": "image_url", "image_url": {"url": shot.url, **more}} for shot in (SHOT, OTHER)]
    return {"model": model, "messages": [{"role": "user", "content": shown}]}


def put_back(body: Any, word: str, *, cloud: Any = "first_party", policy: Policy | None = None) -> Any:
    target = Target(provider="openai", model=None, cloud=cloud)
    return restored(body, sending.dialect("openai_chat"), target, policy or Policy(), {KEY: word})


def test_the_picture_that_said_it_gets_it_and_no_other() -> None:
    body = chat()
    new = put_back(body, "low")
    shown = new["messages"][0]["content"]
    assert [block["image_url"].get("detail") for block in shown] == ["low", None]
    assert shown[1] is body["messages"][0]["content"][1]
    assert body == chat()


@pytest.mark.parametrize("word", ["", "lowest", "ultra_high", "media_resolution_low"])
def test_a_word_that_the_model_does_not_know_is_not_written(word: str) -> None:
    body = chat()
    assert put_back(body, word) is body


def test_what_stands_there_stays() -> None:
    body = chat(detail="high")
    assert put_back(body, "low") is body


def test_a_host_that_may_not_know_it_does_not_get_it() -> None:
    body = chat()
    assert put_back(body, "low", cloud="unknown") is body


def test_a_model_that_nobody_knows() -> None:
    body = chat("my-deployment")
    assert put_back(body, "low") is body
    assert put_back(body, "low", policy=Policy(models={"my-deployment": "gpt-4o"})) is not body
    claude = chat("claude-haiku-4-5")
    assert put_back(claude, "low") is claude
