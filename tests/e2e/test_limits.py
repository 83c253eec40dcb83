"""A provider that refuses what the real ones refuse: without us the session is over, with us it goes on."""

from __future__ import annotations

import base64
import io
import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image, ImageDraw
from support.loopback import Loopback
from support.refusals import CLAUDE_ELSEWHERE, Rules

import headroom_sdk as headroom
from headroom_sdk import Policy, Technique

anthropic = pytest.importorskip("anthropic")

MODEL = "claude-opus-5-5"
LOOK = {
    "name": "look",
    "description": "Look at the page",
    "input_schema": {"type": "object", "properties": {}},
}
CLICK = {
    "name": "click",
    "description": "Click at a place",
    "input_schema": {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}},
}


@pytest.fixture
def server() -> Iterator[Loopback]:
    # What listens on this machine counts as a gateway: the strictest of the clouds may be behind it.
    with Loopback(rules=CLAUDE_ELSEWHERE) as running:
        yield running


def bare(server: Loopback) -> Any:
    return anthropic.Anthropic(api_key="x", base_url=server.url, max_retries=0)


PRESERVE = Policy(technique=Technique.PRESERVE)
"""Limits alone: what a router would do besides is another matter."""


def wrapped(server: Loopback, policy: Policy = PRESERVE) -> Any:
    return headroom.wrap(bare(server), policy=policy)


def page(number: int, size: tuple[int, int] = (2300, 60)) -> bytes:
    image = Image.new("RGB", size, (250 - number, 240, 230))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, size[0] - 1, size[1] - 1), outline="black")  # no blank margins
    draw.text((10, 10), f"page {number}", fill="black")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def noise(number: int) -> bytes:
    """About 3 MB that no re-encoding without loss makes smaller."""
    image = Image.effect_noise((1100, 900), 90 + number).convert("RGB")
    channels = [image.getchannel(0).rotate(turn) for turn in (0, 180, 90)]
    out = io.BytesIO()
    Image.merge("RGB", [c.resize((1100, 900)) for c in channels]).save(out, "PNG", compress_level=1)
    return out.getvalue()


def block(data: bytes) -> dict[str, Any]:
    source = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(data).decode()}
    return {"type": "image", "source": source}


def session(client: Any, pictures: list[bytes], tools: list[Any] | None = None) -> Iterator[Any]:
    """An agent that is shown one picture a turn, its history re-sent each time; yields each request's history."""
    turns: list[Any] = [{"role": "user", "content": "Find the price."}]
    for number, data in enumerate(pictures):
        use = {"type": "tool_use", "id": f"t{number}", "name": "look", "input": {}}
        result = {"type": "tool_result", "tool_use_id": f"t{number}", "content": [block(data)]}
        turns += [{"role": "assistant", "content": [use]}, {"role": "user", "content": [result]}]
        more = {"tools": tools} if tools else {}
        client.messages.create(model=MODEL, max_tokens=9, messages=turns, **more)
        yield turns


def prefixes(server: Loopback) -> list[int]:
    """For each request but the first, how many of the messages before its own turn are those of the one before."""
    sent = [[json.dumps(m) for m in request.json["messages"]] for request in server.requests]
    return [
        sum(a == b for a, b in zip(old, new, strict=False)) - len(old)
        for old, new in itertools.pairwise(sent)
    ]


def test_the_21st_long_picture_ends_a_session_without_us(server: Loopback):
    with pytest.raises(anthropic.BadRequestError, match="many-image requests: 2000 pixels"):
        list(session(bare(server), [page(n) for n in range(22)], [LOOK]))
    assert len(server.requests) == 21


def test_an_agents_session_goes_on_past_it_and_no_turn_changes(server: Loopback):
    warnings = []
    for _ in session(wrapped(server), [page(n) for n in range(24)], [LOOK]):
        report = headroom.last_report()
        assert report is not None
        warnings += [w for w in report.warnings if "prompt cache" in w]
    assert [request.status for request in server.requests] == [200] * 24
    assert set(prefixes(server)) == {0} and not warnings
    assert {image.size for image in server.last.images()} == {(2000, 52)}


