"""``headroom.compress``: the engine for people who send their requests themselves."""

from __future__ import annotations

from typing import Any, get_args

from .errors import ConfigurationError, MalformedBody
from .policy import Policy
from .report import TOTALS, Report, record
from .target import Provider, Target


def compress(
    body: dict[str, Any],
    provider: Provider | None = None,
    model: str | None = None,
    policy: Policy | None = None,
) -> tuple[dict[str, Any], Report]:
    """The body to send instead of *body*, and what was decided.

    Any JSON request body that we know, recognised by its shape: Chat Completions, Responses, Messages,
    generateContent, Interactions and their batches. The same object comes back if nothing is gained; the
    given one is never changed. *provider* settles what two formats have in common; *model* is needed where
    the body does not name one (Gemini has it in the URL): without it the provider's current default family
    is assumed and counts are marked inexact.

    Raises :class:`~headroom_sdk.errors.MalformedBody` for a body of no known format.
    """
    from .body.registry import dialect_for_body
    from .engine import process
    from .tokens import default_rule

    check_provider(provider)
    dialect = dialect_for_body(body, provider)
    if dialect is None:
        raise MalformedBody(
            "not a request body of a format that we know: pass the whole JSON body as a dict, with its "
            "`messages`, `input` or `contents`"
        )
    policy = Policy.from_env() if policy is None else policy
    target = Target(provider=dialect.provider, model=model)
    new, report = process(body, dialect, target, policy, default=default_rule(dialect.provider))
    if report.decisions:
        TOTALS.add(report)
    record(report)
    return new, report


def check_provider(provider: str | None) -> None:
    """Raise :class:`~headroom_sdk.errors.ConfigurationError` for a provider that we do not know."""
    known = get_args(Provider)
    if provider is not None and provider not in known:
        raise ConfigurationError(f"provider={provider!r}: one of {', '.join(known)}")
