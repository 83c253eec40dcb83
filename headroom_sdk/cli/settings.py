"""Models, details and settings that users name: checked before any work, wrong ones are wrong use."""

from __future__ import annotations

import json

import click

from ..errors import ConfigurationError
from ..policy import Policy
from ..tokens import Rule, known_models, resolve


def policy_of_environment() -> Policy:
    """What ``HEADROOM_SDK_*`` says. Raises :class:`click.UsageError`."""
    try:
        return Policy.from_env()
    except ConfigurationError as e:
        raise click.UsageError(str(e)) from e


def rule_for(model: str, policy: Policy) -> Rule:
    """The token rule of *model*. Raises :class:`click.UsageError` that names the fix."""
    rule = resolve(policy.models.get(model, model))
    if rule is None:
        raise click.UsageError(unknown(model))
    return rule


def unknown(model: str) -> str:
    """What to do about a model that no rule covers."""
    example = json.dumps({model[:60]: "gpt-4o"})
    return (
        f"no token rule for the model {model[:60]!r}: `headroom-sdk models` lists those that there are; "
        f"for a deployment name, HEADROOM_SDK_MODELS='{example}' says what runs behind it"
    )


def check_detail(detail: str | None, rules: list[Rule]) -> None:
    """Raise :class:`click.UsageError` for a *detail* that no model knows, or that one of *rules* does not."""
    if detail is None:
        return
    words = {"auto", *(word for rule in known_models() for word in rule.details)}
    if plain_detail(detail) not in words:
        raise click.BadParameter(f"{detail!r}: one of {', '.join(sorted(words))}", param_hint="--detail")
    for rule in rules:
        try:
            rule.count(64, 64, detail)
        except ConfigurationError as e:
            raise click.BadParameter(str(e), param_hint="--detail") from e


def plain_detail(detail: str) -> str:
    """A ``detail`` of any provider's spelling in the words of the token rules."""
    word = detail.strip().lower().replace("-", "_").removeprefix("media_resolution_")
    return "auto" if word == "unspecified" else word
