"""What is released is forgotten and freed, and everything works on."""

from __future__ import annotations

from support import sending
from support.pictures import shot

import headroom_sdk as headroom
from headroom_sdk import Policy, memo


def body() -> dict[str, object]:
    image = {"type": "image_url", "image_url": {"url": shot("screen").url}}
    asked = {"type": "text", "text": "What is in the picture?"}
    return {"model": "gpt-5.6", "messages": [{"role": "user", "content": [asked, image]}]}


def test_release_forgets_and_the_same_is_decided_again():
    before, _ = sending.send("openai_chat", body(), "gpt-5.6", Policy())
    assert len(memo.DECISIONS)
    headroom.release()
    assert len(memo.DECISIONS) == len(memo.RENDITIONS) == 0 and memo.RENDITIONS.weight == 0
    assert sending.send("openai_chat", body(), "gpt-5.6", Policy())[0] == before


def test_a_closed_compressor_works_on():
    from headroom_sdk.image import ImageCompressor

    messages = body()["messages"]
    assert isinstance(messages, list)
    with ImageCompressor() as compressor:
        first = compressor.compress(messages, model="gpt-5.6")
    assert compressor.compress(messages, model="gpt-5.6") == first
