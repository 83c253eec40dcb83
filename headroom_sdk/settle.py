"""Settle what becomes of one picture of a request: from its payload to what is sent instead, remembered."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from . import memo
from .body.dialect import Image, ImagePart, Kept
from .conversation import Context
from .errors import ConfigurationError, ImageRejected, ImageUnreadable
from .picture.types import Picture, Rendition, Size
from .plan import Plan, Scope, capped, full_low, lossless, unchanged
from .policy import Policy, Technique
from .tokens import Rule

# Fewer tokens may cost bytes up to here: a small palette PNG grows when its pixels shrink.
FREE_BYTES = 256_000

# Base64 text beyond this is not decoded: no provider takes such a picture inline, and memory is the caller's.
MAX_PAYLOAD = 64_000_000

# Pixels; below that it is a tracking dot or a line, and nothing in it can be kept or lost.
MIN_SIDE = 4

# Names that people declare for a format, and the standard one.
_STANDARD = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all images of one conversation have in common: who bills, who decides, what may be sent."""

    rule: Rule | None
    policy: Policy
    takes_detail: bool
    accept: frozenset[str]
    """Media types that the target takes."""
    max_bytes: int
    """Largest picture that the target takes, decoded."""

    @property
    def key(self) -> tuple[Hashable, ...]:
        return (self.rule, self.policy.fingerprint(), self.takes_detail, self.accept, self.max_bytes)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that the bytes of a rendition are a function of."""

    digest: bytes
    """sha256 of the payload, the base64 text that it is drawn from."""
    size: Size
    accept: frozenset[str]
    lossless: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was decided about one picture; small, for it is remembered, and so without its pixels."""

    technique: Technique = Technique.PRESERVE
    reason: str = ""
    error: str | None = None
    """What is wrong with the picture itself, if it could not be read."""
    warning: str | None = None
    tokens_before: int | None = None
    tokens_after: int | None = None
    exact: bool = False
    bytes_before: int = 0
    bytes_after: int = 0
    size: Size | None = None
    stages: tuple[tuple[str, int], ...] = ()
    detail: str | None = None
    """The value to write, ``None`` leaves the caller's."""
    drawing: Drawing | None = None
    """How to draw what is sent, ``None`` sends the caller's own bytes."""
    media_type: str = ""

    @property
    def changed(self) -> bool:
        return self.drawing is not None or self.detail is not None


def settle(context: Context, detail: str | None, setting: Setting) -> tuple[Outcome, Image | Kept | None]:
    """What becomes of the picture of *context*, and what to write in its place (``None``: it stays).

    *detail* is in force for it. Never raises for what is wrong with a picture: it stays as it is, and the
    outcome says why.
    """
    part = context.part
    payload = part.payload
    if payload is None:
        return Outcome(reason=part.locked or f"not inline: {part.reference or 'no data'}"[:200]), None
    if len(payload) > MAX_PAYLOAD:
        return _unreadable(f"{len(payload) // 1_000_000} MB of base64: too large to look at"), None
    try:
        digest = hashlib.sha256(payload.encode("ascii")).digest()
    except UnicodeEncodeError:
        return _unreadable("the payload is not base64"), None
    case = _Case(context, detail, setting, digest)
    anonymous = dataclasses.replace(part, source="", start=0, path=())
    grounds = dataclasses.replace(context, part=anonymous, query="")
    outcome = memo.DECISIONS.get((digest, grounds, detail, setting.key), case.decide)
    assert isinstance(outcome, Outcome)
    return outcome, _block(outcome, part, setting.policy, case.drawn)


def _block(outcome: Outcome, part: ImagePart, policy: Policy, fresh: bytes | None) -> Image | Kept | None:
    drawing = outcome.drawing
    if drawing is None:
        return Kept(detail=outcome.detail) if outcome.detail else None

    def make() -> str:
        data = _draw(drawing, _probe(part.payload or "", policy)).data if fresh is None else fresh
        return _encode(data, urlsafe=part.urlsafe)

    text = memo.RENDITIONS.get((drawing, part.urlsafe), make, capacity=policy.memo_bytes)
    return Image(payload=text, media_type=outcome.media_type, detail=outcome.detail)


