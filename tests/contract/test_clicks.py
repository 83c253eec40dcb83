"""A click lands where it was meant: the model's answer is read off the picture that arrived, through the real SDKs."""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from contract import anthropic_surfaces, google_genai_surfaces, openai_surfaces
from contract.scene import Loopback, Shot, closed, has, waited
from PIL import Image, ImageChops, ImageDraw
from support.loopback import Recorded
from support.loopback_answers import anthropic_message, chat_completion, gemini_response, response_object
from support.loopback_images import SentImage

import headroom_sdk as headroom
from headroom_sdk import Policy, Technique

SIZE = (1440, 900)
MARK = (1203, 377)
PINK = (255, 0, 255)

SMALL = Policy(mode="aggressive", technique=Technique.FULL_LOW)
"""Without a reason not to, every picture is sent small."""

Point = tuple[float, float]


@functools.cache
def screen() -> Image.Image:
    """What the application shows: a page with one small mark."""
    image = Image.new("RGB", SIZE, (244, 245, 247))
    draw = ImageDraw.Draw(image)
    for row, y in enumerate(range(10, SIZE[1] - 20, 30)):
        draw.rectangle((20, y, 300, y + 20), fill=(40, 110 + row * 3, 220))
        draw.text((330, y), f"invoice {row * 7919 % 100003} paid {row * 31}.50 EUR", fill=(20, 20, 30))
    draw.rectangle((MARK[0] - 2, MARK[1] - 2, MARK[0] + 2, MARK[1] + 2), fill=PINK)
    return image


@functools.cache
def shot() -> Shot:
    out = io.BytesIO()
    screen().save(out, "PNG", compress_level=1)
    return Shot(data=out.getvalue())


def marked(image: SentImage) -> tuple[int, int, int, int] | None:
    """The box of the mark in a picture as it arrived, ``None`` if it is not there."""
    assert image.data is not None
    with Image.open(io.BytesIO(image.data)) as opened:
        shown = opened.convert("RGB")
    far = ImageChops.difference(shown, Image.new("RGB", shown.size, PINK)).convert("L")
    return far.point([255] * 48 + [0] * 208).getbbox()


def newest(request: Recorded) -> tuple[SentImage, tuple[int, int, int, int]]:
    """The last picture of a request, and the mark in it: a model that looks at what it was shown last."""
    image = request.images()[-1]
    box = marked(image)
    assert box is not None
    assert image.detail in (None, "auto")  # else the provider would show the model other pixels
    return image, box


def centre(request: Recorded) -> tuple[int, int]:
    _, (left, top, right, bottom) = newest(request)
    return (left + right - 1) // 2, (top + bottom - 1) // 2


@dataclass(frozen=True, kw_only=True)
class Case:
    """One way to ask for a place. ``call`` sends the request, ``answer`` is the model, ``clicked`` the application."""

    sdk: str
    call: Callable[[Any], Any]
    answer: Callable[[Recorded], Any]
    clicked: Callable[[Any], Point]
    needs: str = ""


# -- OpenAI

XY = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}}
CLICK = {"type": "function", "name": "click", "parameters": XY, "strict": False}
PREVIEW = {
    "type": "computer_use_preview",
    "display_width": 1440,
    "display_height": 900,
    "environment": "browser",
}


def said(text: str, *, image: bool = True) -> dict[str, Any]:
    shown = [{"type": "input_image", "image_url": shot().url, "detail": "auto"}] if image else []
    return {"role": "user", "content": [{"type": "input_text", "text": text}, *shown]}


def responses(*items: dict[str, Any], **more: Any) -> Callable[[Any], Any]:
    return lambda client: client.responses.create(model="gpt-4o", input=list(items), **more)


def with_output(item: dict[str, Any]) -> Callable[[Recorded], Any]:
    """A response that is one item, its x and y those of the mark."""

    def answer(request: Recorded) -> Any:
        x, y = centre(request)
        text = json.dumps(item).replace('"X"', str(x)).replace('"Y"', str(y))
        return {**response_object(request, ""), "output": [json.loads(text)]}

    return answer


CALL = {"id": "f", "type": "function_call", "call_id": "c", "name": "click", "status": "completed"}
CLICKS = {"type": "click", "button": "left", "x": "X", "y": "Y"}
COMPUTER = {
    "id": "f",
    "type": "computer_call",
    "call_id": "c",
    "status": "completed",
    "pending_safety_checks": [],
}


def function_call(request: Recorded) -> Any:
    x, y = centre(request)
    call = {**CALL, "arguments": json.dumps({"x": x, "y": y})}
    return {**response_object(request, ""), "output": [call]}


def argued(response: Any) -> Point:
    given = json.loads(response.output[0].arguments)
    return given["x"], given["y"]


def acted(response: Any) -> Point:
    return response.output[0].action.x, response.output[0].action.y


