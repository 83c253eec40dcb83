"""Long conversations as agents and applications have them, in three wire formats, with drawn pictures or your own."""

from __future__ import annotations

import base64
import functools
import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from PIL import Image, ImageDraw, ImageFont

Part = str | bytes
"""A text, or a picture as a file."""


Shown = Callable[[Callable[[int], bytes], int], bytes]
"""The picture with a number: one that is given, or drawn by the function."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """``tool``: the result of the call before it. An assistant's turn with ``call`` makes one."""

    role: Literal["user", "assistant", "tool"]
    parts: tuple[Part, ...]
    call: str = ""


@dataclass(frozen=True, kw_only=True)
class Trace:
    """``requests``: the turns of each request, one after the other. ``shared``: a breakpoint lies on the last picture,
    for many questions share what is before it; else one moves with the newest turn."""

    name: str
    requests: tuple[tuple[Turn, ...], ...]
    shared: bool = False
    tools: bool = False


def traces(folder: Path | None) -> Iterator[Trace]:
    """All of them; the pictures of *folder*, if it is given, stand in for drawn ones."""
    given = (
        sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".png", ".jpg", ".jpeg"))
        if folder
        else []
    )

    def shown(draw: Callable[[int], bytes], n: int) -> bytes:
        return given[n % len(given)].read_bytes() if given else draw(n)

    yield Trace(name="browser agent, 60 turns", requests=_growing(list(_browser(shown))), tools=True)
    yield Trace(name="support chat, 8 photos", requests=_growing(list(_support(shown))))
    yield Trace(name="document chat, 30 pages", requests=_growing(list(_pages(shown))))
    yield Trace(name="one picture, 10 questions, one chat", requests=_growing(list(_one(shown))))
    yield Trace(name="one picture, 10 questions, breakpoint", requests=tuple(_apart(shown)), shared=True)


def _growing(turns: Sequence[Turn]) -> tuple[tuple[Turn, ...], ...]:
    ends = [n for n, turn in enumerate(turns, 1) if turn.role != "assistant"]
    return tuple(tuple(turns[:n]) for n in ends)


def _one(shown: Shown) -> Iterator[Turn]:
    picture = shown(photo, 0)
    for n in range(1, 11):
        question = f"What does label {n} say?" if n % 3 else "In a word, the gist?"
        yield Turn(role="user", parts=(picture, question) if n == 1 else (question,))
        yield Turn(role="assistant", parts=("It stands at the left, and says what was asked for. " * 20,))


def _apart(shown: Shown) -> Iterator[tuple[Turn, ...]]:
    picture = shown(photo, 0)
    for n in range(10):
        corner = ("top left", "top right", "bottom left", "bottom right")[n % 4]
        question = f"What is in the {corner} corner?" if n % 2 else f"What does label {n} say?"
        yield (Turn(role="user", parts=(picture, question)),)


