"""Settle what becomes of one picture of a request: from its payload to what is sent instead, remembered."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import operator
from collections.abc import Iterator

from . import memo, reading
from .body.dialect import Block, Image, ImagePart, Kept, Text
from .choosing import choose
from .conversation import Context
from .cropping import crop
from .errors import ConfigurationError, ImageRejected, ImageUnreadable
from .outcome import Outcome, Setting
from .picture.keeping import keeping
from .picture.render import FREE_BYTES
from .picture.types import Picture
from .plan import Plan, Scope, admitted, full_low, lossless, unchanged
from .policy import Technique
from .source import Composition, Drawing, Source
from .squeezing import NOTHING, Squeeze, needed, squeezed
from .tokens import Rule
from .transcribing import transcribe
from .trimming import trim

# Base64 text beyond this is not decoded: no provider takes such a picture inline, and memory is the caller's.
MAX_PAYLOAD = 64_000_000

# Pixels; below that it is a tracking dot or a line, and nothing in it can be kept or lost.
MIN_SIDE = 4

# All that a decision is a function of, besides the picture's bytes and what is asked: taken field by field, for to copy
# the two and hash the copies took longer than everything else about a picture that is remembered.
_OF_PART = operator.attrgetter(
    *(f.name for f in dataclasses.fields(ImagePart) if f.name not in ("path", "source", "start"))
)
_OF_CONTEXT = operator.attrgetter(
    *(f.name for f in dataclasses.fields(Context) if f.name not in ("part", "query"))
)

# Names that people declare for a format, and the standard one.
_STANDARD = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}


def settle(
    context: Context, detail: str | None, setting: Setting, squeeze: Squeeze = NOTHING, digest: bytes = b""
) -> tuple[Outcome, list[Block]]:
    """What becomes of the picture of *context*, and what to write in its place (nothing: it stays).

    *detail* is in force for it, *squeeze* is what a limit of the request asks of it, *digest* that of an outcome
    before. Never raises for what is wrong with a picture: it stays as it is, and the outcome says why.
    """
    part = context.part
    if part.source is None:
        return Outcome(reason=part.locked or f"not inline: {part.reference or 'no data'}"[:200]), []
    size = len(part.source) - part.start
    if size > MAX_PAYLOAD:
        return _unreadable(f"{size // 1_000_000} MB of base64: too large to look at"), []
    try:
        source = Source(part, setting.policy, digest)
    except UnicodeEncodeError:
        return _unreadable("the payload is not base64"), []
    case = Case(context, detail, setting, source)
    # The words of a question weigh only where something lossy may be done; their digest stands for them.
    query = _digest(context.query) if context.keep_grid is None and context.keep_all is None else ""
    key = (source.digest, _OF_PART(part), _OF_CONTEXT(context), query, detail, setting.key)
    outcome = memo.DECISIONS.get(key, case.decide)
    assert isinstance(outcome, Outcome)
    if needed(outcome, setting, squeeze):
        press = functools.partial(squeezed, source, context, detail, setting, outcome, squeeze)
        outcome = memo.DECISIONS.get((*key, squeeze), press)
        assert isinstance(outcome, Outcome)
    return outcome, _blocks(outcome, source, urlsafe=part.urlsafe)


def _blocks(outcome: Outcome, source: Source, *, urlsafe: bool) -> list[Block]:
    if not outcome.recipes:
        return [Kept(detail=outcome.detail)] if outcome.detail else []
    blocks: list[Block] = []
    for recipe in outcome.recipes:
        if isinstance(recipe, (Drawing, Composition)):
            payload = source.make(recipe, urlsafe=urlsafe)
            blocks.append(Image(payload=payload, media_type=outcome.media_type, detail=outcome.detail))
        else:
            blocks.append(Text(text=source.make(recipe)))
    return blocks


class Case:
    """One decision that nobody remembers yet."""

    def __init__(self, context: Context, detail: str | None, setting: Setting, source: Source) -> None:
        self._context = context
        self._detail = detail
        self._setting = setting
        self._source = source

    def decide(self) -> Outcome:
        try:
            picture = self._source.picture
        except ImageUnreadable as e:
            return _unreadable(str(e), len(self._context.part.payload or "") * 3 // 4)
        with keeping():
            return dataclasses.replace(self._decide(picture), digest=self._source.digest)

    def _decide(self, picture: Picture) -> Outcome:
        n = len(picture.data)
        stays = Outcome(bytes_before=n, bytes_after=n, size=picture.size)
        if self._setting.rule is None:
            unknown = "no token rule for this model: it could not be said what is gained"
            return dataclasses.replace(stays, reason=self._context.untouched or unknown)
        scope = self.scope(picture, self._setting.rule)
        try:
            before = unchanged(scope)
        except ImageRejected as e:
            return self._admit(scope, stays, picture, str(e))
        except ConfigurationError as e:  # a `detail` that does not exist
            return dataclasses.replace(stays, reason=str(e))
        stays = dataclasses.replace(
            stays,
            tokens_before=before.tokens,
            tokens_after=before.tokens,
            exact=before.count.exact,
            stages=(("original", before.tokens),),
            warning=_low_costs_more(scope, before),
        )
        odd = self.odd(picture)
        if odd:
            return dataclasses.replace(stays, reason=odd, warning=odd, left_alone=True)
        obstacle = self.obstacle(picture)
        if obstacle:
            return dataclasses.replace(stays, reason=obstacle, left_alone=True)
        why = self._context.keep_grid or self._context.keep_all
        if why is None:
            lossy = self._lossy(scope, stays, picture)
            if lossy.technique is not Technique.PRESERVE:
                return lossy
            stays, why = lossy, lossy.reason
            trimmed = trim(self._source, scope, stays, self._context, self._setting)
            if trimmed is not None:
                return dataclasses.replace(
                    trimmed, reason=f"{trimmed.reason} ({why})" if why else trimmed.reason
                )
        for plan in self.plans(scope, picture):
            outcome = self._attempt(plan, stays, picture)
            if outcome is not None:
                return dataclasses.replace(outcome, reason=f"{outcome.reason} ({why})") if why else outcome
        return dataclasses.replace(stays, reason=why or "nothing to gain")

    def _lossy(self, scope: Scope, stays: Outcome, picture: Picture) -> Outcome:
        """The picture by the technique that is forced or chosen, or *stays* with why it is not."""
        technique = self._setting.policy.technique
        if technique is Technique.CROP or (technique is None and self._context.regions):
            part = crop(self._source, scope, stays, self._context, self._setting)
            return part if isinstance(part, Outcome) else dataclasses.replace(stays, reason=part)
        if technique is Technique.TRANSCODE:
            reader = reading.engine(self._setting.policy)
            if isinstance(reader, str):
                return dataclasses.replace(stays, reason=reader, warning=reader)
            told = transcribe(self._source, scope, stays, self._context, self._setting, reader)
            return told if isinstance(told, Outcome) else dataclasses.replace(stays, reason=told)
        if technique is Technique.FULL_LOW:
            plan = full_low(scope)
            enough = plan.tokens <= lossless(scope).tokens * (1 - self._setting.policy.min_saving)
            low = self._attempt(plan, stays, picture) if enough else None
            return stays if low is None else low
        if technique is None:
            draw = functools.partial(self._attempt, picture=picture)
            return choose(self._source, scope, stays, self._context, self._setting, draw)
        return stays

    def scope(self, picture: Picture, rule: Rule) -> Scope:
        """What may be done to *picture*, as the planner needs to know it."""
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

    def obstacle(self, picture: Picture) -> str | None:
        """Why nothing at all may be done to this picture."""
        if self._context.untouched:
            return self._context.untouched
        if picture.marked:
            return "already a rendition of ours"
        if picture.animated:
            return "an animation: its frames would be lost"
        return None

    def odd(self, picture: Picture) -> str | None:
        """What about this picture its sender should know; such a one is left to the provider as it came."""
        declared = (self._context.part.media_type or "").lower()
        declared = _STANDARD.get(declared, declared)
        if declared and declared != picture.media_type:
            return f"declared as {declared}, but the bytes are {picture.media_type}"
        if min(picture.size) < MIN_SIDE:
            return f"{picture.width}×{picture.height}: too thin to be a picture"
        return None

    def plans(self, scope: Scope, picture: Picture) -> Iterator[Plan]:
        """What to try that loses nothing, best first."""
        # Gemini's boxes are relative to the picture, so its size is free; everyone else's are pixels.
        if self._context.keep_grid is None or scope.rule.provider == "google":
            plan = lossless(scope)
            yield plan
            if plan.detail and plan.size != scope.size:
                yield dataclasses.replace(plan, size=scope.size, count=scope.count(scope.size, plan.detail))
        refused = self._refused(picture)
        if refused:
            yield unchanged(scope, refused)

    def _refused(self, picture: Picture) -> str | None:
        """Why the target would not take these bytes, whatever they show."""
        if picture.media_type not in self._setting.accept:
            return f"the target does not take {picture.media_type}"
        if len(picture.data) > self._setting.max_bytes:
            return f"the target takes {self._setting.max_bytes:,} bytes a picture"
        return None

    def _admit(self, scope: Scope, stays: Outcome, picture: Picture, refusal: str) -> Outcome:
        """The smallest change under which the API takes a picture that it would refuse. Where clicks or the
        caller's own wish forbid one it goes out as it is: refused clearly is better than wrong quietly."""
        kept = self.odd(picture) or self.obstacle(picture)
        kept = kept or self._context.keep_grid or self._context.part.lossless_only
        plan = None if kept else admitted(scope)
        if plan is not None:
            drawing = self._drawing(plan)
            rendition = self._source.draw(drawing)
            if len(rendition.data) <= self._setting.max_bytes:
                return dataclasses.replace(
                    stays,
                    reason=f"{refusal}: {plan.reason}",
                    warning=f"{refusal}: sent at {plan.size[0]}×{plan.size[1]} instead",
                    tokens_after=plan.tokens,
                    exact=plan.count.exact,
                    bytes_after=len(rendition.data),
                    size=rendition.size,
                    stages=(("admitted", plan.tokens),),
                    detail=plan.detail,
                    recipes=(drawing,),
                    media_type=rendition.media_type,
                )
        reason = f"{refusal} ({kept})" if kept else refusal
        return dataclasses.replace(stays, reason=reason, warning=reason)

    def _attempt(self, plan: Plan, stays: Outcome, picture: Picture) -> Outcome | None:
        """The outcome of *plan*, or ``None`` if it would be worse than the original."""
        before, saves = stays.tokens_before or 0, plan.tokens < (stays.tokens_before or 0)
        refused = self._refused(picture)
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
        drawing = self._drawing(plan)
        try:
            rendition = self._source.draw(drawing)
        except ImageUnreadable as e:
            return dataclasses.replace(stays, reason=str(e), error=str(e))
        free = saves or refused is not None
        room = max(stays.bytes_before, FREE_BYTES) if free else stays.bytes_before - 1
        if len(rendition.data) > min(room, self._setting.max_bytes):
            return None
        return dataclasses.replace(
            outcome,
            bytes_after=len(rendition.data),
            size=rendition.size,
            recipes=(drawing,),
            media_type=rendition.media_type,
        )

    def _drawing(self, plan: Plan) -> Drawing:
        exactly = self._context.mode == "lossless"
        return Drawing(self._source.digest, plan.size, self._setting.accept, exactly)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else ""


def _unreadable(why: str, size: int = 0) -> Outcome:
    return Outcome(reason=why, error=why, bytes_before=size, bytes_after=size)


def _low_costs_more(scope: Scope, before: Plan) -> str | None:
    if scope.detail != "low" or "high" not in scope.rule.details:
        return None
    high = scope.count(scope.size, "high").tokens
    if high >= before.tokens:
        return None
    return f'detail "low" costs {before.tokens} tokens here, "high" only {high}'
