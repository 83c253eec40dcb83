"""A later text that needs more of a picture than was sent gets it attached to its own message; the prefix stays."""

from __future__ import annotations

import base64
import io
import itertools
import json
from typing import Any

import pytest
from PIL import Image
from support import bodies, pictures, sending
from support.bodies import Script
from support.wire import Head, Piece, Step

from headroom_sdk import Policy, Technique, references
from headroom_sdk.picture.types import Picture
from headroom_sdk.report import Report
from headroom_sdk.routing.route import EDGES, Route

SCREEN, PHOTO, TALL = pictures.shot("screen"), pictures.shot("photo"), pictures.shot("tall")


class ByWord:
    """Sure that the gist survives, and of nothing else; that a corner may be cut out."""

    name = "by the word"

    def route(self, picture: Picture, question: str) -> Route:
        gist, corner = "gist" in question, "corner" in question
        return Route(full_low=(float(gist),) * len(EDGES), crop=float(corner), transcode=0.0, reason="told")


POLICY = Policy(router=ByWord(), stateful="balanced")


def text(words: str) -> Piece:
    return Piece(kind="text", text=words)


def picture(shot: pictures.Shot = SCREEN, **fields: Any) -> Piece:
    return Piece(kind="image", shot=shot, **fields)


def user(*pieces: Piece | str) -> Step:
    return Step(role="user", pieces=tuple(text(p) if isinstance(p, str) else p for p in pieces))


def answer(words: str = "ok") -> Step:
    return Step(role="assistant", pieces=(text(words),))


def conversation(*steps: Step, **head: Any) -> Script:
    return Script(head=Head(**head), steps=steps)


def send(
    script: Script, policy: Policy = POLICY, name: str = "anthropic_messages"
) -> tuple[list[Any], Report]:
    new, report = sending.send(name, script.body(name), script.model(name), policy)
    return bodies.turns(name, new), report


GIST = (user(picture(), "The gist?"), answer())
LATER = conversation(*GIST, user("What is the serial number in the first picture?"))


@pytest.mark.parametrize("name", bodies.DIALECTS)
def test_the_picture_is_attached_and_the_prefix_stays_and_later_turns_repeat_it(name: str):
    turns, report = send(LATER, name=name)
    (attached,) = report.attachments
    assert report.decisions[0].technique is Technique.FULL_LOW
    assert attached.technique is Technique.PRESERVE and attached.changed and attached.tokens_before == 0
    assert "'first picture'" in attached.reason and "full_low" in attached.reason
    assert (attached.tokens_after or 0) > (report.decisions[0].tokens_before or 0)
    before, _ = send(conversation(*GIST), name=name)
    assert turns[: len(before)] == before
    sent = json.dumps(turns[-1])
    assert references.attached(1) in sent
    assert SCREEN.base64 in sent or SCREEN.urlsafe in sent
    longer, again = send(conversation(*LATER.steps, answer(), user("Thanks!")), name=name)
    assert longer[: len(turns)] == turns and len(again.attachments) == 1


def test_tokens_are_counted_with_what_is_attached():
    _, report = send(LATER)
    assert report.tokens_after == sum(d.tokens_after or 0 for d in (*report.decisions, *report.attachments))
    assert report.tokens_before == report.decisions[0].tokens_before
    assert report.to_dict()["attachments"][0]["path"] == "messages[2]"


def test_what_is_attached_is_the_cheapest_that_the_later_question_would_get():
    _, report = send(conversation(*GIST, user("What is in the top left corner of the picture?")))
    (attached,) = report.attachments
    assert attached.technique is Technique.CROP and "[attached image]" in (attached.text or "")
    assert (attached.tokens_after or 0) < (report.decisions[0].tokens_before or 0)


def test_nothing_is_attached_for_a_question_that_what_was_sent_answers():
    for words in ("Again the gist of the first picture?", "Thanks!", "ok"):
        assert send(conversation(*GIST, user(words)))[1].attachments == ()


def test_nothing_is_attached_where_all_was_sent():
    script = conversation(user(picture(), "Every word!"), answer(), user("And in the first picture?"))
    assert send(script)[1].attachments == ()


def test_a_forced_technique_is_what_a_later_question_would_get_too():
    assert send(LATER, Policy(technique=Technique.FULL_LOW))[1].attachments == ()


def test_it_is_attached_once():
    script = conversation(*LATER.steps, answer(), user("And the date in the first picture?"))
    turns, report = send(script)
    assert len(report.attachments) == 1
    assert "[attached image]" not in json.dumps(turns[-1])


