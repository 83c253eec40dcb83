"""Pictures that only the server has: what a text asks of them cannot be attached."""

from __future__ import annotations

from collections.abc import Sequence

from .body.dialect import Dialect, ImagePart, Json, Message, TextPart

CHAINS = (
    "previous_response_id",
    "conversation",
    "previous_interaction_id",
    "thread",
    "cachedContent",
    "cached_content",
)
"""Fields of a body that has earlier turns on the server."""


def follows(body: Json) -> str | None:
    """The field that says that turns came before which *body* does not repeat, ``None`` if there is none."""
    return next((key for key in CHAINS if isinstance(body, dict) and body.get(key)), None)


def out_of_reach(body: Json, messages: Sequence[Message]) -> list[str]:
    """What to tell the caller of texts that ask about pictures of turns on the server."""
    from .mentions import speaks_of_earlier  # its patterns take a while to compile

    chain = follows(body)
    said: list[str] = []
    for message in messages if chain else ():
        if any(isinstance(part, ImagePart) for part in message.parts):
            return said  # from here on a text may mean a picture that is here
        text = (
            "\n".join(p.text for p in message.parts if isinstance(p, TextPart))
            if message.role == "user"
            else ""
        )
        words = speaks_of_earlier(text)
        if words:
            said.append(
                f"{words!r} asks about a picture that the server keeps ({chain}): more of it than was sent then "
                "could not be attached. Policy(stateful=…) decides about such pictures; set it for the first call, too"
            )
    return said


def beyond(dialect: Dialect, body: Json) -> tuple[str, ...]:
    """:func:`out_of_reach` for a body without pictures, for hardly any time where nothing came before it."""
    return tuple(out_of_reach(body, dialect.messages(body))) if follows(body) else ()
