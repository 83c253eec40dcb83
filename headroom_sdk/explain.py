"""Why one picture is sent as it is: every plan that was considered, which was taken, and what kept the others back.

The picture goes through the engine in a request body of the model's own provider: what is explained is what is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .body.dialect import Conversation, Dialect, ImagePart, Json
from .choosing import router_of
from .conversation import Context, contexts
from .engine import process, rule_of, setting_of
from .errors import ConfigurationError, ImageRejected, UnknownModel
from .picture.types import Picture, Size
from .plan import Plan, candidates, lossless
from .policy import Policy, Technique
from .report import Decision
from .routing.route import Route, bar
from .settle import Case
from .source import Source, decoded
from .target import Target
from .tokens import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One plan for a picture. ``sees``: pixels as the model then sees it, ``detail`` in the provider's spelling;
    ``size`` is ``None`` for a text without a picture. ``verdict`` says why it was taken or not."""

    technique: Technique
    size: Size | None
    detail: str | None
    tokens: int
    exact: bool
    sees: Size | None
    probability: float | None
    """That the answer survives this plan, as the router gave it; ``None``: it was not asked."""
    chosen: bool
    verdict: str

    def to_dict(self) -> dict[str, Any]:
        """The stable JSON form."""
        return {
            "technique": str(self.technique),
            "size": list(self.size) if self.size else None,
            "detail": self.detail,
            "tokens": self.tokens,
            "exact": self.exact,
            "sees": list(self.sees) if self.sees else None,
            "probability": self.probability,
            "chosen": self.chosen,
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What became of a picture. ``sent`` are the bytes of the picture that goes out, if one does, ``media_type``
    is theirs; ``rule`` bills it."""

    decision: Decision
    candidates: tuple[Candidate, ...]
    warnings: tuple[str, ...]
    rule: Rule
    original: Picture
    sent: bytes | None = field(repr=False)
    media_type: str | None


def explain(
    data: bytes, *, model: str, query: str = "", detail: str | None = None, policy: Policy | None = None
) -> Explanation:
    """What the engine makes of the picture *data* when *model* is asked *query* about it, and why.

    Raises :class:`~headroom_sdk.errors.UnknownModel`, :class:`~headroom_sdk.errors.ImageUnreadable`, and
    :class:`~headroom_sdk.errors.ConfigurationError` for a *detail* that the model does not know.
    """
    from .body.registry import dialect_for_body
    from .picture.probe import probe

    policy = Policy.from_env() if policy is None else policy
    rule = rule_of(model, policy)
    if rule is None:
        raise UnknownModel(
            f'no token rule for {model[:80]!r}; HEADROOM_SDK_MODELS=\'{{"{model[:80]}": "gpt-4o"}}\' '
            "would name the model behind it"
        )
    word = _word(rule, detail)
    picture = probe(data, max_megapixels=policy.max_megapixels)
    body = _body(rule, model, query, picture, word)
    dialect = dialect_for_body(body, rule.provider)
    assert dialect is not None, rule.provider
    target = Target(provider=rule.provider, model=model)
    sent, report = process(body, dialect, target, policy)
    (decision,) = report.decisions
    part = _part(dialect, sent)
    return Explanation(
        decision=decision,
        candidates=tuple(_candidates(body, dialect, target, rule, policy, decision)),
        warnings=report.warnings,
        rule=rule,
        original=picture,
        sent=decoded(part.payload or "") if part else None,
        media_type=part.media_type if part else None,
    )


def _word(rule: Rule, detail: str | None) -> str | None:
    """*detail* in the words of the token rules, ``None`` where it stands for an omitted one."""
    if detail is None:
        return None
    word = detail.strip().lower().replace("-", "_").removeprefix("media_resolution_")
    try:
        rule.count(64, 64, word)
    except ImageRejected as e:  # no rule refuses so small a picture
        raise ConfigurationError(str(e)) from e
    return None if word in ("auto", "unspecified") else word


def _body(rule: Rule, model: str, query: str, picture: Picture, detail: str | None) -> Json:
    import pybase64

    payload = pybase64.b64encode_as_string(picture.data)
    if rule.provider == "openai":
        shown: dict[str, Any] = {
            "type": "input_image",
            "image_url": f"data:{picture.media_type};base64,{payload}",
        }
        content = [{"type": "input_text", "text": query}] if query else []
        written = {"detail": detail} if detail else {}
        return {"model": model, "input": [{"role": "user", "content": [*content, shown | written]}]}
    if rule.provider == "anthropic":
        source = {"type": "base64", "media_type": picture.media_type, "data": payload}
        text = [{"type": "text", "text": query}] if query else []
        return {
            "model": model,
            "messages": [{"role": "user", "content": [*text, {"type": "image", "source": source}]}],
        }
    inline: dict[str, Any] = {"inlineData": {"mimeType": picture.media_type, "data": payload}}
    body: dict[str, Any] = {
        "contents": [{"role": "user", "parts": [*([{"text": query}] if query else []), inline]}]
    }
    resolution = f"MEDIA_RESOLUTION_{detail.upper()}" if detail else None
    if resolution and rule.per_image:
        inline["mediaResolution"] = {"level": resolution}
    elif resolution:
        body["generationConfig"] = {"mediaResolution": resolution}
    return body


def _part(dialect: Dialect, body: Json) -> ImagePart | None:
    parts = (part for message in dialect.messages(body) for part in message.parts)
    return next((part for part in parts if isinstance(part, ImagePart)), None)


def _candidates(
    body: Json, dialect: Dialect, target: Target, rule: Rule, policy: Policy, decision: Decision
) -> Iterator[Candidate]:
    facts = dialect.facts(body)
    (context,) = contexts(dialect.messages(body), facts, policy)
    conversation = Conversation(root=(), body=body, dialect=dialect)
    source = Source(context.part, policy)
    case = Case(
        context,
        context.part.detail or facts.default_detail,
        setting_of(conversation, target, rule, target.model, policy),
        source,
    )
    scope = case.scope(source.picture, rule)
    try:
        plans = {
            (p.size, p.detail): p for p in reversed(candidates(scope))
        }  # each request once, as what it keeps
        kept = lossless(scope)
    except ImageRejected:
        plans, kept = {}, None
    obstacle = case.odd(source.picture) or case.obstacle(source.picture)
    verdicts = _Verdicts(
        policy=policy,
        decision=decision,
        kept=kept,
        tried=() if obstacle or kept is None else tuple(case.plans(scope, source.picture)),
        obstacle=obstacle,
        grid=None if rule.provider == "google" else context.keep_grid,  # its boxes do not depend on the size
        keep_all=context.keep_all,
        odds=_Odds.asked(source.picture, context, policy) if decision.probabilities else None,
    )
    found = False
    for plan in reversed(plans.values()):
        own = plan.detail or context.part.detail
        spelled = dialect.spelling(own) if own else None
        chosen = not found and _is(plan, spelled, decision)
        found = found or chosen
        yield Candidate(
            technique=plan.technique,
            size=plan.size,
            detail=spelled,
            tokens=plan.tokens,
            exact=plan.count.exact,
            sees=(plan.count.width, plan.count.height),
            probability=verdicts.odds.of(plan) if verdicts.odds else None,
            chosen=chosen,
            verdict=decision.reason if chosen else verdicts.of(plan),
        )
    if not found and decision.tokens_after is not None:  # a text, or a picture that only changed its format
        yield Candidate(
            technique=decision.technique,
            size=decision.sizes[0] if decision.sizes else None,
            detail=decision.detail,
            tokens=decision.tokens_after,
            exact=decision.exact,
            sees=None,
            probability=dict(decision.probabilities).get(str(decision.technique)),
            chosen=True,
            verdict=decision.reason,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Odds:
    """What the router says of each size, and what it would have to say."""

    route: Route
    bar: float

    @staticmethod
    def asked(picture: Picture, context: Context, policy: Policy) -> _Odds | None:
        router = router_of(policy)
        if isinstance(router, str):
            return None
        wanted = bar(router, context.mode, Technique.FULL_LOW)
        return _Odds(route=router.route(picture, context.query), bar=wanted)

    def of(self, plan: Plan) -> float:
        if plan.technique is Technique.PRESERVE:
            return 1.0
        return self.route.whole((plan.count.width, plan.count.height))


def _is(plan: Plan, detail: str | None, decision: Decision) -> bool:
    return (plan.technique, (plan.size,), detail) == (decision.technique, decision.sizes, decision.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdicts:
    """Why plans were not taken. ``kept``: the best plan that loses nothing, if the API takes the picture;
    ``tried``: those that the engine looked at, best first; ``obstacle``: why it looked at none; ``grid``: why
    the pixel grid has to stay."""

    policy: Policy
    decision: Decision
    kept: Plan | None
    tried: tuple[Plan, ...]
    obstacle: str | None
    grid: str | None
    keep_all: str | None
    odds: _Odds | None

    def of(self, plan: Plan) -> str:
        after, before = self.decision.tokens_after or 0, self.decision.tokens_before or 0
        lossy = plan.technique is not Technique.PRESERVE
        if self.obstacle:
            return self.obstacle
        if plan.tokens > before:
            return "costs more than the original"
        if barrier := self.grid or (self.keep_all if lossy else None):
            return barrier
        if plan in self.tried:
            if plan.tokens < after:
                return "its file would be too large"
            return "comes second" if self.decision.changed else "its file would not be smaller"
        if lossy and self.policy.technique not in (None, plan.technique):
            return f"technique {self.policy.technique} is forced"
        if lossy and self.kept and plan.tokens > self.kept.tokens * (1 - self.policy.min_saving):
            return f"saves less than {self.policy.min_saving:.0%}"
        if lossy and self.policy.technique is None:
            if self.odds is None:
                return "lossy: no router says what survives it"
            if self.odds.of(plan) < self.odds.bar:
                return f"survives with {self.odds.of(plan):.0%}, wanted are {self.odds.bar:.0%}"
            if plan.tokens < after:
                return "its file would be too large"
        return "as cheap, but changes more" if plan.tokens == after else "not the cheapest"