LOOKED = {"type": "function_call", "call_id": "c", "name": "look", "arguments": "{}"}
SEEN = {
    "type": "function_call_output",
    "call_id": "c",
    "output": [{"type": "input_image", "image_url": shot().url}],
}
SCREENSHOT = {"type": "computer_screenshot", "image_url": shot().url}
COMPUTED = {**COMPUTER, "action": {"type": "screenshot"}}
OUTPUT = {"type": "computer_call_output", "call_id": "c", "output": SCREENSHOT}


def chat(text: str, **more: Any) -> Callable[[Any], Any]:
    content = [{"type": "text", "text": text}, {"type": "image_url", "image_url": {"url": shot().url}}]
    messages = [{"role": "user", "content": content}]
    return lambda client: client.chat.completions.create(model="gpt-4o", messages=messages, **more)


def box_in_text(request: Recorded) -> Any:
    return chat_completion(request, json.dumps({"box": newest(request)[1]}))


def middle(completion: Any) -> Point:
    left, top, right, bottom = json.loads(completion.choices[0].message.content)["box"]
    return (left + right - 1) // 2, (top + bottom - 1) // 2


BOXES = {
    "type": "object",
    "properties": {
        "box": {"type": "array", "items": {"type": "integer"}, "description": "Bounding box in pixels"}
    },
}
FORMAT = {"type": "json_schema", "json_schema": {"name": "found", "schema": BOXES}}

# -- Anthropic


def block() -> dict[str, Any]:
    source = {"type": "base64", "media_type": "image/png", "data": shot().base64}
    return {"type": "image", "source": source}


def messages(*turns: Any, **more: Any) -> dict[str, Any]:
    roles = ("user", "assistant")
    said = [{"role": roles[n % 2], "content": turn} for n, turn in enumerate(turns)]
    return {"model": "claude-haiku-4-5", "max_tokens": 99, "messages": said, **more}


def claude(*turns: Any, **more: Any) -> Callable[[Any], Any]:
    return lambda client: client.messages.create(**messages(*turns, **more))


def claude_beta(*turns: Any, **more: Any) -> Callable[[Any], Any]:
    return lambda client: client.beta.messages.create(
        **messages(*turns, **more), betas=["computer-use-2025-01-24"]
    )


def tool_use(name: str, point: Callable[[int, int], dict[str, Any]]) -> Callable[[Recorded], Any]:
    def answer(request: Recorded) -> Any:
        use = {"type": "tool_use", "id": "t2", "name": name, "input": point(*centre(request))}
        return {**anthropic_message(request, ""), "content": [use], "stop_reason": "tool_use"}

    return answer


OWN = {"name": "click", "description": "Clicks.", "input_schema": XY}
COMPUTER_TOOL = {
    "type": "computer_20250124",
    "name": "computer",
    "display_width_px": 1440,
    "display_height_px": 900,
}
LOOK = {"type": "tool_use", "id": "t1", "name": "computer", "input": {"action": "screenshot"}}
RESULT = {"type": "tool_result", "tool_use_id": "t1", "content": [block()]}


def coordinate(message: Any) -> Point:
    x, y = message.content[0].input["coordinate"]
    return x, y


def input_of(message: Any) -> Point:
    return message.content[0].input["x"], message.content[0].input["y"]


# -- Google: places are parts of a thousand


def gemini(text: str) -> Callable[[Any], Any]:
    part = {"inline_data": {"mime_type": "image/png", "data": shot().data}}
    contents = [{"role": "user", "parts": [{"text": text}, part]}]
    return lambda client: client.models.generate_content(model="gemini-3.5-flash", contents=contents)


def thousandths(request: Recorded) -> Any:
    image = request.images()[-1]
    box = marked(image)
    assert box is not None and image.size is not None
    scaled = [round(n * 1000 / image.size[i % 2], 2) for i, n in enumerate(box)]
    return gemini_response(request, json.dumps({"box_2d": [scaled[i] for i in (1, 0, 3, 2)]}))


def scaled_back(response: Any) -> Point:
    top, left, bottom, right = json.loads(response.text)["box_2d"]
    return (left + right) / 2000 * SIZE[0] - 0.5, (top + bottom) / 2000 * SIZE[1] - 0.5


