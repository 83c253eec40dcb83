"""The one funnel: a body in, the body to send and a report out.

A pure function of the body, the target and the policy. Memory only makes it faster.
"""

from __future__ import annotations

import dataclasses
import logging
import threading
import time
from collections.abc import Sequence
from typing import Any

from . import ageing, lifting, limits
from .attachments import attach
from .body import walk
from .body.dialect import Block, Conversation, Dialect, Facts, Message, Path, Text
from .body.facts import draws
from .conversation import turns
from .duplicates import duplicate
from .fitting import Fitting, Settled, batch_refused, in_batch
from .outcome import Setting
from .policy import Policy, Technique
from .reach import out_of_reach
from .regions import NOWHERE, RegionsOfInterest
from .report import Decision, Report
from .settle import settle
from .shown import Gallery
from .target import Target
from .tokens import Rule, resolve

log = logging.getLogger("headroom_sdk")


def process(
    body: Any,
    dialect: Dialect,
    target: Target,
    policy: Policy,
    *,
    query: str | None = None,
    default: Rule | None = None,
    regions: RegionsOfInterest = NOWHERE,
) -> tuple[Any, Report]:
    """Rewrite the images of *body*.

    *query* is what all of its images are asked about, if the caller knows better than the conversation
    tells; *default* counts where neither body nor target names a model; *regions* are what matters in them, in
    the order of the images.

    The same object comes back if nothing is gained, or with ``Policy(dry_run=True)``; *body* itself is never
    changed. A part that cannot be read stays as it is, with the reason on its decision.
    """
    start = time.perf_counter()
    lifted: dict[Path, list[Any]] = {}
    edits: dict[Path, list[Any]] = {}
    additions: list[tuple[Path, Dialect, list[Block]]] = []
    decisions: list[Decision] = []
    again: list[Decision] = []
    warnings: dict[str, None] = {}
    model = target.model
    is_batch = False
    for conversation in dialect.conversations(body):
        is_batch = is_batch or in_batch(conversation)
        facts, messages = _read(conversation)
        model = facts.model or target.model
        rule = rule_of(model, policy) if model else default
        found, lines = lifting.lifted(conversation, messages, rule, target, policy, model, facts.untouchable)
        warnings |= dict.fromkeys(lines)
        if found:
            lifted |= {conversation.root + path: nodes for path, nodes in found.items()}
            conversation = dataclasses.replace(conversation, body=walk.replace(conversation.body, found))
            facts, messages = _read(conversation)
        if facts.untouchable is None and model:  # Gemini names its model in the URL: its body could not tell
            facts = dataclasses.replace(facts, untouchable=draws(model))
        if rule is not None and rule.note and not rule.exact:
            warnings[f"{model}: {rule.note}"] = None
        setting = setting_of(conversation, target, rule, model, policy)
        until, refused = len(messages), 0
        while True:
            fitting, gallery, told = _looked_at(
                conversation, messages, facts, setting, target, query, regions, len(decisions), until
            )
            settled, said = fitting.settled()
            attached, gone = fitting.attached()
            if not gone:
                break
            until, refused = gone[0].at, refused + len(gone)  # what came after may have built on it
        warnings |= dict.fromkeys([*told, *said, *out_of_reach(conversation.body, messages)])
        if refused:
            warnings[_REFUSED.format(refused)] = None
        if attached and gallery.spare < 0:
            warnings[_DEARER.format(-gallery.spare)] = None
        for one in attached:
            path = conversation.root + messages[one.at].path
            additions.append((path, conversation.dialect, one.blocks))
            again.append(dataclasses.replace(_decision(one, path, conversation.dialect), changed=True))
        for one in settled:
            part = one.context.part
            path = conversation.root + part.path
            if one.blocks:
                node = walk.get(conversation.body, part.path)
                edits[path] = conversation.dialect.blocks(node, part, one.blocks)
            if one.outcome.warning:
                warnings[one.outcome.warning] = None
            decisions.append(_decision(one, path, conversation.dialect))
    sent = walk.replace(body, lifted)
    for path, speaking, blocks in additions:
        sent = walk.append(sent, path, speaking, blocks)
    sent = walk.replace(sent, edits)
    if is_batch:
        warnings |= dict.fromkeys(batch_refused(sent, target))
    report = Report(
        decisions=tuple(decisions),
        attachments=tuple(again),
        warnings=tuple(warnings),
        model=model,
        dialect=dialect.name,
        milliseconds=_since(start),
        dry_run=policy.dry_run,
    )
    if policy.dry_run:
        return body, report
    if edits or additions:
        _say_first_lossy(report)
    return sent, report