def test_the_only_picture_is_meant_where_none_is_named():
    _, report = send(conversation(*GIST, user("What is the serial number?")))
    assert "it can mean no other" in report.attachments[0].reason


def test_of_several_pictures_the_one_that_is_named():
    script = conversation(
        user(picture(), "The gist?"), answer(), user(picture(TALL), "The gist?"), answer(),
        user("The total in the first image?"),
    )  # fmt: skip
    turns, report = send(script)
    assert len(report.attachments) == 1
    sent = json.dumps(turns[-1])
    assert SCREEN.base64 in sent and TALL.base64 not in sent and references.attached(2) in sent


def test_of_several_in_the_newest_message_none_is_guessed():
    script = conversation(user(picture(), picture(TALL), "The gist?"), answer(), user("What is the total?"))
    assert send(script)[1].attachments == ()


def test_a_label_and_a_file_name():
    steps = (user("Left:", picture(), "Right:", picture(TALL), "The gist?"), answer())
    (attached,) = send(conversation(*steps, user("What is the number on the right?")))[1].attachments
    assert "Right" in attached.reason
    named = (user("scan_1.png", picture(), "scan_2.png", picture(TALL), "The gist?"), answer())
    (attached,) = send(conversation(*named, user("The total in scan_1.png?")))[1].attachments
    assert attached.sizes == ((1600, 1000),) and "scan_1.png" in attached.reason


def test_beside_a_picture_of_its_own_only_what_is_named():
    script = conversation(*GIST, user(picture(TALL), "What is the total?"))
    assert send(script)[1].attachments == ()
    script = conversation(*GIST, user(picture(TALL), "Is the total that of the first picture?"))
    assert len(send(script)[1].attachments) == 1


def test_never_for_more_tokens_than_were_saved_and_the_report_says_so():
    script = conversation(
        user(picture(), "The gist?"), user("What is the serial number in the first picture?")
    )
    turns, report = send(script)
    assert report.attachments == () and "[attached image]" not in json.dumps(turns)
    assert any("not attached" in w and "saved so far" in w for w in report.warnings)


def test_a_long_chat_about_one_picture_says_when_it_has_cost_more():
    steps = [*GIST, user("What is the serial number in the first picture?")]
    costs, told = 0, []
    for n in range(1, 16):
        script = conversation(*steps)
        _, report = send(script)
        costs += report.tokens_after - report.tokens_before
        told.append(any('decide_by="picture"' in warning for warning in report.warnings))
        steps += [answer(), user(f"And the name of customer {n}?")]
    _, first = send(conversation(*GIST[:1]))
    costs += first.tokens_after - first.tokens_before
    assert costs > 0 and not told[0] and told[-1] and told == sorted(told)


def test_where_places_are_asked_for_later_the_original_is_attached():
    for policy in (POLICY, Policy(technique=Technique.FULL_LOW)):
        turns, report = send(conversation(*GIST, user("Give me the coordinates of the red button.")), policy)
        (attached,) = report.attachments
        assert attached.sizes == ((1600, 1000),)
        assert SCREEN.base64 in json.dumps(turns[-1])


def test_no_second_attachment_in_a_later_pass():
    turns, _ = send(LATER)
    body = LATER.body("anthropic_messages")
    once, _ = sending.send("anthropic_messages", body, None, POLICY)
    assert once["messages"] == turns
    twice, report = sending.send("anthropic_messages", once, None, POLICY)
    assert twice is once and report.attachments == ()
    assert report.decisions[1].reason == "attached by an earlier pass of ours"


def test_a_copy_of_what_was_attached_is_a_reference():
    script = conversation(*LATER.steps, answer(), user(picture(), "Every word!"))
    _, report = send(script)
    assert report.decisions[1].text == references.same(1)


def test_what_is_asked_changes_nothing_where_the_picture_decides():
    policy = Policy(technique=Technique.FULL_LOW, decide_by="picture")
    assert send(conversation(*GIST, user("coordinates of the button?")), policy)[1].attachments == ()


def test_a_breakpoint_in_the_later_message_stays_where_it_is():
    body = LATER.body("anthropic_messages")
    body["messages"][2]["content"] = [
        {"type": "text", "text": "What is the serial number?", "cache_control": {"type": "ephemeral"}}
    ]
    new, report = sending.send("anthropic_messages", body, None, POLICY)
    blocks = new["messages"][2]["content"]
    assert len(report.attachments) == 1
    assert [("cache_control" in block) for block in blocks] == [True, False, False]


