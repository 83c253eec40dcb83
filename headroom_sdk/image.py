"""The stand-alone door: compress the images of a list of messages, without any client."""

from __future__ import annotations

import dataclasses
import threading
from dataclasses import dataclass
from typing import Any, Literal, overload

from .errors import ImageUnreadable, MalformedBody
from .own_http import check_provider
from .policy import Policy, Technique
from .regions import Given, RegionsOfInterest
from .report import TOTALS, Decision, Report, record
from .target import Provider, Target

__all__ = ["CompressionResult", "ImageCompressor", "Technique", "compress_images"]

# The field of a request body that holds the messages, by the format that it is tried as.
_FIELDS: dict[str, tuple[str, ...]] = {
    "openai": ("messages", "input"),
    "anthropic": ("messages",),
    "google": ("contents", "input"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressionResult:
    """What one call of :meth:`ImageCompressor.compress` did, over all of its pictures.

    ``technique`` and ``confidence`` are those of the picture that saved most; tokens are sums over the
    pictures that could be counted.
    """

    technique: Technique
    original_tokens: int
    compressed_tokens: int
    confidence: float
    decisions: tuple[Decision, ...]

    @property
    def savings_percent(self) -> float:
        """Image tokens saved, in percent."""
        if not self.original_tokens:
            return 0.0
        return 100.0 * (self.original_tokens - self.compressed_tokens) / self.original_tokens

    @classmethod
    def of(cls, report: Report) -> CompressionResult:
        """The sums of *report*."""
        best = max(
            report.decisions,
            key=lambda d: (d.tokens_before or 0) - (d.tokens_after or 0),
            default=None,
        )
        return cls(
            technique=best.technique if best else Technique.PRESERVE,
            original_tokens=report.tokens_before,
            compressed_tokens=report.tokens_after,
            confidence=best.confidence if best else 1.0,
            decisions=report.decisions,
        )


class ImageCompressor:
    """Compresses the images of messages in OpenAI's, Anthropic's or Google's format.

    Safe to share between threads: ``last_result`` and ``last_savings`` are those of the calling thread. Use
    it as a context manager, or call :meth:`close`, to give its memory back.
    """

    def __init__(self, policy: Policy | None = None) -> None:
        self._policy = Policy.from_env() if policy is None else policy
        self._last = threading.local()

    def has_images(self, messages: list[Any]) -> bool:
        """Whether *messages* carry an image, in any of the formats."""
        from .body.registry import all_dialects

        return isinstance(messages, list) and any(
            dialect.has_images({field: messages})
            for dialect in all_dialects()
            for field in _FIELDS[dialect.provider]
        )

    @overload
    def compress(
        self,
        messages: list[Any],
        provider: Provider = ...,
        model: str | None = ...,
        query: str | None = ...,
        technique: Technique | str | None = ...,
        *,
        regions: Given | None = ...,
        return_report: Literal[False] = ...,
    ) -> list[Any]: ...

    @overload
    def compress(
        self,
        messages: list[Any],
        provider: Provider = ...,
        model: str | None = ...,
        query: str | None = ...,
        technique: Technique | str | None = ...,
        *,
        regions: Given | None = ...,
        return_report: Literal[True],
    ) -> tuple[list[Any], Report]: ...

    def compress(
        self,
        messages: list[Any],
        provider: Provider = "openai",
        model: str | None = None,
        query: str | None = None,
        technique: Technique | str | None = None,
        *,
        regions: Given | None = None,
        return_report: bool = False,
    ) -> list[Any] | tuple[list[Any], Report]:
        """*messages* with smaller images; the same list if nothing is gained. The given ones are never changed.

        Without *model* the provider's current default family is assumed, and counts are marked inexact.
        *query* is what the images are asked about, if the messages do not say; *technique* forces one. *regions*
        are all that matters in them: ``[(x, y, width, height), …]`` in pixels of the upright picture for every
        image, or one such list for each, in their order.

        Raises :class:`~headroom_sdk.errors.MalformedBody` for messages that are not a list of dicts in the
        provider's format, :class:`~headroom_sdk.errors.ImageUnreadable` for a picture that cannot be read,
        :class:`~headroom_sdk.errors.ConfigurationError` for an unknown provider or technique, and
        for regions that are no boxes.
        """
        check_provider(provider)
        _check_messages(messages)
        policy = self._policy
        if technique is not None:
            policy = dataclasses.replace(policy, technique=technique)  # type: ignore[arg-type] # checked by Policy
        compressed, report = _run(messages, provider, model, query, policy, RegionsOfInterest.of(regions))
        for decision in report.decisions:
            if decision.error:
                raise ImageUnreadable(f"{decision.path}: {decision.error}")
        self._last.result = CompressionResult.of(report)
        record(report)
        if report.decisions:
            TOTALS.add(report)
        return (compressed, report) if return_report else compressed

    @property
    def last_result(self) -> CompressionResult | None:
        """The result of this thread's newest call."""
        return getattr(self._last, "result", None)

    @property
    def last_savings(self) -> float:
        """Image tokens that this thread's newest call saved, in percent."""
        return self.last_result.savings_percent if self.last_result else 0.0

    def close(self) -> None:
        """Free what this process remembers and has loaded, as :func:`headroom_sdk.release` does; the compressor
        stays usable."""
        from .memory import release

        release()

    def __enter__(self) -> ImageCompressor:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def compress_images(
    messages: list[Any],
    provider: Provider = "openai",
    model: str | None = None,
    query: str | None = None,
    technique: Technique | str | None = None,
    policy: Policy | None = None,
) -> list[Any]:
    """:meth:`ImageCompressor.compress` once, without keeping a compressor."""
    return ImageCompressor(policy).compress(messages, provider, model, query, technique)


def _check_messages(messages: object) -> None:
    if not isinstance(messages, list):
        raise MalformedBody(f"messages must be a list of dicts, not {type(messages).__name__}")
    for i, message in enumerate(messages):
        if not isinstance(message, (dict, str)):
            raise MalformedBody(f"messages[{i}] must be a dict, not {type(message).__name__}")


def _run(
    messages: list[Any],
    provider: Provider,
    model: str | None,
    query: str | None,
    policy: Policy,
    regions: RegionsOfInterest,
) -> tuple[list[Any], Report]:
    from .body.registry import all_dialects
    from .engine import process
    from .tokens import default_rule

    target = Target(provider=provider, model=model)
    for field in _FIELDS[provider]:
        body = {field: messages}
        for dialect in all_dialects():
            if dialect.provider == provider and dialect.has_images(body):
                new, report = process(
                    body,
                    dialect,
                    target,
                    policy,
                    query=query,
                    default=default_rule(provider),
                    regions=regions,
                )
                return new[field], report
    return messages, Report(model=model, dry_run=policy.dry_run)