def _browser(shown: Shown) -> Iterator[Turn]:
    yield Turn(role="user", parts=("Find the cheapest flight to Lisbon in May and note its number.",))
    page = 0
    for n in range(60):
        page += n % 4 != 3  # every fourth step changes nothing that is seen
        yield Turn(role="assistant", parts=(f"Step {n}: I look at the page.",), call=f"screenshot {n}")
        yield Turn(role="tool", parts=(shown(screenshot, page), "url: https://fly.example/search"))
        if n in (20, 40):
            yield Turn(role="assistant", parts=("Done with this page.",))
            yield Turn(
                role="user",
                parts=(("In a word, what is the gist of this page?", "Go on, read the prices.")[n // 40],),
            )


def _support(shown: Shown) -> Iterator[Turn]:
    questions = (
        "In a word, the gist: what is this?", "In a word, the gist: is the box damaged?", "What is the serial number?",
        "In a word, the gist: which room is it?", "What does the label say?", "In a word, the gist: day or night?",
        "Read the code on the back.", "In a word, the gist: is it on?",
    )  # fmt: skip
    for n, question in enumerate(questions):
        yield Turn(role="user", parts=(shown(photo, n), question))
        yield Turn(role="assistant", parts=("I see. Could you show me another side?",))
        yield Turn(role="user", parts=("Yes, a moment.",))
        yield Turn(role="assistant", parts=("Take your time.",))
    yield Turn(role="user", parts=("What is the number on the sticker in the first picture?",))
    yield Turn(role="assistant", parts=("It is 77-X.",))
    yield Turn(role="user", parts=("Thanks, that solves it.",))


def _pages(shown: Shown) -> Iterator[Turn]:
    pages = tuple(shown(page_of_text, n) for n in range(30))
    # People send a page twice: 7 and 19 come again with a later question.
    asks: tuple[tuple[Part, ...], ...] = (
        (*pages, "Which pages speak of payment?"), ("What does page 12 say about notice?",), ("In a word, the gist?",),
        (pages[6], "What is different here?"), ("List every date.",), ("In a word, the gist of page 3?",),
        (pages[18], "Who signs this?"), ("Summarise the duties.",),
    )  # fmt: skip
    for ask in asks:
        yield Turn(role="user", parts=ask)
        yield Turn(role="assistant", parts=("Here is what I found: " + "the clause applies. " * 40,))
    yield Turn(role="user", parts=("Thank you.",))


# -- What they show


def screenshot(n: int) -> bytes:
    """A page of a shop, 1280×800."""
    image = Image.new("RGB", (1280, 800), (247, 248, 250))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1280, 64), (23, 37, 84))
    draw.text((24, 20), f"Flights · page {n}", font=_font(22), fill="white")
    image.paste(_scene(n, (1280, 256)), (0, 64))
    for row in range(7):
        y = 336 + row * 64
        draw.rounded_rectangle((24, y, 1256, y + 54), 8, fill="white", outline=(220, 224, 230))
        price = 89 + (n * 31 + row * 17) % 300
        words = f"TP {1000 + n * 37 + row}   08:{(row * 7 + n) % 60:02d} – 11:40   direct   {price} EUR"
        draw.text((48, y + 14), words, font=_font(20), fill=(20, 24, 32))
    return _png(image)


def photo(n: int) -> bytes:
    """A soft scene with the grain of a sensor, 1600×1200."""
    scene = _scene(n, (1600, 1200))
    ImageDraw.Draw(scene).text((1100, 900), f"S/N {n}77-X", font=_font(26), fill="black")
    out = io.BytesIO()
    scene.save(out, "JPEG", quality=88)
    return out.getvalue()


def _scene(n: int, size: tuple[int, int]) -> Image.Image:
    rng = random.Random(n)
    soft = Image.frombytes("RGB", (8, 6), rng.randbytes(144)).resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(soft)
    for _ in range(60):  # things, up to the edges
        x, y, r = rng.randrange(size[0]), rng.randrange(size[1]), rng.randrange(20, 90)
        colour = (rng.randrange(256), rng.randrange(256), rng.randrange(256))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)
    grain = Image.frombytes("L", size, rng.randbytes(size[0] * size[1]))
    return Image.blend(soft, Image.merge("RGB", (grain, grain, grain)), 0.08)


def page_of_text(n: int) -> bytes:
    """A page of a contract, 1240×1754: A4 at 150 dpi."""
    rng = random.Random(n)
    image = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(image)
    draw.text((120, 90), f"Page {n + 1}", font=_font(30), fill="black")
    words = (
        "party",
        "notice",
        "payment",
        "clause",
        "within",
        "days",
        "the",
        "term",
        "fee",
        "written",
        "amount",
        "due",
    )
    for line in range(52):
        text = " ".join(rng.choices(words, k=11))
        draw.text((120, 160 + line * 29), text, font=_font(21), fill="black")
    return _png(image)


@functools.cache
def _font(size: int) -> Any:
    return ImageFont.load_default(size=size)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


# -- How they are spelled

SYSTEM = "You serve the customers of a company, and keep to its rules. " + " ".join(
    f"Rule {n}: be polite, answer in the language of the question, say what you see and never what you only suppose, "
    "and name the place where it is to be seen."
    for n in range(1, 101)
)
"""About as long as those of agents are: a few thousand tokens."""