def test_without_tools_history_shrinks_once_and_the_report_says_what_that_cost(server: Loopback):
    said: list[list[str]] = []
    for _ in session(wrapped(server), [page(n) for n in range(23)]):
        report = headroom.last_report()
        assert report is not None
        said.append([w for w in report.warnings if "2,000 px" in w])
    assert [request.status for request in server.requests] == [200] * 23
    assert not any(said[:20])
    assert "the prompt cache is lost from messages[2] on, about" in said[20][0]
    assert "was lost when they became so many" in said[21][0]
    assert [n for n, changed in enumerate(prefixes(server), 1) if changed] == [20]


def test_lossless_waits_until_it_must(server: Loopback):
    list(session(wrapped(server, Policy(mode="lossless")), [page(n) for n in range(22)], [LOOK]))
    sizes = [{image.size for image in request.images()} for request in server.requests]
    assert sizes[:20] == [{(2300, 60)}] * 20 and sizes[20:] == [{(2000, 52)}] * 2


def test_a_click_is_never_moved_and_the_warning_comes_in_time(server: Loopback):
    client = wrapped(server)
    with pytest.raises(anthropic.BadRequestError):
        for _ in session(client, [page(n) for n in range(22)], [LOOK, CLICK]):
            report = headroom.last_report()
            assert report is not None and any("send shorter ones" in w for w in report.warnings)
    assert {image.size for image in server.last.images()} == {(2300, 60)}


def test_old_pictures_for_clicks_make_room_for_a_short_new_one(server: Loopback):
    pictures = [page(n) for n in range(20)] + [page(20, (1200, 60))]
    list(session(wrapped(server), pictures, [LOOK, CLICK]))
    sizes = [image.size for image in server.last.images()]
    assert server.last.status == 200 and sizes == [(2000, 52)] * 20 + [(1200, 60)]


def test_a_request_of_too_many_bytes_goes_through_and_the_oldest_pictures_stay(server: Loopback):
    pictures = [noise(n) for n in range(8)]
    question = {"role": "user", "content": [*map(block, pictures), {"type": "text", "text": "Compare them."}]}
    with pytest.raises(anthropic.APIStatusError, match="maximum size"):
        bare(server).messages.create(model=MODEL, max_tokens=9, messages=[question])
    wrapped(server, Policy(mode="lossless")).messages.create(model=MODEL, max_tokens=9, messages=[question])
    arrived = server.last.images()
    same = [image.data == data for image, data in zip(arrived, pictures, strict=True)]
    assert server.last.status == 200 and len(server.last.body) < 20_000_000
    assert same[0] and not same[-1] and same == sorted(same, reverse=True)
    assert {image.size for image in arrived} == {(1100, 900)}
    report = headroom.last_report()
    assert report is not None and any("sent in fewer bytes, the newest first" in w for w in report.warnings)


def test_too_many_pictures_are_all_sent_and_the_report_warns(server: Loopback):
    server.rules = Rules(images=100)
    content = [block(page(n % 5, (30, 30 + n // 5))) for n in range(101)]
    client = wrapped(server)
    with pytest.raises(anthropic.BadRequestError, match="too many images"):
        client.messages.create(
            model="claude-haiku-4-5", max_tokens=9, messages=[{"role": "user", "content": content}]
        )
    assert len(server.last.images()) == 101
    report = headroom.last_report()
    assert report is not None and any("101 pictures" in w and "will refuse" in w for w in report.warnings)


def test_of_a_batch_only_the_request_that_would_be_refused_changes(server: Loopback):
    client = wrapped(server)
    if not hasattr(client.messages, "batches"):
        pytest.skip("this version of the SDK has no batches")
    counts = {"few": 20, "many": 21}
    requests = [
        {
            "custom_id": name,
            "params": {
                "model": MODEL,
                "max_tokens": 9,
                "messages": [{"role": "user", "content": [block(page(i)) for i in range(n)]}],
            },
        }
        for name, n in counts.items()
    ]
    client.messages.batches.create(requests=requests)
    few, many = server.last.json["requests"]
    assert few == requests[0] and many != requests[1]
    assert {image.size for image in server.last.images()[20:]} == {(2000, 52)}


def test_the_wish_to_be_refused_stays(server: Loopback):
    image = {**block(page(0)), "transformations": {"oversized_image": "error"}}
    pictures = [image, *(block(page(n)) for n in range(1, 21))]
    with pytest.raises(anthropic.BadRequestError, match="2000 pixels"):
        wrapped(server).messages.create(
            model=MODEL, max_tokens=9, messages=[{"role": "user", "content": pictures}], tools=[LOOK]
        )
    report = headroom.last_report()
    assert report is not None and any("will be refused" in w for w in report.warnings)
