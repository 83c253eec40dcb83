"""Per image: fewer tokens, or as many in fewer bytes, or the very same string; never more images."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from PIL import Image
from support import bodies, sending
from support.bodies import Script

from headroom_sdk import references
from headroom_sdk.body.dialect import ImagePart, TextPart
from headroom_sdk.limits import formats
from headroom_sdk.picture.render import FREE_BYTES
from headroom_sdk.policy import Policy
from headroom_sdk.report import Decision, Report
from headroom_sdk.target import Target


def _images(name: str, body: object) -> list[ImagePart]:
    """The pictures in their order, without those that we have attached."""
    found: list[ImagePart] = []
    for message in sending.dialect(name).messages(body):
        for part in message.parts:
            if isinstance(part, TextPart) and part.text.startswith(references.ATTACHED):
                break
            if isinstance(part, ImagePart):
                found.append(part)
    return found


def _pairs(
    name: str, body: object, new: object, report: Report
) -> Iterator[tuple[ImagePart, ImagePart, Decision]]:
    """Each picture that is sent for one of *body*; where a text alone stands for one, it must be the cheaper."""
    before, after = _images(name, body), iter(_images(name, new))
    assert len(before) == len(report.decisions)
    for old, decision in zip(before, report.decisions, strict=True):
        if decision.changed and decision.text and not decision.sizes:
            assert (decision.tokens_after or 0) < (decision.tokens_before or 0)
        else:
            yield old, next(after), decision
    assert next(after, None) is None


def _bytes(part: ImagePart) -> bytes:
    payload = (part.payload or "").replace("-", "+").replace("_", "/")
    return base64.b64decode(payload + "=" * (-len(payload) % 4))


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(script=bodies.scripts(), policy=sending.policies())
def test_every_picture_is_cheaper_or_smaller_or_the_very_same(name: str, script: Script, policy: Policy):
    body = script.body(name)
    new, report = sending.send(name, body, script.model(name), policy)
    target = Target(provider=sending.dialect(name).provider, model=script.model(name))
    for old, sent, decision in _pairs(name, body, new, report):
        if not decision.changed:
            assert (sent.payload, sent.detail, sent.media_type) == (old.payload, old.detail, old.media_type)
            continue
        tokens = decision.tokens_before, decision.tokens_after
        assert tokens[0] is not None and tokens[1] is not None and tokens[1] <= tokens[0]
        if sent.payload != old.payload:
            data = _bytes(sent)
            assert len(data) == decision.bytes_after
            # A format that the provider refuses has to be another, even if it takes a few bytes more.
            free = tokens[1] < tokens[0] or old.media_type not in formats(target)
            assert len(data) <= (
                max(decision.bytes_before, FREE_BYTES) if free else decision.bytes_before - 1
            )


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(script=bodies.scripts(), policy=sending.policies())
def test_what_is_sent_is_a_whole_picture_of_the_stated_type_and_size(
    name: str, script: Script, policy: Policy
):
    body = script.body(name)
    new, report = sending.send(name, body, script.model(name), policy)
    for old, sent, decision in _pairs(name, body, new, report):
        if sent.payload == old.payload:
            continue
        with Image.open(io.BytesIO(_bytes(sent))) as image:
            image.load()
            assert Image.MIME[image.format or ""] == sent.media_type
            assert decision.sizes == (image.size,)


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(script=bodies.scripts(), policy=sending.policies())
def test_fields_that_are_not_ours_stay(name: str, script: Script, policy: Policy):
    body = script.body(name)
    new, _ = sending.send(name, body, script.model(name), policy)
    for word in ("cache_control", "prompt_cache_breakpoint", "ephemeral"):
        assert json.dumps(new).count(word) == json.dumps(body).count(word)


OURS_NEVER: dict[str, dict[str, object]] = {
    "openai_chat": {"prompt_cache_key": "mine", "prompt_cache_retention": "24h"},
    "openai_responses": {"prompt_cache_key": "mine", "image": {"context_compression": "enabled"}},
    "anthropic_messages": {"cache_control": {"type": "ephemeral"}, "metadata": {"user_id": "u"}},
    "gemini": {"cachedContent": "cachedContents/c", "labels": {"team": "a"}},
}
"""Fields of a request by which a provider is told what to keep, and what to do to pictures itself."""


@pytest.mark.parametrize("name", OURS_NEVER)
@given(script=bodies.scripts(), policy=sending.policies())
def test_a_providers_own_cache_and_compression_stay_as_they_are_told(
    name: str, script: Script, policy: Policy
):
    told = OURS_NEVER[name]
    body = {**script.body(name), **told}
    new, _ = sending.send(name, body, script.model(name), policy)
    assert {key: new.get(key) for key in told} == told
    without, _ = sending.send(name, script.body(name), script.model(name), policy)
    assert new.keys() - told.keys() == without.keys() - told.keys()
