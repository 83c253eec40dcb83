"""How a whole request is brought under limits: what is weighed, who shrinks, and what is said of it."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image
from support import sending

from headroom_sdk import Policy, Technique, fitting, limits
from headroom_sdk.body.registry import dialect_for_path
from headroom_sdk.engine import process
from headroom_sdk.limits import Limits
from headroom_sdk.report import Report
from headroom_sdk.target import Provider, Target

CLAUDE = "anthropic_messages"
LOSSLESS = Policy(mode="lossless")
TOOLS = [{"name": "look", "input_schema": {"type": "object", "properties": {}}}]
Change = Callable[..., None]


@pytest.fixture
def change(monkeypatch: pytest.MonkeyPatch) -> Iterator[Change]:
    """Sets limits for the test, whatever the target."""
    real = limits.limits_of

    def to(**changes: Any) -> None:
        def changed(target: Target, provider: Provider | None = None) -> Limits:
            return dataclasses.replace(real(target, provider), **changes)

        monkeypatch.setattr(limits, "limits_of", changed)

    yield to


def noise(number: int, size: tuple[int, int] = (100, 80)) -> bytes:
    pixels = random.Random(number).randbytes(size[0] * size[1] * 3)
    return encoded(Image.frombytes("RGB", size, pixels))


def flat(size: tuple[int, int], number: int = 0, form: str = "PNG", **options: Any) -> bytes:
    return encoded(Image.new("RGB", size, (number * 9 % 256, 200, 100)), form, **options)


def encoded(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def block(data: bytes, media_type: str = "image/png", **more: Any) -> dict[str, Any]:
    source = {"type": "base64", "media_type": media_type, "data": base64.b64encode(data).decode()}
    return {"type": "image", "source": source, **more}


def chat(pictures: list[bytes], **more: Any) -> dict[str, Any]:
    """One picture a turn, each answered but the last."""
    turns: list[Any] = []
    for data in pictures:
        turns += [{"role": "user", "content": [block(data)]}, {"role": "assistant", "content": "I see."}]
    return {"model": "claude-opus-5-5", "messages": turns[:-1], **more}


def send(body: Any, policy: Policy = LOSSLESS, cloud: Any = "first_party") -> tuple[Any, Report]:
    dialect = dialect_for_path("/v1/messages", "anthropic")
    assert dialect is not None
    return process(body, dialect, Target(provider="anthropic", model=body["model"], cloud=cloud), policy)


def sizes(report: Report) -> list[tuple[int, int]]:
    return [decision.sizes[0] for decision in report.decisions]


@pytest.mark.parametrize(
    "body",
    [
        {"model": "m", "messages": [{"role": "user", "content": "What is this?"}]},
        {"a": [1, 2.5, True, None], "b": {}, "c": [], "d": "line\nline \"quoted\" \\"},
        {"text": "Grüße, 世界 😀" * 50, "data": "A" * 200_000},
        chat([flat((40, 30))] * 3),
    ],
)  # fmt: skip
def test_a_body_weighs_nearly_what_it_takes_as_json(body: Any) -> None:
    written = len(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
    assert written - 10 <= fitting.weight(body) <= written * 1.02 + 20


def test_bytes_weigh_what_they_take_as_base64() -> None:
    assert fitting.weight({"bytes": bytes(3000)}) == fitting.weight({"bytes": "A" * 4000})


def test_a_body_of_too_many_nodes_is_weighed_as_far_as_it_goes() -> None:
    assert fitting.weight([[0]] * 1_000_000) <= 12 * fitting.MOST_NODES


def test_nothing_is_said_or_done_below_every_limit() -> None:
    body = chat([flat((60, 40), n) for n in range(25)])
    new, report = send(body)
    assert new is body and not report.warnings


def test_references_count_as_pictures_though_their_size_is_unknown() -> None:
    seen = {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}
    content = [block(flat((2300, 40))), *[seen] * 20]
    body = {"model": "claude-opus-5-5", "messages": [{"role": "user", "content": content}]}
    _, report = send(body)
    assert sizes(dataclasses.replace(report, decisions=report.decisions[:1])) == [(2000, 34)]
    body["messages"][0]["content"] = content[:20]  # type: ignore[index]
    assert send(body)[0] is body


@pytest.mark.parametrize(("cloud", "shrinks"), [("first_party", False), ("bedrock", True), ("vertex", True)])
def test_pdfs_count_among_the_pictures_on_the_clouds_where_they_do(cloud: str, shrinks: bool) -> None:
    pdf = {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "AAAA"}}
    content = [*[block(flat((2300, 40), n)) for n in range(19)], pdf, pdf]
    body = {"model": "claude-opus-5-5", "messages": [{"role": "user", "content": content}]}
    assert (max(sizes(send(body, cloud=cloud)[1])) == (2000, 34)) is shrinks


def test_claude_behind_another_wire_format_has_claudes_limits() -> None:
    data = flat((2300, 40))
    url = {
        "type": "image_url",
        "image_url": {"url": "data:image/png;base64," + base64.b64encode(data).decode()},
    }
    body = {"model": "claude-opus-5-5", "messages": [{"role": "user", "content": [url] * 21}]}
    _, report = sending.send("openai_chat", body, "claude-opus-5-5", LOSSLESS)
    assert set(sizes(report)) == {(2000, 34)}


def test_a_picture_in_another_wire_format_must_be_one_that_the_model_itself_takes() -> None:
    gif = base64.b64encode(flat((300, 200), form="GIF")).decode()
    url = {"type": "image_url", "image_url": {"url": f"data:image/gif;base64,{gif}"}}
    for model, taken in (("gpt-4o", True), ("claude-opus-5-5", True), ("gemini-3-flash", False)):
        body = {"model": model, "messages": [{"role": "user", "content": [url]}]}
        new, _ = sending.send("openai_chat", body, model, LOSSLESS)
        assert ("data:image/gif" in json.dumps(new)) is taken


def test_a_model_that_we_do_not_know_is_left_alone() -> None:
    body = {**chat([flat((2300, 40), n) for n in range(22)]), "model": "who-knows"}
    assert send(body)[0] is body


def test_an_agents_picture_is_short_from_the_first_turn_on() -> None:
    body = chat([flat((2300, 40))], tools=TOOLS)
    new, report = send(body, Policy())
    (decision,) = report.decisions
    assert (
        new is not body and decision.sizes == ((2000, 34),) and not any("cache" in w for w in report.warnings)
    )
    assert "2,000 px" in decision.reason and decision.stages[-1] == ("limits", decision.tokens_after)
    assert decision.tokens_before is not None and (decision.tokens_after or 0) <= decision.tokens_before
    assert send(body, LOSSLESS)[0] is body
    assert send(chat([flat((2300, 40))]), Policy())[0]["messages"] == chat([flat((2300, 40))])["messages"]


def test_a_threads_picture_is_short_from_the_first_turn_on_for_no_later_one_could_mend_it() -> None:
    _, report = send(chat([flat((2300, 40))], thread={"type": "start"}), Policy())
    assert sizes(report) == [(2000, 34)]


def test_an_animation_is_never_shortened_and_the_report_warns() -> None:
    frames = [Image.new("RGB", (2100, 20), colour) for colour in ("red", "green", "blue")]
    film = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    content = [block(film, "image/gif"), *(block(flat((60, 40), n)) for n in range(20))]
    body = {"model": "claude-opus-5-5", "messages": [{"role": "user", "content": content}]}
    new, report = send(body)
    assert new is body and any("will be refused" in w for w in report.warnings)


def test_only_what_is_new_at_the_crossing_costs_no_cache() -> None:
    history = chat([flat((60, 40), n) for n in range(19)])["messages"]
    last = {"role": "user", "content": [block(flat((2300, 40), n)) for n in range(2)]}
    body = {"model": "claude-opus-5-5", "messages": [*history, {"role": "assistant", "content": "."}, last]}
    _, report = send(body)
    assert "the prompt cache holds" in report.warnings[0]


def test_a_begun_answer_is_no_answer_to_a_new_turn() -> None:
    body = chat([flat((2300, 40), n) for n in range(21)])
    body["messages"].append({"role": "assistant", "content": "It says"})
    clicks = [{"name": "click", "input_schema": {"type": "object", "properties": {"x": {}, "y": {}}}}]
    new, report = send({**body, "tools": clicks})
    assert any("send shorter ones" in w for w in report.warnings)
    assert new["messages"] == body["messages"]


def test_bytes_are_saved_from_the_newest_back_and_no_further_than_needed(change: Change) -> None:
    body = chat([noise(n) for n in range(6)])
    change(request_bytes=fitting.weight(body) - 20_000)
    new, report = send(body)
    changed = [decision.changed for decision in report.decisions]
    assert changed == [False] * 4 + [True] * 2 or changed == [False] * 5 + [True]
    assert fitting.weight(new) <= fitting.weight(body) - 20_000
    assert set(sizes(report)) == {(100, 80)}
    assert send(new)[0] is new


def test_what_the_request_before_was_sent_is_not_called_lost(change: Change) -> None:
    body = chat([noise(n) for n in range(6)])
    change(request_bytes=fitting.weight(body) - 8_000)
    _, report = send(body)
    assert "the prompt cache holds" in report.warnings[0]
    change(request_bytes=fitting.weight(chat([noise(n) for n in range(5)])) - 60_000)
    _, report = send(body)
    assert "the prompt cache is lost from messages[" in report.warnings[0]


def test_pixels_go_only_where_files_alone_do_not_help(change: Change) -> None:
    body = chat([noise(n) for n in range(4)])
    change(request_bytes=fitting.weight(body) // 4)
    _, report = send(body)
    assert (50, 40) in sizes(report) or (25, 20) in sizes(report)
    clicks = [{"name": "click", "input_schema": {"type": "object", "properties": {"x": {}, "y": {}}}}]
    _, report = send({**body, "tools": clicks})
    assert set(sizes(report)) == {(100, 80)}


def test_where_all_together_cannot_help_nothing_changes(change: Change) -> None:
    body = {**chat([noise(n) for n in range(3)]), "system": "x" * 300_000}
    change(request_bytes=200_000)
    new, report = send(body)
    assert new is body and "will be refused" in report.warnings[0]


def test_an_agents_later_pictures_are_light_before_they_must_be(change: Change) -> None:
    pictures = [noise(n) for n in range(8)]
    change(request_bytes=fitting.weight(chat(pictures, tools=TOOLS)) * 5 // 4)
    sent = [send(chat(pictures[: n + 1], tools=TOOLS), Policy())[0]["messages"] for n in range(8)]
    assert all(new[: len(old)] == old for old, new in zip(sent, sent[1:]))  # noqa: B905, RUF007
    light = [new != old for new, old in zip(sent[-1], chat(pictures)["messages"], strict=True)][::2]
    assert not light[0] and light[-1] and light == sorted(light)


def test_a_batch_is_not_one_request(change: Change) -> None:
    change(request_bytes=1000)
    entry = {"custom_id": "1", "params": {**chat([noise(0)]), "max_tokens": 9}}
    body = {"requests": [entry]}
    assert sending.send(CLAUDE, body, None, LOSSLESS)[0] is body


@pytest.mark.parametrize(("model", "most"), [("claude-haiku-4-5", 100), ("claude-opus-5-5", 600)])
def test_too_many_pictures_are_a_warning_and_no_more(model: str, most: int) -> None:
    dot = block(flat((8, 8)))
    body = {"model": model, "messages": [{"role": "user", "content": [dot] * most}]}
    assert not send(body)[1].warnings
    body["messages"][0]["content"].append(dot)  # type: ignore[index]
    new, report = send(body)
    assert new is body and f"{most + 1} pictures" in report.warnings[0]


@pytest.mark.parametrize(
    "name",
    [
        "anthropic.claude-haiku-4-5-20251001-v1:0", "claude-3-5-sonnet@20241022", "claude-opus-4-1", "claude-sonnet-4-20250514",
        "us.anthropic.claude-opus-4-5-20251101-v1:0", "claude-3.7-sonnet",
    ],
)  # fmt: skip
def test_a_small_context_is_known_in_every_spelling(name: str) -> None:
    assert limits.table()["anthropic"]["bedrock"].images_for(name) == 100


@pytest.mark.parametrize(
    "name", ["claude-opus-4-6", "claude-sonnet-4-6", "claude-haiku-5-5", "claude-sonnet-5", "mine"]
)
def test_a_large_context_takes_more(name: str) -> None:
    assert limits.table()["anthropic"]["first_party"].images_for(name) == 600


def test_a_picture_of_too_many_bytes_becomes_a_jpeg_where_nothing_else_helps(change: Change) -> None:
    change(max_image_bytes=20_000)
    new, report = send(chat([noise(0)]))
    (decision,) = report.decisions
    assert new is not None and decision.sizes == ((100, 80),) and decision.bytes_after <= 20_000
    assert "20,000 bytes a picture" in decision.reason and "20,000" in report.warnings[0]
    assert send(new)[0] is new
    clicks = [{"name": "click", "input_schema": {"type": "object", "properties": {"x": {}, "y": {}}}}]
    _, report = send(chat([noise(0, (2300, 8))], tools=clicks), Policy())
    assert sizes(report) == [(2300, 8)] and report.bytes_after <= 20_000


def test_an_animation_of_too_many_bytes_is_sent_with_a_warning(change: Change) -> None:
    change(max_image_bytes=1_000)
    frames = [Image.new("RGB", (300, 200), colour) for colour in ("red", "green", "blue")]
    film = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    body = chat([])
    body["messages"] = [{"role": "user", "content": [block(film, "image/gif")]}]
    new, report = send(body)
    assert new is body and "will be refused" in report.warnings[0]


def test_pixels_that_cannot_be_read_stop_nothing(change: Change) -> None:
    whole = noise(0, (2300, 30))
    broken = whole[:2000] + bytes(3000) + whole[5000:]
    pictures = [broken, *(noise(n) for n in range(1, 22))]
    body = chat(pictures, tools=TOOLS)
    change(request_bytes=fitting.weight(body) // 2)
    new, report = send(body, Policy())
    assert len(report.decisions) == 22 and not report.decisions[0].changed and report.decisions[-1].changed
    assert new["messages"][0]["content"][0]["source"] == block(broken)["source"]


def page(width: int) -> bytes:
    """Rows of black on white, wide blank margins around them."""
    image = Image.new("RGB", (2560, 1800), "white")
    for y in range(200, 1000, 40):
        image.paste("black", (150, y, 150 + width, y + 20))
    return encoded(image)


@pytest.mark.parametrize("room", [None, 3_000])
def test_what_was_cut_to_its_content_is_shortened_and_lightened_as_that(
    change: Change, room: int | None
) -> None:
    ask = {"type": "text", "text": "How many rows are there?"}
    body = chat([page(2200)], tools=TOOLS)
    body["messages"][0]["content"].append(ask)
    _, plain = send({**body, "tools": []}, Policy(technique=Technique.PRESERVE))
    assert plain.decisions[0].sizes[0][0] > 2000 and plain.decisions[0].regions
    if room:
        change(max_image_bytes=room)
    _, report = send(body, Policy(technique=Technique.PRESERVE))
    (decision,) = report.decisions
    (width, height), ((_, _, w, h),) = decision.sizes[0], decision.regions
    assert width <= 2000 and abs(width / height - w / h) < 0.02 * w / h and "blank margins" in decision.reason
    assert decision.bytes_after <= (room or 300_000)


def entries(*chats: dict[str, Any]) -> dict[str, Any]:
    return {
        "requests": [{"custom_id": f"{n}", "params": {**one, "max_tokens": 9}} for n, one in enumerate(chats)]
    }


def send_batch(body: Any, policy: Policy = LOSSLESS, **target: Any) -> tuple[Any, Report]:
    dialect = dialect_for_path("/v1/messages/batches", "anthropic")
    assert dialect is not None
    return process(body, dialect, Target(provider="anthropic", model=None, **target), policy)


def test_of_a_batch_only_the_request_with_many_pictures_has_shorter_ones() -> None:
    few = {**chat([flat((2300, 40), n) for n in range(20)])}
    many = {**chat([flat((2300, 40), n) for n in range(21)])}
    new, report = send_batch(entries(few, many))
    assert sizes(report) == [(2300, 40)] * 20 + [(2000, 34)] * 21
    assert new["requests"][0]["params"]["messages"] == few["messages"]


def test_of_a_batch_only_the_picture_of_too_many_bytes_becomes_lighter(change: Change) -> None:
    change(max_image_bytes=20_000)
    new, report = send_batch(entries(chat([noise(0)]), chat([noise(1, (60, 50))])))
    assert [decision.changed for decision in report.decisions] == [True, False]
    assert report.decisions[0].bytes_after <= 20_000 and "20,000" in report.warnings[0]
    assert new["requests"][1] == entries({}, chat([noise(1, (60, 50))]))["requests"][1] | {"custom_id": "1"}


def test_of_a_batch_the_request_with_too_many_pictures_is_warned_about() -> None:
    dots = {"role": "user", "content": [block(flat((8, 8)))] * 101}
    haiku = {"model": "claude-haiku-4-5", "messages": [dots]}
    body = entries(haiku, chat([flat((60, 40))]))
    new, report = send_batch(body)
    assert new is body and len(report.warnings) == 1 and "101 pictures" in report.warnings[0]


def test_a_request_in_a_batch_may_weigh_more_than_one_that_is_sent_alone(change: Change) -> None:
    pictures = [noise(n) for n in range(8)]
    alone = chat(pictures, tools=TOOLS)
    change(request_bytes=fitting.weight(alone) * 5 // 4)
    assert send(alone, Policy())[0] != alone  # light at sight
    body = entries(alone)
    assert send_batch(body, Policy())[0] is body


def test_a_batch_of_too_many_bytes_is_sent_with_a_warning(change: Change) -> None:
    body = entries(chat([noise(0)]), chat([noise(1)]))
    change(batch_bytes=fitting.weight(body) - 1)
    new, report = send_batch(body)
    assert new is body and "in more than one" in report.warnings[0]
    change(batch_bytes=fitting.weight(body))
    assert not send_batch(body)[1].warnings
    change(batch_bytes=1)
    assert not send(chat([noise(0)]))[1].warnings  # which is none


def test_a_batch_that_is_light_enough_once_rewritten_is_not_warned_about(change: Change) -> None:
    body = entries(*(chat([flat((2300, 1800), n, compress_level=0)]) for n in range(2)))
    change(batch_bytes=fitting.weight(body) // 2)
    new, report = send_batch(body)
    assert fitting.weight(new) < fitting.weight(body) // 2 and not report.warnings
