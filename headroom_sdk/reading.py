"""The text in a picture of a request, read once, and whether it may stand for the picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from . import memo
from .errors import ConfigurationError, MissingExtra
from .policy import Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PIL import Image

    from .picture.lines import Line, Quad
    from .picture.ocr import Seen, TextReader
    from .picture.types import Picture

# A page in plain print has about this many characters a token; more than that, and the estimate of its length
# (within a third) has to be far off before its text can be cheaper than the picture.
_CHARACTERS_A_TOKEN = 6


class Source(Protocol):
    """Where a text is read from. ``digest`` is what the reading is remembered by."""

    @property
    def digest(self) -> bytes: ...

    @property
    def picture(self) -> Picture: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """``transcript`` is the text that would be sent; ``accepted`` says whether it may be, ``reason`` why not."""

    lines: tuple[Line, ...]
    transcript: str
    accepted: bool
    reason: str
    confidence: float


def engine(policy: Policy) -> TextReader | str:
    """The reader in force, or why there is none."""
    from .picture import ocr

    try:
        return ocr.reader(Path(policy.ocr_models) if policy.ocr_models else None)
    except (MissingExtra, ConfigurationError) as e:
        return str(e)


def too_long(source: Source, policy: Policy, tokens: int) -> str | None:
    """Why the picture shows more text than *tokens* could hold or the policy wants read; costs a few
    milliseconds, and nothing is read."""
    from .picture.decode import decode
    from .picture.length import estimate_length

    length = estimate_length(decode(source.picture))
    if length.characters > tokens * _CHARACTERS_A_TOKEN:
        return f"about {length.characters} characters of text: more than the picture costs"
    if length.lines > policy.max_ocr_lines:
        return f"about {length.lines} lines of text, max_ocr_lines is {policy.max_ocr_lines}"
    return None


def read(source: Source, policy: Policy) -> Reading:
    """The reading, remembered: crops and transcripts share it.

    Raises :class:`~headroom_sdk.errors.MissingExtra` without a reader,
    :class:`~headroom_sdk.errors.ImageUnreadable` if the pixels cannot be decoded.
    """
    reader = engine(policy)
    if isinstance(reader, str):
        raise MissingExtra(reader)
    found = memo.READINGS.get((source.digest, reader.name), lambda: _read(source, reader))
    assert isinstance(found, Reading)
    return found


def search(
    source: Source,
    image: Image.Image,
    reader: TextReader,
    wanted: Callable[[Sequence[Quad]], Sequence[Quad]],
    most: int,
) -> tuple[Line, ...] | None:
    """Every line of text in *image*, the pixels of *source*; only those that *wanted* picks are read, the others
    have no text. ``None`` for a picture of more than *most* lines."""
    from .picture.lines import Line

    seen = _seen(source, reader)
    quads = reader.detect(image, seen)
    if len(quads) > most:
        return None
    picked = wanted(quads)
    read = dict(zip(picked, reader.recognise(image, picked, seen), strict=True))
    return tuple(read.get(quad) or Line(quad=quad, text="", confidence=0.0) for quad in quads)


def _seen(source: Source, reader: TextReader) -> Seen:
    from .picture.ocr import Seen

    seen = memo.READINGS.get((source.digest, reader.name, "seen"), Seen)
    assert isinstance(seen, Seen)
    return seen


def _read(source: Source, reader: TextReader) -> Reading:
    from .picture.decode import decode
    from .picture.gate import judge
    from .picture.survey import survey
    from .picture.transcript import transcript

    image = decode(source.picture)
    lines = reader.read(image, _seen(source, reader))
    verdict = judge(lines, survey(image, lines), keeps_blanks=reader.keeps_blanks)
    written = transcript(lines, source.picture.size)
    return Reading(
        lines=tuple(lines),
        transcript=written.text,
        accepted=verdict.accepted,
        reason=verdict.reason,
        confidence=written.confidence,
    )