def test_a_service_that_takes_no_more_pictures_gets_none_attached():
    from headroom_sdk.body.registry import dialect_for_path
    from headroom_sdk.engine import process
    from headroom_sdk.target import Target

    steps = [Step(role="user", pieces=(*[picture(PHOTO)] * 9, picture(), text("The gist?"))), answer()]
    script = conversation(*steps, user("What is the serial number in the last image?"))
    dialect = dialect_for_path("/chat/completions", "openai")
    assert dialect is not None
    body = script.body("openai_chat")
    attached = {}
    for cloud in ("first_party", "azure"):
        target = Target(provider="openai", model="gpt-4o", cloud=cloud)  # type: ignore[arg-type]
        _, report = process(body, dialect, target, POLICY)
        attached[cloud] = len(report.attachments)
    assert attached == {"first_party": 1, "azure": 0}
    assert any("not attached" in w and "refuse" in w for w in report.warnings)


def test_a_click_lands_where_it_was_meant():
    """A mark at a known pixel, a model that finds it in what it was sent last, and the application's own screen."""
    mark = (1203, 377)
    with Image.open(io.BytesIO(SCREEN.data)) as image:
        shown = image.convert("RGB")
    shown.paste((255, 0, 255), (mark[0] - 2, mark[1] - 2, mark[0] + 3, mark[1] + 3))
    out = io.BytesIO()
    shown.save(out, "PNG")
    shot = pictures.Shot(name="marked", media_type="image/png", data=out.getvalue())
    script = conversation(user(picture(shot), "The gist?"), answer(), user("Coordinates of the pink mark?"))
    turns, _ = send(script)
    data = [
        b["source"]["data"]
        for t in turns
        for b in t["content"]
        if isinstance(b, dict) and b["type"] == "image"
    ]
    with Image.open(io.BytesIO(base64.b64decode(data[-1]))) as seen:
        pixels = seen.convert("RGB")
    found = [
        (x, y)
        for x in range(pixels.width)
        for y in range(pixels.height)
        if pixels.getpixel((x, y)) == (255, 0, 255)
    ]
    x, y = (sum(axis) // len(found) for axis in zip(*found, strict=True))
    assert (x, y) == mark  # the application clicks there without any correction


def _asked_on_azure(*, later: int = 0) -> list[tuple[Any, Report]]:
    """Eight photos, then one is asked about after the other, where ten pictures are all that a request may have;
    *later* new ones come in the end. What is sent on each turn."""
    from headroom_sdk.body.registry import dialect_for_path
    from headroom_sdk.engine import process
    from headroom_sdk.target import Target

    shots = [pictures.Shot(name=f"{n}", media_type="image/png", data=_numbered(n)) for n in range(8)]
    steps = [user(*map(picture, shots), "The gist?"), answer()]
    for which in ("first", "second", "third"):
        steps += [user(f"What is the serial number in the {which} image?"), answer()]
    steps += [user(*[picture(PHOTO)] * later, "And here?")] if later else []
    dialect = dialect_for_path("/chat/completions", "openai")
    assert dialect is not None
    target = Target(provider="openai", model="gpt-4o", cloud="azure")
    bodies = (conversation(*steps[:n]).body("openai_chat") for n in range(1, len(steps) + 1, 2))
    return [process(body, dialect, target, POLICY) for body in bodies]


def _numbered(n: int) -> bytes:
    with Image.open(io.BytesIO(SCREEN.data)) as image:
        shown = image.convert("RGB")
    shown.paste((n * 30, 0, 0), (0, 0, 40, 40))
    out = io.BytesIO()
    shown.save(out, "PNG")
    return out.getvalue()


def test_at_the_limit_what_was_attached_before_stays():
    sent = _asked_on_azure()
    assert [len(report.attachments) for _, report in sent] == [0, 1, 2, 2]
    assert any("not attached" in w and "refuse" in w for w in sent[-1][1].warnings)
    for (old, _), (new, _) in itertools.pairwise(sent):
        assert new["messages"][: len(old["messages"])] == old["messages"]


def test_new_pictures_beyond_the_limit_take_the_place_of_the_newest_attached():
    sent = _asked_on_azure(later=1)
    assert [len(report.attachments) for _, report in sent] == [0, 1, 2, 2, 1]
    (before, _), (after, report) = sent[-2:]
    assert after["messages"][:3] == before["messages"][:3]
    assert sum("image_url" in json.dumps(m) for m in after["messages"]) == 3
    assert any("1 of the pictures" in w and "not attached" in w for w in report.warnings)
