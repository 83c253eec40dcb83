"""Where the server keeps the pictures, and where the provider helps itself: through the real SDK, as it arrives."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image, ImageDraw
from support.loopback import Loopback

import headroom_sdk as headroom
from headroom_sdk import Policy, Technique
from headroom_sdk.tokens import image_tokens

openai = pytest.importorskip("openai")
if not hasattr(openai.OpenAI, "responses"):
    pytest.skip("this version of the SDK has no Responses API", allow_module_level=True)

SIZE = (2048, 1536)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def client(server: Loopback, policy: Policy | None = None) -> Any:
    return headroom.wrap(openai.OpenAI(api_key="x", base_url=server.openai_url, max_retries=0), policy=policy)


def asked(text: str, number: int = 0) -> list[dict[str, Any]]:
    image = Image.new("RGB", SIZE, (230, 230 - number, 240))
    ImageDraw.Draw(image).text((20, 20), f"page {number}", fill="black")
    out = io.BytesIO()
    image.save(out, "PNG")
    url = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    picture = {"type": "input_image", "image_url": url, "detail": "auto"}
    return [{"role": "user", "content": [{"type": "input_text", "text": text}, picture]}]


def tokens(model: str) -> int:
    return image_tokens(model, *SIZE).tokens


def test_a_chain_on_the_server_is_changed_only_without_loss_unless_the_policy_says_so(server: Loopback):
    low = Policy(mode="aggressive")
    first = client(server, low).responses.create(model="gpt-4o", input=asked("What colour is it?"))
    client(server, low).responses.create(
        model="gpt-4o", input=asked("And this one?", 1), previous_response_id=first.id
    )
    assert server.last.json["previous_response_id"] == first.id
    report = headroom.last_report()
    assert report is not None
    (decision,) = report.decisions
    assert decision.technique is Technique.PRESERVE and "stored on the server" in decision.reason
    assert decision.tokens_after == tokens("gpt-4o")


def test_the_whole_chain_is_lossless_where_only_lossless_is_allowed(server: Loopback):
    strict = client(server, Policy(mode="lossless"))
    previous: str | None = None
    for number in range(3):
        more = {"previous_response_id": previous} if previous else {}
        previous = strict.responses.create(model="gpt-4o", input=asked("Read it.", number), **more).id
        report = headroom.last_report()
        assert report is not None and report.decisions[0].tokens_after == tokens("gpt-4o")
    chain = [request.json.get("previous_response_id") for request in server.requests]
    assert chain[0] is None and len(set(chain[1:])) == 2
    assert [len(request.images()) for request in server.requests] == [1, 1, 1]


def test_a_turn_of_a_chain_without_pictures_goes_out_as_it_came(server: Loopback):
    chained = client(server, Policy(mode="lossless"))
    first = chained.responses.create(model="gpt-4o", input=asked("What is this?"))
    chained.responses.create(
        model="gpt-4o", input="What is the serial number in the first picture?", previous_response_id=first.id
    )
    assert server.last.json["input"] == "What is the serial number in the first picture?"
    assert server.last.json["previous_response_id"] == first.id
    assert not server.last.images()
    report = headroom.last_report()
    assert report is not None and "could not be attached" in report.warnings[0]


@pytest.mark.parametrize("setting", ["auto", "enabled", "disabled"])
@pytest.mark.parametrize("technique", [Technique.PRESERVE, Technique.FULL_LOW])
def test_openais_own_compression_is_never_switched(server: Loopback, setting: str, technique: Technique):
    image = {"context_compression": setting}
    client(server, Policy(technique=technique)).responses.create(
        model="gpt-4o", input=asked("What is this?"), extra_body={"image": image}
    )
    assert server.last.json["image"] == image
    client(server, Policy(technique=technique)).responses.create(model="gpt-4o", input=asked("What is this?"))
    assert "image" not in server.last.json


def test_openais_own_compression_is_not_switched_where_the_sdk_has_the_word_for_it(server: Loopback):
    import inspect

    if "image" not in inspect.signature(openai.resources.responses.Responses.create).parameters:
        pytest.skip("this version of the SDK has no `image`")
    client(server, Policy(mode="lossless")).responses.create(
        model="gpt-5.6", input=asked("What is this?"), image={"context_compression": "auto"}
    )
    assert server.last.json["image"] == {"context_compression": "auto"}


def test_savings_count_against_what_the_provider_would_have_billed_not_against_pixels(server: Loopback):
    anthropic = pytest.importorskip("anthropic")
    image = Image.new("RGB", (3840, 2160), "white")
    out = io.BytesIO()
    image.save(out, "PNG")
    source = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(out.getvalue()).decode()}
    content = [{"type": "image", "source": source}, {"type": "text", "text": "What is this?"}]
    shrinking = headroom.wrap(
        anthropic.Anthropic(api_key="x", base_url=server.url, max_retries=0), policy=Policy(mode="lossless")
    )
    shrinking.messages.create(
        model="claude-haiku-4-5", max_tokens=9, messages=[{"role": "user", "content": content}]
    )
    report = headroom.last_report()
    assert report is not None and report.tokens_before == 1560  # Anthropic shrinks it to 1456×819 by itself
    assert server.last.images()[0].size == (1456, 819) and report.tokens_after == 1560
