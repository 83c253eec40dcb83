"""``headroom-sdk demo``: the real SDKs to a provider on this machine, and the users' own keys to theirs."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from support.command import Command

pytest.importorskip("click")
pytest.importorskip("rich")

from headroom_sdk.cli import loopback
from headroom_sdk.cli.loopback import Loopback, Received
from headroom_sdk.policy import Policy
from headroom_sdk.reading import engine
from headroom_sdk.tokens import image_tokens

PACKAGES = {"openai": "openai", "anthropic": "anthropic", "google-genai": "google.genai"}
MODELS = {"openai": "gpt-4o", "anthropic": "claude-haiku-4-5", "google-genai": "gemini-3.5-flash"}


def installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ImportError:
        return False


PRESENT = {name for name, package in PACKAGES.items() if installed(package)}
with_sdk = pytest.mark.skipif(not PRESENT, reason="no SDK is installed")
with_all = pytest.mark.skipif(len(PRESENT) < 3, reason="not all three SDKs are installed")


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("COLUMNS", "80")
    return Command(capsys)


@pytest.fixture
def chart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (1260, 900), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    for y in range(0, 900, 31):
        draw.rectangle((20, y, 60 + y, y + 20), (y % 250, 80, 120))
    out = io.BytesIO()
    image.save(out, "PNG")
    (tmp_path / "chart.png").write_bytes(out.getvalue())
    monkeypatch.chdir(tmp_path)
    return "chart.png"


def present_models() -> list[str]:
    return [word for name in sorted(PRESENT) for word in ("--model", MODELS[name])]


# On this machine


@with_all
def test_without_arguments_four_pictures_go_to_six_models_and_all_is_verified(command: Command) -> None:
    ran = command("demo", "--json")
    found = ran.json
    assert (ran.status, ran.err) == (0, "")
    assert len(found["sent"]) == 24 and found["verified"] is True
    assert len(found["totals"]) == 6 and found["missing"] == []
    saved = {t["model"] for t in found["totals"] if t["tokens_after"] < t["tokens_before"]}
    assert saved >= {"gpt-4o", "gemini-3.5-flash"}
    chosen = [s["technique"] for s in found["sent"] if (s["model"], s["asked_detail"]) == ("gpt-5.6", None)]
    read = "transcode" if found["unread"] is None else "full_low"
    assert chosen == ["full_low", "crop", read, "preserve"]
    import openai

    if not hasattr(openai.OpenAI, "responses"):
        return  # an SDK of before that endpoint
    assert {s["endpoint"].rpartition("/")[2] for s in found["sent"]} == {
        "completions", "responses", "messages", "gemini-3.5-flash:generateContent",
    }  # fmt: skip
    assert all(t["tokens_after"] <= t["tokens_before"] for t in found["totals"])


@with_sdk
def test_people_get_a_table_a_picture_and_are_told_if_no_text_was_read(command: Command, chart: str) -> None:
    ran = command("demo", chart, *present_models())
    assert (ran.status, ran.err) == (0, "")
    assert all(MODELS[name] in ran.out for name in PRESENT)
    assert f"{len(PRESENT)} requests arrived with exactly" in ran.out
    assert ("No text was read" in ran.out) is isinstance(engine(Policy()), str)
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "\x1b" not in ran.out


@with_sdk
def test_the_question_and_the_models_are_the_users(command: Command, chart: str) -> None:
    model = MODELS[sorted(PRESENT)[0]]
    (sent,) = command("demo", chart, "--query", "A [question]?", "--model", model, "--json").json["sent"]
    assert (sent["query"], sent["model"]) == ("A [question]?", model)


@with_sdk
def test_files_that_cannot_be_read_are_said_and_the_rest_is_sent(command: Command, chart: str) -> None:
    Path("text.png").write_text("hello")
    Path("empty.png").touch()
    ran = command("demo", "missing.png", "text.png", chart, "empty.png", ".", *present_models(), "--json")
    assert ran.status == 1
    assert len(ran.json["sent"]) == len(PRESENT)
    assert {e["file"] for e in ran.json["errors"]} == {"missing.png", "text.png", "empty.png", "."}
    shown = command("demo", "missing.png", chart, *present_models())
    assert shown.status == 1 and "missing.png: " in shown.err


@with_sdk
def test_only_files_that_cannot_be_read_leave_nothing_to_show(command: Command) -> None:
    ran = command("demo", "missing.png", *present_models())
    assert ran.status == 1
    assert "missing.png: " in ran.err and "Together" not in ran.out


@with_sdk
@pytest.mark.parametrize("form", ["BMP", "TIFF", "GIF", "WEBP"])
def test_any_picture_that_we_read_is_verified_on_the_wire(command: Command, chart: str, form: str) -> None:
    from PIL import Image

    Image.open(chart).convert("RGB").save("picture", form)
    ran = command("demo", "picture", *present_models(), "--json")
    assert ran.status == 0 and ran.json["verified"], ran.json


@with_sdk
def test_a_report_that_is_not_what_was_sent_fails(
    command: Command, chart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = loopback._arrived

    def tampered(text: str, detail: str | None) -> Any:
        arrived = honest(text, detail)
        return loopback.Arrived(data=arrived.data + b"!", size=arrived.size, detail=detail)

    monkeypatch.setattr(loopback, "_arrived", tampered)
    ran = command("demo", chart, *present_models())
    assert ran.status == 1
    assert "✗ chart.png" in ran.err and "arrived with exactly" not in ran.out
    assert command("demo", chart, *present_models(), "--json").json["verified"] is False


@with_sdk
def test_a_fault_inside_us_fails_the_demo(
    command: Command, chart: str, monkeypatch: pytest.MonkeyPatch, faults_pass: None
) -> None:
    from headroom_sdk import engine

    def fault(*_: Any, **__: Any) -> Any:
        raise RuntimeError("a fault")

    monkeypatch.setattr(engine, "process", fault)
    ran = command("demo", chart, *present_models())
    assert ran.status == 1
    assert "no decision" in ran.err


@with_sdk
def test_nothing_is_shown_where_everything_is_switched_off(
    command: Command, chart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADROOM_SDK", "off")
    ran = command("demo", chart, *present_models())
    assert (ran.status, ran.out) == (2, "")
    assert "HEADROOM_SDK" in ran.err


@with_sdk
def test_a_dry_run_says_that_the_originals_were_sent(
    command: Command, chart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADROOM_SDK_DRY_RUN", "on")
    ran = command("demo", chart, *present_models())
    assert ran.status == 0
    assert "originals were sent" in ran.out and "arrived with exactly" not in ran.out


@with_sdk
def test_no_setting_of_the_machine_leads_a_request_away(
    command: Command, chart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
    for name in (
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "OPENAI_BASE_URL",
        "ANTHROPIC_BASE_URL",
        "GOOGLE_GEMINI_BASE_URL",
    ):
        monkeypatch.setenv(name, nowhere)
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    ran = command("demo", chart, *present_models(), "--json")
    assert (ran.status, ran.json["verified"]) == (0, True)


@with_sdk
def test_the_users_own_key_is_not_sent_to_the_demo(
    command: Command, chart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    original = loopback._Requests.do_POST

    def spying(self: Any) -> None:
        seen.append(str(self.headers) + self.path)
        original(self)

    monkeypatch.setattr(loopback._Requests, "do_POST", spying)
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.setenv(name, "sk-secret")
    command("demo", chart, *present_models())
    assert seen and "sk-secret" not in "".join(seen)


def test_a_missing_sdk_is_named_and_its_models_left_out(
    command: Command, chart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "anthropic" not in PRESENT:
        pytest.skip("anthropic is not installed")
    only_anthropic(monkeypatch)
    ran = command("demo", chart)
    assert ran.status == 0
    assert "pip install 'headroom-sdk[openai]'" in ran.out and "pip install 'headroom-sdk[google]'" in ran.out
    assert command("demo", chart, "--json").json["missing"] == ["openai", "google-genai"]


def only_anthropic(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *rest: None if name in ("openai", "google.genai") else real(name, *rest),
    )


def test_without_any_sdk_it_says_what_to_install(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *rest: None if name in PACKAGES.values() else real(name, *rest),
    )
    ran = command("demo")
    assert (ran.status, ran.out) == (2, "")
    assert "pip install 'headroom-sdk[openai]'" in ran.err


# With the users' own keys


def bill(request: Received) -> int:
    """What the provider would bill for the pictures that arrived, and for the words."""
    model = request.body.get("model") or "gemini-3.5-flash"
    words = {None: None, "MEDIA_RESOLUTION_MEDIUM": "medium"}
    tokens = sum(
        image_tokens(model, *picture.size, words.get(picture.detail, picture.detail)).tokens
        for picture in request.pictures
        if picture.size
    )
    return tokens + sum(len(text.split()) for text in request.texts)


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    with Loopback(bill=bill) as provider:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{provider.url}/v1")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", provider.url)
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", provider.url)
        yield provider


def set_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY"):
        monkeypatch.setenv(name, "sk-mine")


@with_sdk
def test_live_shows_what_was_billed_beside_what_was_predicted(
    command: Command, chart: str, provider: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_keys(monkeypatch)
    ran = command("demo", "--live", chart, *present_models(), "--query", "How many rows are there?", "--json")
    assert (ran.status, ran.json["errors"]) == (0, [])
    rows = {row["model"]: row for row in ran.json["billed"]}
    assert set(rows) == {MODELS[name] for name in PRESENT}
    for model, row in rows.items():
        assert (row["billed"], row["difference"]) == (row["predicted"], 0), row
        assert row["tokens_before"] == image_tokens(model, 1260, 900).tokens
    assert "none" in command("demo", "--live", chart, *present_models()).out


@with_sdk
def test_live_shows_a_bill_that_is_not_as_predicted(
    command: Command, chart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "openai" not in PRESENT:
        pytest.skip("openai is not installed")
    with Loopback(bill=lambda request: bill(request) + 17 * len(request.pictures)) as dear:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{dear.url}/v1")
        monkeypatch.setenv("OPENAI_API_KEY", "sk-mine")
        ran = command("demo", "--live", chart, "--model", "gpt-4o")
    assert ran.status == 0
    assert "+17" in ran.out


@with_sdk
def test_live_asks_little(
    command: Command, chart: str, provider: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_keys(monkeypatch)
    command("demo", "--live", chart, chart, *present_models())
    assert len(provider.requests) == 3 * len(PRESENT), "the text alone once, then each picture"
    for request in provider.requests:
        limits = json.dumps(request.body)
        assert ": 16" in limits, "at most 16 tokens of answer"


@pytest.mark.parametrize("arguments", [[], ["--model", "gpt-4o"], ["--model", "claude-haiku-4-5"]])
def test_live_without_a_key_says_which(command: Command, arguments: list[str]) -> None:
    ran = command("demo", "--live", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert "API_KEY" in ran.err or "pip install" in ran.err


@with_sdk
def test_live_says_what_the_provider_answered_when_it_refuses(
    command: Command, chart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_keys(monkeypatch)
    with Loopback() as strange:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{strange.url}/elsewhere/nothing/x")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", f"{strange.url}/elsewhere?x=")
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", f"{strange.url}/elsewhere?x=")
        monkeypatch.setattr(strange, "_answer", lambda path, body: None)
        ran = command("demo", "--live", chart, *present_models(), "--json")
    assert ran.status == 1
    assert all("nothing is served" in row["error"] for row in ran.json["billed"])
