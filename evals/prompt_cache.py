"""A small model of the providers' prompt caches: what of a request is read from it, written to it, or plain input.

A prompt is a row of pieces, each with its tokens. What was cached once is read again as far as the pieces are the
same from the first one on, and as a whole is long enough. Nothing expires: a trace is over before it would.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Service:
    """One model and its prices, in $ per million tokens. ``minimum``: tokens that a cached prefix has at least;
    ``marked``: only what lies before a breakpoint is cached."""

    model: str
    dialect: str
    input: float
    read: float
    write: float
    minimum: int
    marked: bool = False


# OpenAI, Anthropic and Google on prompt caching; prices as in genai-prices 0.2.3, November 2026.
SERVICES = (
    Service(model="gpt-5.6-sol", dialect="openai_responses", input=4.0, read=0.4, write=5.0, minimum=1024),
    Service(
        model="claude-sonnet-5-5",
        dialect="anthropic_messages",
        input=2.0,
        read=0.1,
        write=2.5,
        minimum=1024,
        marked=True,
    ),
    Service(model="gemini-3.5-flash", dialect="gemini", input=1.5, read=0.15, write=1.5, minimum=4096),
)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A text or a picture of a prompt as it goes out; ``stop``: a breakpoint lies on it."""

    content: Hashable
    tokens: int
    stop: bool = False


@dataclass(kw_only=True)
class Bill:
    """Tokens of one or many requests, by price."""

    input: int = 0
    write: int = 0
    read: int = 0

    def dollars(self, service: Service) -> float:
        return (
            self.input * service.input + self.write * service.write + self.read * service.read
        ) / 1_000_000


@dataclass(kw_only=True)
class Cache:
    """What one service remembers."""

    service: Service
    bill: Bill = field(default_factory=Bill)
    _known: set[int] = field(default_factory=set[int])

    def send(self, prompt: Sequence[Piece]) -> None:
        """One request: bill it, and remember it."""
        hashes: list[int] = []
        lengths: list[int] = []
        total = running = 0
        for piece in prompt:
            running, total = hash((running, piece.content)), total + piece.tokens
            hashes.append(running)
            lengths.append(total)
        stops = (
            [n for n, piece in enumerate(prompt) if piece.stop] if self.service.marked else [len(prompt) - 1]
        )
        last = max(stops, default=-1)
        cached = lengths[last] if last >= 0 and lengths[last] >= self.service.minimum else 0
        read = max(
            (lengths[n] for n in range(last + 1) if hashes[n] in self._known and lengths[n] <= cached),
            default=0,
        )
        self.bill.read += read
        self.bill.write += cached - read
        self.bill.input += total - cached
        # Breakpoints move with the newest message, so what is remembered is found at any piece before one.
        self._known.update(hashes[n] for n in range(last + 1) if self.service.minimum <= lengths[n] <= cached)