def _looked_at(
    conversation: Conversation,
    messages: Sequence[Message],
    facts: Facts,
    setting: Setting,
    target: Target,
    query: str | None,
    regions: RegionsOfInterest,
    first: int,
    until: int,
) -> tuple[Fitting, Gallery, list[str]]:
    """Every picture of *conversation* in its order, the first of them number *first* of the body, what messages before
    number *until* ask of earlier ones, and what to tell the caller."""
    policy, told = setting.policy, list[str]()
    fitting, gallery = Fitting(conversation, messages, facts, setting, target), Gallery()
    old = ageing.old(messages, setting)
    for at, turn in enumerate(turns(messages, facts, policy, query, regions, first)):
        for context in turn.contexts:
            began = time.perf_counter()
            detail, squeeze = fitting.detail(context), fitting.at_sight(context)
            outcome, blocks = settle(context, detail, setting, squeeze)
            left_out = ageing.aged(context, outcome, old, setting)
            same = None if left_out else duplicate(gallery, context, detail, outcome, setting)
            outcome, blocks = left_out or same or (outcome, blocks)
            gallery.add(turn.message, context, detail, outcome, blocks)
            ms = _since(began)
            fitting.add(Settled(context=context, at=at, outcome=outcome, blocks=blocks, milliseconds=ms))
        if query is None and at < until:
            told += attach(turn, at, gallery, setting, fitting)
        gallery.close(turn.message)
    return fitting, gallery, told


def _read(conversation: Conversation) -> tuple[Facts, Sequence[Message]]:
    dialect = conversation.dialect
    return dialect.facts(conversation.body), dialect.messages(conversation.body)


def setting_of(
    conversation: Conversation, target: Target, rule: Rule | None, model: str | None, policy: Policy
) -> Setting:
    """What all images of *conversation* have in common."""
    # Only the provider's own models know its words, and only hosts that speak for it.
    spoken = target.takes_detail and rule is not None and rule.provider == conversation.dialect.provider
    # Who speaks one provider's format for another one's model has to please both.
    door = limits.limits_of(target)
    behind = limits.limits_of(target, rule.provider if rule else None)
    return Setting(
        rule=rule,
        model=model,
        policy=policy,
        takes_detail=spoken,
        accept=door.formats & behind.formats,
        max_bytes=min(door.max_image_bytes, behind.max_image_bytes),
    )


def rule_of(model: str, policy: Policy) -> Rule | None:
    """The token rule of *model*, or of what the policy says runs behind that name."""
    return resolve(policy.models.get(model, model))


def _decision(settled: Settled, path: Path, speaking: Dialect) -> Decision:
    outcome = settled.outcome
    detail = outcome.detail or settled.context.part.detail
    return Decision(
        path=_spell(path),
        technique=outcome.technique,
        reason=outcome.reason,
        confidence=outcome.confidence,
        tokens_before=outcome.tokens_before,
        tokens_after=outcome.tokens_after,
        exact=outcome.exact,
        bytes_before=outcome.bytes_before,
        bytes_after=outcome.bytes_after,
        sizes=(outcome.size,) if outcome.size else (),
        regions=outcome.regions,
        detail=speaking.spelling(detail) if detail else None,
        text=next((b.text for b in settled.blocks if isinstance(b, Text)), None),
        stages=outcome.stages,
        milliseconds=settled.milliseconds,
        changed=outcome.changed,
        probabilities=outcome.probabilities,
        error=outcome.error,
    )


def _spell(path: Path) -> str:
    """A path as people write it: ``messages[0].content[1]``."""
    out = ""
    for step in path:
        out += f"[{step}]" if isinstance(step, int) else f".{step}" if out else str(step)
    return out


def _since(start: float) -> float:
    return round((time.perf_counter() - start) * 1000, 3)


_said = threading.Lock()


def _say_first_lossy(report: Report) -> None:
    for d in report.decisions:
        if d.changed and d.technique is not Technique.PRESERVE and _said.acquire(blocking=False):
            log.warning(
                _LOSSY, report.model or "no model named", d.technique, d.tokens_before, d.tokens_after
            )
            return


_LOSSY = (
    "%s: a picture is sent with technique %s, %s → %s tokens. This is said once per process; "
    'Policy(mode="lossless") or HEADROOM_SDK_MODE=lossless forbids it, HEADROOM_SDK=off switches everything off.'
)
_REFUSED = "{} of the pictures that later texts ask for, not attached: with them, the target would refuse the request"
_DEARER = (
    "pictures attached for later questions have cost {:,} tokens more by now than this conversation saved: "
    'Policy(decide_by="picture") or mode="lossless" is for chats like it'
)