class _Case:
    """One decision that nobody remembers yet."""

    def __init__(self, context: Context, detail: str | None, setting: Setting, digest: bytes) -> None:
        self._context = context
        self._detail = detail
        self._setting = setting
        self._digest = digest
        self.drawn: bytes | None = None
        """The rendition, if deciding took drawing one."""

    def decide(self) -> Outcome:
        payload = self._context.part.payload or ""
        try:
            picture = _probe(payload, self._setting.policy)
        except ImageUnreadable as e:
            return _unreadable(str(e), len(payload) * 3 // 4)
        return self._decide(picture)

    def _decide(self, picture: Picture) -> Outcome:
        n = len(picture.data)
        stays = Outcome(bytes_before=n, bytes_after=n, size=picture.size)
        if self._setting.rule is None:
            return dataclasses.replace(
                stays, reason="no token rule for this model: it could not be said what is gained"
            )
        scope = self._scope(picture, self._setting.rule)
        try:
            before = unchanged(scope)
        except (
            ImageRejected,
            ConfigurationError,
        ) as e:  # refused as it is, or a `detail` that does not exist
            return dataclasses.replace(stays, reason=str(e))
        stays = dataclasses.replace(
            stays,
            tokens_before=before.tokens,
            tokens_after=before.tokens,
            exact=before.count.exact,
            stages=(("original", before.tokens),),
            warning=_low_costs_more(scope, before),
        )
        odd = self._odd(picture)
        if odd:
            return dataclasses.replace(stays, reason=odd, warning=odd)
        obstacle = self._obstacle(picture)
        if obstacle:
            return dataclasses.replace(stays, reason=obstacle)
        for plan in self._plans(scope, picture):
            outcome = self._attempt(plan, stays, picture)
            if outcome is not None:
                return outcome
        return dataclasses.replace(
            stays, reason=self._context.keep_grid or self._context.keep_all or "nothing to gain"
        )

    def _scope(self, picture: Picture, rule: Rule) -> Scope:
        exactly = self._context.explicit or self._context.mode == "lossless"
        return Scope(
            size=picture.size,
            rule=rule,
            detail=self._detail,
            writable=self._setting.takes_detail
            and self._context.part.detail_allowed
            and not self._context.explicit,
            shrink=0.0 if exactly else self._setting.policy.shrink,
        )

    def _obstacle(self, picture: Picture) -> str | None:
        """Why nothing at all may be done to this picture."""
        if self._context.untouched:
            return self._context.untouched
        if picture.marked:
            return "already a rendition of ours"
        if picture.animated:
            return "an animation: its frames would be lost"
        return None

    def _odd(self, picture: Picture) -> str | None:
        """What about this picture its sender should know; such a one is left to the provider as it came."""
        declared = (self._context.part.media_type or "").lower()
        declared = _STANDARD.get(declared, declared)
        if declared and declared != picture.media_type:
            return f"declared as {declared}, but the bytes are {picture.media_type}"
        if min(picture.size) < MIN_SIDE:
            return f"{picture.width}×{picture.height}: too thin to be a picture"
        return None

    def _plans(self, scope: Scope, picture: Picture) -> Iterator[Plan]:
        """What to try, best first."""
        context, policy = self._context, self._setting.policy
        # Gemini's boxes are relative to the picture, so its size is free; everyone else's are pixels.
        fixed = context.keep_grid is not None and scope.rule.provider != "google"
        if not fixed:
            if context.keep_all is None:
                if policy.technique is Technique.FULL_LOW:
                    yield from _worth(full_low(scope), scope, policy)
                elif policy.technique is None and context.mode == "aggressive":
                    cap = capped(scope)
                    if cap is not None:
                        yield from _worth(cap, scope, policy)
            plan = lossless(scope)
            yield plan
            if plan.detail and plan.size != scope.size:
                yield dataclasses.replace(plan, size=scope.size, count=scope.count(scope.size, plan.detail))
        if picture.media_type not in self._setting.accept:
            yield unchanged(scope, f"the target does not take {picture.media_type}")

    def _attempt(self, plan: Plan, stays: Outcome, picture: Picture) -> Outcome | None:
        """The outcome of *plan*, or ``None`` if it would be worse than the original."""
        before, saves = stays.tokens_before or 0, plan.tokens < (stays.tokens_before or 0)
        refused = picture.media_type not in self._setting.accept
        if plan.tokens > before:
            return None
        outcome = dataclasses.replace(
            stays,
            technique=plan.technique,
            reason=plan.reason,
            tokens_after=plan.tokens,
            exact=stays.exact and plan.count.exact,
            stages=(*stays.stages, (str(plan.technique), plan.tokens)),
            detail=plan.detail,
        )
        if plan.size == picture.size and not refused:
            return outcome if saves and plan.detail else None
        policy = self._setting.policy
        drawing = Drawing(self._digest, plan.size, self._setting.accept, policy.mode == "lossless")
        try:
            rendition = _draw(drawing, picture)
        except ImageUnreadable as e:
            return dataclasses.replace(stays, reason=str(e), error=str(e))
        room = max(stays.bytes_before, FREE_BYTES) if saves or refused else stays.bytes_before - 1
        if len(rendition.data) > min(room, self._setting.max_bytes):
            return None
        self.drawn = rendition.data
        return dataclasses.replace(
            outcome,
            bytes_after=len(rendition.data),
            size=rendition.size,
            drawing=drawing,
            media_type=rendition.media_type,
        )


def _unreadable(why: str, size: int = 0) -> Outcome:
    return Outcome(reason=why, error=why, bytes_before=size, bytes_after=size)


def _worth(plan: Plan, scope: Scope, policy: Policy) -> Iterator[Plan]:
    """*plan*, if it is lossy for enough of a saving; a plan of the lossless stage comes on its own."""
    if plan.technique is not Technique.PRESERVE and plan.tokens <= lossless(scope).tokens * (
        1 - policy.min_saving
    ):
        yield plan


def _low_costs_more(scope: Scope, before: Plan) -> str | None:
    if scope.detail != "low" or "high" not in scope.rule.details:
        return None
    high = scope.count(scope.size, "high").tokens
    if high >= before.tokens:
        return None
    return f'detail "low" costs {before.tokens} tokens here, "high" only {high}'


def _probe(payload: str, policy: Policy) -> Picture:
    from .picture.probe import probe

    return probe(_decode(payload), max_megapixels=policy.max_megapixels)


def _draw(drawing: Drawing, picture: Picture) -> Rendition:
    from .picture.render import render

    return render(picture, drawing.size, accept=drawing.accept, lossless=drawing.lossless)


def _decode(payload: str) -> bytes:
    import pybase64

    urlsafe = "-" in payload or "_" in payload
    if urlsafe:
        payload += "=" * (-len(payload) % 4)
    try:
        return pybase64.b64decode(payload, altchars="-_" if urlsafe else None, validate=True)
    except ValueError as e:
        raise ImageUnreadable("the payload is not valid base64") from e


def _encode(data: bytes, *, urlsafe: bool) -> str:
    import pybase64

    return pybase64.b64encode_as_string(data, altchars="-_" if urlsafe else None)
