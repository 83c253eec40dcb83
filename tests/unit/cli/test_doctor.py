"""``headroom-sdk doctor`` says what is wrong with an installation, however wrong it is."""

from __future__ import annotations

import importlib.util
import sys
from importlib import metadata
from typing import Any

import pytest

pytest.importorskip("click")
pytest.importorskip("rich")

from support.command import Command

from headroom_sdk import adapter as adapters
from headroom_sdk.cli import doctor


def broken(*_: object, **__: object) -> Any:
    raise RuntimeError("all is lost")


def test_a_sound_installation_has_no_problem(command: Command) -> None:
    ran = command("doctor", "--json")
    assert (ran.status, ran.json["problems"], ran.err) == (0, [], "")
    assert {p["name"] for p in ran.json["packages"]} >= {"pillow", "wrapt", "anyio", "pybase64"}
    assert all(p["good"] and p["version"] for p in ran.json["packages"])


def test_it_says_which_hooks_are_live(command: Command) -> None:
    for sdk in command("doctor", "--json").json["sdks"]:
        if sdk["installed"]:
            assert sdk["hooks"] and all(sdk["hooks"].values()), sdk
        else:
            assert sdk["get"].startswith("pip install 'headroom-sdk[")


def test_an_sdk_that_is_missing_is_no_problem_and_says_how_to_get_it(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapters, "is_installed", lambda name: False)
    ran = command("doctor")
    assert ran.status == 0
    assert "pip install 'headroom-sdk[openai]'" in ran.out


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (metadata, "requires"),
        (metadata, "version"),
        (adapters, "entry_points"),
        (adapters, "load"),
        (adapters, "is_installed"),
        (importlib.util, "find_spec"),
    ],
)
def test_it_survives_whatever_is_broken(
    command: Command, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    monkeypatch.setattr(module, name, broken)
    ran = command("doctor", "--json")
    found = doctor.examination()
    assert (ran.status == 1) == bool(found["problems"])
    command("doctor")


def test_a_broken_sdk_is_named(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters, "load", broken)
    ran = command("doctor")
    assert ran.status == 1
    assert "openai: RuntimeError: all is lost" in ran.out


def test_an_sdk_that_is_too_old_is_named(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openai")
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0.28.1" if name == "openai" else real(name))
    ran = command("doctor", "--json")
    assert ran.status == 1
    assert any("openai 0.28.1 is older than 1.30" in problem for problem in ran.json["problems"])


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HEADROOM_SDK_MOOD", "good", "no setting of that name"),
        ("HEADROOM_SDK_MODE", "nonsense", "lossless, balanced, aggressive"),
        ("HEADROOM_SDK_MODELS", "{", "HEADROOM_SDK_MODELS"),
    ],
)
def test_a_setting_that_does_nothing_is_said(
    command: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    ran = command("doctor", "--json")
    assert ran.status == 1
    assert any(said in problem for problem in ran.json["problems"])
    assert ran.json["environment"]["variables"][name] == value


def test_it_says_that_everything_is_switched_off(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADROOM_SDK", "off")
    assert "switched off" in command("doctor").out
    assert command("doctor", "--json").json["environment"]["off"] is True


def test_it_says_which_router_decides_and_whether_text_can_be_read(command: Command) -> None:
    found = command("doctor", "--json").json
    assert found["router"]["present"] is True and found["router"]["name"]
    assert found["text_reading"]["ready"] or "pip install" in found["text_reading"]["problem"]


@pytest.mark.parametrize(
    ("version", "bounds", "good"),
    [
        ("1.14", ">=1.14,<3", True),
        ("1.14.0.post1", "<3,>=1.14", True),
        ("3.0", ">=1.14,<3", False),
        ("1.9", ">=1.14", False),
        ("2.0rc1", ">=1.14", True),
        ("13.0.0", "", True),
    ],
)
def test_versions_are_compared_as_numbers(version: str, bounds: str, good: bool) -> None:
    assert doctor.satisfies(version, bounds) is good


def test_no_key_is_shown(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    assert "sk-secret" not in command("doctor").out + command("doctor", "--json").out
    assert "openai" in sys.modules or importlib.util.find_spec("openai") is None
