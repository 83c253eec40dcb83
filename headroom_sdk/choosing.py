"""The technique that nobody forced: the cheapest, by the target's own rule, of those that the answer survives."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from . import reading
from .conversation import Context
from .cropping import crop
from .errors import ConfigurationError, ImageUnreadable
from .outcome import Outcome, Setting
from .plan import Plan, Scope, lossless, overview, reductions
from .policy import Policy, Technique
from .routing.route import Route, Router, bar
from .source import Source
from .transcribing import transcribe

# A picture that costs less than this is no match for text: its fence and first line alone take half of it.
LEAST_FOR_TEXT = 64


def router_of(policy: Policy) -> Router | str:
    """The router in force, or why there is none."""
    if policy.router is not None and not isinstance(policy.router, (str, Path)):
        return policy.router
    try:
        from .routing import router
    except ImportError as e:  # a platform without wheels of numpy
        return f"choosing by what a question needs wants {e.name}: pip install {e.name}"
    try:
        return router.shipped() if policy.router is None else router.load(policy.router)
    except ConfigurationError as e:
        return str(e)


def choose(
    source: Source,
    scope: Scope,
    stays: Outcome,
    context: Context,
    setting: Setting,
    attempt: Callable[[Plan, Outcome], Outcome | None],
) -> Outcome:
    """What to send, or *stays* with why nothing lossy is. *attempt* carries out a plan of the whole picture, where
    that is no worse than the original."""
    most = int(lossless(scope).tokens * (1 - setting.policy.min_saving))
    smaller = [plan for plan in reductions(scope) if plan.tokens <= most]
    if not smaller and (not context.part.text_allowed or most < LEAST_FOR_TEXT):
        return stays
    router = router_of(setting.policy)
    if isinstance(router, str):
        return dataclasses.replace(stays, reason=router, warning=router)
    try:
        route = router.route(source.picture, context.query)
    except ImageUnreadable as e:
        return dataclasses.replace(stays, reason=str(e), error=str(e))
    except Exception as e:  # a router may be the user's own
        if setting.policy.on_error == "raise":
            raise
        why = f"the router failed: {type(e).__name__}: {e}"[:200]
        return dataclasses.replace(stays, reason=why, warning=why)
    stays = dataclasses.replace(stays, probabilities=_probabilities(route))
    return _Choice(source, scope, stays, context, setting, router, route).cheapest(smaller, most, attempt)


def _probabilities(route: Route) -> tuple[tuple[str, float], ...]:
    return tuple((str(technique), route.probability(technique)) for technique in Technique)


@dataclasses.dataclass(frozen=True, slots=True)
class _Choice:
    """One picture, one question, and what the router says of them."""

    source: Source
    scope: Scope
    stays: Outcome
    context: Context
    setting: Setting
    router: Router
    route: Route

    def cheapest(
        self, smaller: list[Plan], most: int, attempt: Callable[[Plan, Outcome], Outcome | None]
    ) -> Outcome:
        """Of what clears the bar. What must look at the pixels again is only tried where it could cost less than
        what need not."""
        low = next((plan for plan in smaller if self._shows(plan)), None)
        refusals: list[str] = []
        found: list[Outcome] = []
        below = most if low is None else low.tokens - 1
        for technique in (Technique.TRANSCODE, Technique.CROP):
            if not self._clears(technique, self.route.probability(technique)):
                continue
            tried = self._transcribed(below) if technique is Technique.TRANSCODE else self._cropped(below)
            if isinstance(tried, Outcome):
                found.append(tried)
                below = (tried.tokens_after or 0) - 1
            elif tried:
                refusals.append(tried)
        if found:
            return self._sure(found[-1])
        if low is not None:
            drawn = attempt(low, dataclasses.replace(self.stays, confidence=self._whole(low)))
            if drawn is not None:
                return dataclasses.replace(drawn, reason=f"{self.route.reason}: {drawn.reason}")
            refusals.append("its file would be too large")
        refusals = refusals or ["no cheaper rendition is sure enough"]
        why = "; ".join(dict.fromkeys([self.route.reason, *refusals]))
        return dataclasses.replace(self.stays, reason=why)

    def _clears(self, technique: Technique, probability: float) -> bool:
        return probability >= bar(self.router, self.context.mode, technique)

    def _shows(self, plan: Plan) -> bool:
        return self._clears(Technique.FULL_LOW, self._whole(plan))

    def _whole(self, plan: Plan) -> float:
        return self.route.whole((plan.count.width, plan.count.height))

    def _transcribed(self, below: int) -> Outcome | str:
        if not self.context.part.text_allowed or below < LEAST_FOR_TEXT:
            return ""
        reader = reading.engine(self.setting.policy)
        if isinstance(reader, str):
            return reader
        return transcribe(self.source, self.scope, self.stays, self.context, self.setting, reader, most=below)

    def _cropped(self, below: int) -> Outcome | str:
        if overview(self.scope).tokens >= below and self.context.mode != "aggressive":
            return ""
        found = crop(self.source, self.scope, self.stays, self.context, self.setting)
        if isinstance(found, Outcome) and (found.tokens_after or 0) > below:
            return ""
        return found

    def _sure(self, outcome: Outcome) -> Outcome:
        """With the probability that its answer survives: of a part that was found what its finder says, who has
        seen more; else no more than the router says of the technique."""
        confidence = outcome.confidence
        if outcome.technique is not Technique.CROP:
            confidence = min(self.route.probability(outcome.technique), confidence)
        return dataclasses.replace(
            outcome, confidence=confidence, reason=f"{self.route.reason}: {outcome.reason}"
        )
