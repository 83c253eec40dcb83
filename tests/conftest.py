"""What holds for every test: no setting from outside, no trace of the test before, faults of ours surface."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings

# "ci" searches the same examples on every run, so that a red run is red again on anybody's machine; "sample" a few of
# them, for the environments that differ from the newest in nothing the laws are about; "dev" goes on searching. No
# deadline: the machines of strangers are slow.
_SLOW_IS_FINE = (HealthCheck.too_slow,)
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    phases=[phase for phase in Phase if phase is not Phase.explain],  # costs more than it tells in a log
    suppress_health_check=_SLOW_IS_FINE,
)
settings.register_profile("sample", settings.get_profile("ci"), max_examples=20)
settings.register_profile("dev", deadline=None, suppress_health_check=_SLOW_IS_FINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


# Settings of ours, keys and addresses of providers, and proxies: a test must not find those of the machine.
_FOREIGN = (
    "HEADROOM_SDK", "OPENAI_", "AZURE_OPENAI_", "ANTHROPIC_", "GEMINI_", "GOOGLE_", "AWS_", "HTTP_PROXY", "HTTPS_PROXY",
    "ALL_PROXY",
)  # fmt: skip


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test starts as a fresh process would, and a fault inside us fails it.

    A test of what users get when we have a fault asks for :func:`faults_pass` too.
    """
    for name in list(os.environ):
        if name.upper().startswith(_FOREIGN):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HEADROOM_SDK_ON_ERROR", "raise")
    _forget()
    yield
    _forget()


@pytest.fixture
def faults_pass(isolated: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default of users: a fault inside us sends the original."""
    monkeypatch.delenv("HEADROOM_SDK_ON_ERROR")


def _forget() -> None:
    """Set back what the process remembers, in the modules that are loaded."""
    report = sys.modules.get("headroom_sdk.report")
    if report is not None:
        fresh = report.Totals()
        for field in dataclasses.fields(fresh):
            if field.name != "_lock":
                setattr(report.TOTALS, field.name, getattr(fresh, field.name))
        report._last.set(None)
    with contextlib.suppress(KeyError):
        sys.modules["headroom_sdk.memo"].clear()
    with contextlib.suppress(KeyError, RuntimeError):  # RuntimeError: the first lossy change is not yet said
        sys.modules["headroom_sdk.engine"]._said.release()