def body(dialect: str, model: str, trace: Trace, turns: Sequence[Turn]) -> dict[str, Any]:
    """The request body of a dialect, with breakpoints where its callers put them."""
    return _BODIES[dialect](model, trace, turns)


@functools.lru_cache(maxsize=256)
def _base64(data: bytes) -> tuple[str, str]:
    kind = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
    return kind, base64.b64encode(data).decode()


@functools.lru_cache(maxsize=256)
def _url(data: bytes) -> str:
    return "data:{};base64,{}".format(*_base64(data))


def _anthropic(model: str, trace: Trace, turns: Sequence[Turn]) -> dict[str, Any]:
    stop, messages = {"cache_control": {"type": "ephemeral"}}, []
    for turn in turns:
        blocks: list[Any] = []
        for part in turn.parts:
            if isinstance(part, str):
                blocks.append({"type": "text", "text": part})
            else:
                kind, data = _base64(part)
                blocks.append(
                    {"type": "image", "source": {"type": "base64", "media_type": kind, "data": data}}
                )
                if trace.shared:
                    blocks[-1] |= stop
        if turn.role == "tool":
            blocks = [{"type": "tool_result", "tool_use_id": "t", "content": blocks}]
        if turn.call:
            blocks.append({"type": "tool_use", "id": "t", "name": "browser", "input": {"do": turn.call}})
        messages.append({"role": "assistant" if turn.role == "assistant" else "user", "content": blocks})
    if not trace.shared:
        messages[-1]["content"][-1] |= stop
    out: dict[str, Any] = {"model": model, "max_tokens": 900, "system": SYSTEM, "messages": messages}
    return out | ({"tools": [{"name": "browser", "input_schema": {"type": "object"}}]} if trace.tools else {})


def _responses(model: str, trace: Trace, turns: Sequence[Turn]) -> dict[str, Any]:
    items: list[Any] = []
    for turn in turns:
        blocks: list[Any] = []
        for part in turn.parts:
            if isinstance(part, str):
                kind = "output_text" if turn.role == "assistant" else "input_text"
                blocks.append({"type": kind, "text": part})
            else:
                media, data = _base64(part)
                blocks.append(
                    {"type": "input_image", "image_url": f"data:{media};base64,{data}", "detail": "auto"}
                )
                if trace.shared:
                    blocks[-1]["prompt_cache_breakpoint"] = {"mode": "explicit"}
        if turn.role == "tool":
            items.append({"type": "function_call_output", "call_id": "t", "output": blocks})
        else:
            items.append({"role": turn.role, "content": blocks})
        if turn.call:
            items.append({"type": "function_call", "call_id": "t", "name": "browser", "arguments": turn.call})
    out: dict[str, Any] = {"model": model, "instructions": SYSTEM, "input": items}
    return out | ({"tools": [{"type": "function", "name": "browser"}]} if trace.tools else {})


def _gemini(model: str, trace: Trace, turns: Sequence[Turn]) -> dict[str, Any]:
    contents = []
    for turn in turns:
        parts: list[Any] = []
        for part in turn.parts:
            if isinstance(part, str):
                parts.append({"text": part})
            else:
                kind, data = _base64(part)
                parts.append({"inlineData": {"mimeType": kind, "data": data}})
        if turn.role == "tool":
            media = [part for part in parts if "text" not in part]
            parts = [{"functionResponse": {"name": "browser", "response": {"ok": True}, "parts": media}}]
        if turn.call:
            parts.append({"functionCall": {"name": "browser", "args": {"do": turn.call}}})
        contents.append({"role": "model" if turn.role == "assistant" else "user", "parts": parts})
    out: dict[str, Any] = {"systemInstruction": {"parts": [{"text": SYSTEM}]}, "contents": contents}
    return out | ({"tools": [{"functionDeclarations": [{"name": "browser"}]}]} if trace.tools else {})


_BODIES: dict[str, Callable[[str, Trace, Sequence[Turn]], dict[str, Any]]] = {
    "anthropic_messages": _anthropic,
    "openai_responses": _responses,
    "gemini": _gemini,
}
