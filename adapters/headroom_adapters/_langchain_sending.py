"""What LangChain's models are sending: their messages, as the caller gave them, and what those say of pictures."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from headroom_sdk.errors import MissingExtra
from headroom_sdk.fingerprint import Fingerprint, fingerprints

# How those methods of a model class begin in which it makes a request of its argument `messages`; a class may have more
# of them than LangChain asks for, `_stream_responses` say.
_METHODS = ("_generate", "_agenerate", "_stream", "_astream")


CALLBACK, MIDDLEWARE, PATCH = 1, 2, 3
"""How far from a model these layers are: where they differ, the nearest one's policy counts."""


def pictures(messages: Any) -> frozenset[Fingerprint]:
    """Those of the inline pictures in *messages*, tools' results included."""
    return fingerprints([content for message in messages if isinstance(content := message.content, list)])


def sender() -> Mapping[Fingerprint, str] | None:
    """The ``detail`` of each picture that says one, of the messages that a model of LangChain is just sending; ``None``
    if whoever makes the request is no such model.

    Told by the methods that are running: a bare call of an SDK beside a run, or after one that was cancelled before
    it could send anything, looks the same in every other way.
    """
    frame = sys._getframe(1)
    kind = getattr(sys.modules.get("langchain_core.messages"), "BaseMessage", ())
    while frame is not None:
        if frame.f_code.co_name.startswith(_METHODS):
            messages = frame.f_locals.get("messages")
            if isinstance(messages, list) and messages and isinstance(messages[0], kind):
                return _details(messages)
        frame = frame.f_back  # type: ignore[assignment]
    return None


def _details(messages: list[Any]) -> Mapping[Fingerprint, str]:
    found: dict[Fingerprint, str] = {}
    for message in messages:
        if isinstance(message.content, list):
            for block in _dicts(message.content):
                word = detail(block)
                if word:
                    found |= dict.fromkeys(fingerprints(block), word)
    return found


def detail(block: Mapping[str, Any]) -> str | None:
    """What a block says of its own ``detail``, wherever people write it, in the words of the token rules."""
    for holder in (block, block.get("extras"), block.get("metadata"), block.get("image_url")):
        for key in ("detail", "media_resolution"):
            word = holder.get(key) if isinstance(holder, dict) else None
            if isinstance(word, str):
                return word.lower().removeprefix("media_resolution_")
    return None


def _dicts(node: Any) -> Iterator[dict[str, Any]]:
    waiting, seen = [node], set[int]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, (dict, list)) and id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, dict):
                yield node
                waiting += node.values()
            else:
                waiting += node


def module(name: str, needs: str, extra: str | None = None) -> Any:
    """A module of LangChain's. Raises :class:`~headroom_sdk.errors.MissingExtra`, for what *needs* it."""
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as e:
        package = name.partition(".")[0]
        wanted = " ".join(f'"{wish}"' for wish in ("headroom-sdk[langchain]", extra) if wish)
        raise MissingExtra(
            f"{needs} needs {package}, which cannot be imported ({e}): pip install {wanted}"
        ) from e


@functools.cache
def joined(cls: Any, base: Any) -> Any:
    """*cls* as it would be if it had been written as a subclass of *base*, which only exists where LangChain does."""
    body = {"__module__": cls.__module__, "__qualname__": cls.__qualname__, "__doc__": cls.__doc__}
    return type(cls.__name__, (cls, base), body)
