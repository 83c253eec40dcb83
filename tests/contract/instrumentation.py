"""Other people's instrumentation, switched on and off one way for all."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal


class Spans:
    """What was traced, as the tool itself exports it."""

    def __init__(self) -> None:
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import SimpleSpanProcessor
        from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

        self._exporter = InMemorySpanExporter()
        self.processor = SimpleSpanProcessor(self._exporter)
        self.provider = TracerProvider()
        self.provider.add_span_processor(self.processor)

    def take(self) -> int:
        """How many since the last time."""
        spans = self._exporter.get_finished_spans()
        self._exporter.clear()
        return len(spans)


Sdk = Literal["openai", "anthropic", "google.genai"]


@dataclass(frozen=True, kw_only=True)
class Tool:
    """One instrumentation. ``on(spans, client)`` gives how to switch it off, or ``None`` where it cannot be."""

    name: str
    sdk: Sdk
    package: str
    on: Callable[[Spans, Any], Callable[[], None] | None]

    def fits(self) -> bool:
        """Whether the tool takes the installed release of the SDK."""
        if self.package != "opentelemetry.instrumentation.google_genai":
            return True
        module = importlib.import_module(self.package)
        return module.GoogleGenAiSdkInstrumentor()._check_dependency_conflicts() is None

    def __str__(self) -> str:
        return self.name


def _instrumentor(path: str) -> Callable[[Spans, Any], Callable[[], None]]:
    module, _, name = path.partition(":")

    def on(spans: Spans, client: Any) -> Callable[[], None]:
        instrumentor = getattr(importlib.import_module(module), name)()
        instrumentor.instrument(tracer_provider=spans.provider)
        return lambda: instrumentor.uninstrument()

    return on


def _for_good(path: str) -> Callable[[Spans, Any], None]:
    """Of a tool whose ``uninstrument()`` leaves everything in place."""
    switch = _instrumentor(path)

    def on(spans: Spans, client: Any) -> None:
        switch(spans, client)

    return on


def _logfire(method: str, which: Literal["class", "client"]) -> Callable[[Spans, Any], Callable[[], None]]:
    def on(spans: Spans, client: Any) -> Callable[[], None]:
        import logfire

        configured = logfire.configure(
            local=True, send_to_logfire=False, console=False, additional_span_processors=[spans.processor]
        )
        # Without an argument it takes the classes; it hands out a way back, which holds once it is entered.
        revert = getattr(configured, method)(*([client] if which == "client" else []))
        stack = contextlib.ExitStack()
        stack.enter_context(revert)
        return stack.close

    return on


TOOLS = (
    Tool(name="OpenInference openai", sdk="openai", package="openinference.instrumentation.openai", on=_instrumentor("openinference.instrumentation.openai:OpenAIInstrumentor")),
    Tool(name="OpenInference anthropic", sdk="anthropic", package="openinference.instrumentation.anthropic", on=_instrumentor("openinference.instrumentation.anthropic:AnthropicInstrumentor")),
    Tool(name="OpenInference google", sdk="google.genai", package="openinference.instrumentation.google_genai", on=_instrumentor("openinference.instrumentation.google_genai:GoogleGenAIInstrumentor")),
    Tool(name="OpenTelemetry google", sdk="google.genai", package="opentelemetry.instrumentation.google_genai", on=_instrumentor("opentelemetry.instrumentation.google_genai:GoogleGenAiSdkInstrumentor")),
    Tool(name="OpenTelemetry (Traceloop) openai", sdk="openai", package="opentelemetry.instrumentation.openai", on=_for_good("opentelemetry.instrumentation.openai:OpenAIInstrumentor")),
    Tool(name="OpenTelemetry (Traceloop) anthropic", sdk="anthropic", package="opentelemetry.instrumentation.anthropic", on=_for_good("opentelemetry.instrumentation.anthropic:AnthropicInstrumentor")),
    Tool(name="Logfire openai, classes", sdk="openai", package="logfire", on=_logfire("instrument_openai", "class")),
    Tool(name="Logfire openai, one client", sdk="openai", package="logfire", on=_logfire("instrument_openai", "client")),
    Tool(name="Logfire anthropic, classes", sdk="anthropic", package="logfire", on=_logfire("instrument_anthropic", "class")),
    Tool(name="Logfire anthropic, one client", sdk="anthropic", package="logfire", on=_logfire("instrument_anthropic", "client")),
)  # fmt: skip


@contextlib.contextmanager
def langsmith_runs() -> Iterator[list[Any]]:
    """Runs that LangSmith traces in this block, kept here and sent nowhere."""
    import langsmith
    from langsmith.run_helpers import get_current_run_tree, trace, tracing_context

    nobody = langsmith.Client(api_key="x", api_url="http://127.0.0.1:9", info={}, auto_batch_tracing=False)
    with tracing_context(enabled="local", client=nobody), trace("parent", client=nobody):
        parent = get_current_run_tree()
        assert parent is not None
        yield parent.child_runs