CASES = {
    "OpenAI: a tool of the caller's with x and y": Case(
        sdk="OpenAI", call=responses(said("Click the pink mark."), tools=[CLICK]), answer=function_call, clicked=argued, needs="responses",
    ),
    "OpenAI: the same, awaited": Case(
        sdk="AsyncOpenAI", call=responses(said("Click the pink mark."), tools=[CLICK]), answer=function_call, clicked=argued, needs="responses",
    ),
    "OpenAI: a screenshot that a function gave": Case(
        sdk="OpenAI", call=responses(said("Click the pink mark.", image=False), LOOKED, SEEN, tools=[CLICK]), answer=function_call, clicked=argued, needs="responses",
    ),
    "OpenAI: its computer tool": Case(
        sdk="OpenAI", call=responses(said("Click the pink mark.", image=False), COMPUTED, OUTPUT, tools=[{"type": "computer"}]),
        answer=with_output({**COMPUTER, "action": CLICKS}), clicked=acted, needs="responses",
    ),
    "OpenAI: its computer tool as it was first": Case(
        sdk="OpenAI", call=responses(said("Click the pink mark."), tools=[PREVIEW], truncation="auto"),
        answer=with_output({**COMPUTER, "action": CLICKS}), clicked=acted, needs="responses",
    ),
    "OpenAI: asked for later": Case(
        sdk="OpenAI",
        call=responses(said("The gist?"), {"role": "assistant", "content": "Invoices."}, said("The x, y coordinates of the pink mark?", image=False)),
        answer=function_call, clicked=argued, needs="responses",
    ),
    "OpenAI: a box, in a text": Case(
        sdk="OpenAI", call=chat("The bounding box of the pink mark?"), answer=box_in_text, clicked=middle,
    ),
    "OpenAI: a schema with a box": Case(
        sdk="OpenAI", call=chat("Find the pink mark.", response_format=FORMAT), answer=box_in_text, clicked=middle,
    ),
    "Anthropic: a tool of the caller's with x and y": Case(
        sdk="Anthropic", call=claude([block(), {"type": "text", "text": "Click the pink mark."}], tools=[OWN]),
        answer=tool_use("click", lambda x, y: {"x": x, "y": y}), clicked=input_of,
    ),
    "Anthropic: its computer tool": Case(
        sdk="Anthropic", call=claude_beta("Click the pink mark.", [LOOK], [RESULT], tools=[COMPUTER_TOOL]),
        answer=tool_use("computer", lambda x, y: {"action": "left_click", "coordinate": [x, y]}), clicked=coordinate, needs="beta.messages",
    ),
    "Anthropic: its computer tool, awaited": Case(
        sdk="AsyncAnthropic", call=claude_beta("Click the pink mark.", [LOOK], [RESULT], tools=[COMPUTER_TOOL]),
        answer=tool_use("computer", lambda x, y: {"action": "left_click", "coordinate": [x, y]}), clicked=coordinate, needs="beta.messages",
    ),
    "Anthropic: asked for later": Case(
        sdk="Anthropic", call=claude([block(), {"type": "text", "text": "The gist?"}], "Invoices.", "The x, y coordinates of the pink mark?"),
        answer=tool_use("click", lambda x, y: {"x": x, "y": y}), clicked=input_of,
    ),
    "Google: a box in thousandths": Case(
        sdk="Client", call=gemini("The bounding box of the pink mark, as box_2d?"), answer=thousandths, clicked=scaled_back,
    ),
}  # fmt: skip

SDKS = {
    "OpenAI": ("openai", openai_surfaces),
    "Anthropic": ("anthropic", anthropic_surfaces),
    "Client": ("google.genai", google_genai_surfaces),
}


def made(kind: str, server: Loopback, needs: str = "") -> Any:
    package, surfaces = SDKS[kind.removeprefix("Async")]
    pytest.importorskip(package)
    client = surfaces.clients(server)[kind]()
    if needs and not has(client, needs):
        pytest.skip(f"this release has no {needs}")
    return headroom.wrap(client, policy=SMALL)


@pytest.mark.parametrize("name", CASES)
async def test_a_click_lands_in_the_callers_own_picture(name: str, server: Loopback) -> None:
    case = CASES[name]
    client = made(case.sdk, server, case.needs)
    server.reply_next(case.answer)
    x, y = case.clicked(await waited(case.call(client)))
    await closed(client)
    assert len(server.requests) == 1
    assert (abs(x - MARK[0]) <= 1, abs(y - MARK[1]) <= 1) == (True, True)
    assert screen().getpixel((round(x), round(y))) == PINK


GIST = {
    "OpenAI": chat("The gist?"),
    "Anthropic": claude([block(), {"type": "text", "text": "The gist?"}]),
}


@pytest.mark.parametrize("kind", GIST)
async def test_where_no_place_is_asked_for_the_click_would_miss(kind: str, server: Loopback) -> None:
    client = made(kind, server)
    await waited(GIST[kind](client))
    await closed(client)
    (image,) = server.last.images()
    assert image.size is not None and (image.size[0] < SIZE[0] // 2 or image.detail == "low")


async def test_a_later_question_for_places_is_asked_about_the_original(server: Loopback) -> None:
    client = made("OpenAI", server, "responses")
    CASES["OpenAI: asked for later"].call(client)
    first, last = server.last.images()
    assert first.size is not None and first.size[0] < SIZE[0] // 2 and last.data == shot().data
    report = headroom.last_report()
    assert report is not None and len(report.attachments) == 1
