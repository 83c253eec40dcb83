"""Hypothesis strategies: conversations in every wire format, their batches, and JSON that only looks like one."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from support import pictures, wire
from support.wire import Head, Piece, Step

DIALECTS = tuple(wire.TURNS)
BATCHED = ("anthropic_messages", "gemini")

TEXTS = (
    "What is the total?", "Read all the text.", "Where is the red button? Give x, y coordinates.", "ok", "",
    "Describe the picture in one word.", "Now look at the serial number in the first picture.", "座標を教えて",
    "What does the footer say?", "What is the number in the top right corner?",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Script:
    """A conversation in no format yet; two bodies of it are equal and share nothing."""

    head: Head
    steps: tuple[Step, ...]

    def body(self, dialect: str, steps: int | None = None) -> dict[str, Any]:
        """The request body in a dialect, of the first *steps* turns."""
        return wire.body(dialect, self.head, self.steps[:steps])

    def model(self, dialect: str) -> str:
        """The model that the body names, or that the URL would."""
        return wire.MODELS[dialect][self.head.model]


def turns(dialect: str, body: Any) -> list[Any]:
    """The list of turns in a body: what the prefix law compares."""
    found = body[wire.TURNS[dialect]]
    assert isinstance(found, list)
    return found


def shots(*names: str) -> st.SearchStrategy[pictures.Shot]:
    """Real pictures, all kinds or those of these names."""
    return st.sampled_from(names or pictures.NAMES).map(pictures.shot)


def texts() -> st.SearchStrategy[str]:
    return st.sampled_from(TEXTS) | st.text(max_size=30)


def pieces(*, images: bool = True) -> st.SearchStrategy[Piece]:
    """Blocks: mostly texts and pictures, some that we cannot see and some whose bytes are broken."""
    spelled = {"spelling": st.integers(0, 3), "stop": st.booleans(), "extra": st.booleans()}
    words = st.builds(Piece, kind=st.just("text"), text=texts(), **spelled)
    if not images:
        return words
    details = st.sampled_from([None, None, "auto", "low", "high"])
    seen = st.builds(Piece, kind=st.just("image"), shot=shots(), detail=details, **spelled)
    others = st.builds(
        Piece, kind=st.sampled_from(["url", "broken"]), shot=shots("icon", "photo"), detail=details, **spelled
    )
    return st.one_of(words, seen, seen, others)


def heads() -> st.SearchStrategy[Head]:
    return st.builds(
        Head,
        system=st.none() | texts(),
        tools=st.sampled_from(["none", "none", "plain", "coordinates", "computer"]),
        schema=st.sampled_from(["none", "none", "plain", "boxes"]),
        detail=st.sampled_from([None, None, "low", "high"]),
        stored=st.booleans(),
        model=st.integers(0, 3),
    )


@st.composite
def scripts(draw: st.DrawFn, *, min_steps: int = 1, max_steps: int = 5, images: bool = True) -> Script:
    """Conversations that make sense: a result follows its call, the same picture may come twice."""
    steps: list[Step] = []
    count = draw(st.integers(min_steps, max_steps))
    while len(steps) < count:
        called = bool(steps) and steps[-1].call is not None
        if called or (steps and steps[-1].role == "user" and draw(st.booleans())):
            role = "tool" if called else "assistant"
        else:
            role = "user"
        blocks = draw(st.lists(pieces(images=images and role != "assistant"), min_size=1, max_size=3))
        call = {"path": draw(texts())} if role == "assistant" and draw(st.booleans()) else None
        steps.append(Step(role=role, pieces=tuple(blocks), call=call))
    return Script(head=draw(heads()), steps=tuple(steps))


def bodies(dialect: str, *, images: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """Well-formed request bodies of a dialect; some are batches where it has any."""
    single = scripts(images=images).map(lambda script: script.body(dialect))
    return single | batches(dialect, images=images) if dialect in BATCHED else single


def batches(dialect: str, *, images: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """Well-formed batches of a dialect in ``BATCHED``."""
    entries = st.lists(scripts(max_steps=2, images=images), min_size=1, max_size=3)
    return entries.map(lambda found: batch(dialect, [script.body(dialect) for script in found]))


def batch(dialect: str, requests: list[Any]) -> dict[str, Any]:
    """One batch of these request bodies."""
    if dialect == "anthropic_messages":
        return {"requests": [{"custom_id": str(i), "params": r} for i, r in enumerate(requests)]}
    inlined = {"requests": [{"request": r, "metadata": {"key": str(i)}} for i, r in enumerate(requests)]}
    return {"batch": {"displayName": "b", "inputConfig": {"requests": inlined}}}


# The words that dialects look for: arbitrary JSON made of them gets further than any other.
WORDS = (
    "type", "role", "content", "text", "image", "image_url", "url", "detail", "source", "data", "media_type", "base64",
    "input", "input_image", "input_text", "output", "items", "message", "messages", "tool", "tool_result", "tool_use",
    "tool_calls", "function", "function_call_output", "computer_call_output", "computer_screenshot", "document",
    "parts", "contents", "inlineData", "inline_data", "mimeType", "mime_type", "functionResponse", "fileData",
    "mediaResolution", "level", "systemInstruction", "system", "tools", "properties", "x", "y", "requests", "params",
    "batch", "inputConfig", "request", "prompt", "variables", "questions", "instructions", "model_output",
    "user_input", "function_result", "result", "resolution", "uri", "file_id", "cache_control", "user", "model",
    "toolUse", "toolResult", "cachePoint", "guardContent", "bytes", "format", "s3Location", "toolConfig", "toolSpec",
    "assistant", "name", "arguments", "thread", "store", "response_format", "json_schema", "schema", "description",
    "data:image/png;base64,AAAA", "data:image/png,x", "data:", "data:;base64,", "http://a", "image/png", "AAAA", "",
)  # fmt: skip


def anything(max_leaves: int = 20) -> st.SearchStrategy[Any]:
    """Any JSON value, made of the words that dialects look for."""
    words = st.sampled_from(WORDS)
    leaves = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=True, allow_infinity=True),
        words,
        st.text(max_size=5),
    )
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(words | st.text(max_size=3), inner, max_size=5)
        ),
        max_leaves=max_leaves,
    )


@st.composite
def near(draw: st.DrawFn, dialect: str) -> Any:
    """A body of a dialect in which something is wrong: nodes replaced, removed, doubled or wrapped."""
    body: Any = draw(bodies(dialect))
    for _ in range(draw(st.integers(1, 3))):
        paths = list(_paths(body))
        path = paths[draw(st.integers(0, len(paths) - 1))]
        if not path:
            continue
        holder = body
        for step in path[:-1]:
            holder = holder[step]
        fault = draw(st.sampled_from(["replace", "remove", "double", "wrap"]))
        if fault == "remove":
            del holder[path[-1]]
        elif fault == "double":
            holder[path[-1]] = [holder[path[-1]], copy.deepcopy(holder[path[-1]])]
        elif fault == "wrap":
            holder[path[-1]] = {draw(st.sampled_from(WORDS)): holder[path[-1]]}
        else:
            holder[path[-1]] = draw(anything(max_leaves=5))
    return body


def _paths(node: Any, path: tuple[Any, ...] = ()) -> Any:
    yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, child in children:
        yield from _paths(child, (*path, step))


def deep(levels: int, *, key: str = "content") -> Any:
    """A value nested so deep that no recursion survives it."""
    node: Any = "bottom"
    for level in range(levels):
        node = [node] if level % 2 else {"type": "tool_result", key: node}
    return node


QUESTIONS = (
    "The gist?", "What is the total?", "What does the footer say?", "Now the serial number in the first picture.",
    "And in the picture above?", "Give me its x, y coordinates.", "What is in the top right corner?", "Thanks!",
    "Compare all images.", "<system-reminder>Be brief.</system-reminder>", "第一张图片上写了什么？",
)  # fmt: skip


@st.composite
def chats(draw: st.DrawFn) -> Script:
    """Pictures, few and often the same, and questions about them, now and long after."""
    steps: list[Step] = []
    for _ in range(draw(st.integers(1, 5))):
        shown = draw(st.lists(shots("screen", "photo", "tall"), max_size=2))
        asked = draw(st.sampled_from(QUESTIONS))
        pieces = [*(Piece(kind="image", shot=shot) for shot in shown), Piece(kind="text", text=asked)]
        steps.append(Step(role="user", pieces=tuple(draw(st.permutations(pieces)))))
        steps.append(Step(role="assistant", pieces=(Piece(kind="text", text="ok"),)))
    head = draw(st.builds(Head, model=st.integers(0, 2), tools=st.sampled_from(["none", "none", "plain"])))
    return Script(head=head, steps=tuple(steps[:-1]))


@st.composite
def long_chats(draw: st.DrawFn) -> Script:
    """One or two pictures and many questions: what is attached once is sent again on every later turn."""
    shown = draw(st.lists(shots("screen", "photo", "tall"), min_size=1, max_size=2))
    steps: list[Step] = []
    for _ in range(draw(st.integers(4, 16))):
        pieces = [Piece(kind="image", shot=shot) for shot in shown]
        pieces.append(Piece(kind="text", text=draw(st.sampled_from(QUESTIONS))))
        steps.append(Step(role="user", pieces=tuple(pieces)))
        steps.append(Step(role="assistant", pieces=(Piece(kind="text", text="ok"),)))
        shown = []
    return Script(head=Head(model=draw(st.integers(0, 2))), steps=tuple(steps[:-1]))


def requests(script: Script) -> list[int]:
    """The numbers of turns that the requests of a conversation have: one for each answer, and the newest."""
    return [n for n in range(1, len(script.steps) + 1) if script.steps[n - 1].role != "assistant"]
