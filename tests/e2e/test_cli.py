"""The command ``headroom-sdk``, as people and scripts use it: real files, real SDKs, a provider on this machine."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from support.command import Command

from headroom_sdk.tokens import image_tokens

WITHOUT_EXTRA = find_spec("click") is None or find_spec("rich") is None
with_extra = pytest.mark.skipif(WITHOUT_EXTRA, reason="the extra `cli` is not installed")

DECISION_KEYS = {
    "path", "technique", "confidence", "reason", "tokens_before", "tokens_after", "exact", "bytes_before", "bytes_after",
    "sizes", "regions", "detail", "text", "stages", "milliseconds",
}  # fmt: skip
"""What scripts rely on."""

UNREADABLE = ("missing.png", "folder", "empty.png", "text.png", "cut.png", "drawing.svg")


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("COLUMNS", "80")
    return Command(capsys)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, in which we stand, with a picture of 1260×900 pixels, chart.png, and files that are none."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (1260, 900), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    for y in range(0, 900, 31):
        draw.rectangle((20, y, 60 + y, y + 20), (y % 250, 80, 120))
        draw.text((700, y), f"row {y}", (0, 0, 0))
    draw.rectangle((0, 0, 1259, 899), outline=(0, 0, 0))  # no blank margins
    out = io.BytesIO()
    image.save(out, "PNG")
    (tmp_path / "chart.png").write_bytes(out.getvalue())
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.png").touch()
    (tmp_path / "text.png").write_text("hello")
    (tmp_path / "cut.png").write_bytes(out.getvalue()[:900])
    (tmp_path / "drawing.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fresh(
    *arguments: str, code: str = "from headroom_sdk.cli import main; main()", **environment: str
) -> Any:
    """The command in a process of its own, its output a pipe."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        timeout=120,
    )


# The command itself


def test_without_its_extra_one_sentence_says_what_to_install() -> None:
    code = "import sys; sys.modules['click'] = None; from headroom_sdk.cli import main; main()"
    done = fresh("demo", code=code)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().count("\n") == 1
    assert "pip install 'headroom-sdk[cli]'" in done.stderr.decode()


@pytest.mark.skipif(not WITHOUT_EXTRA, reason="the extra `cli` is installed")
def test_the_installed_command_says_what_to_install() -> None:
    done = fresh("--help")
    assert done.returncode == 2 and b"headroom-sdk[cli]" in done.stderr


@with_extra
def test_help_lists_every_command(command: Command) -> None:
    ran = command("--help")
    assert ran.status == 0
    for name in ("demo", "inspect", "read", "count", "models", "doctor"):
        assert f"\n  {name} " in ran.out
        assert command(name, "--help").status == 0


@with_extra
def test_the_version_is_the_packages(command: Command) -> None:
    import headroom_sdk

    assert command("--version").out == f"headroom-sdk {headroom_sdk.__version__}\n"


@with_extra
@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "count",
        "count chart.png",
        "count chart.png --model nonsense",
        "count chart.png --model gpt-4o --detail nonsense",
        "count chart.png --model gpt-4o --detail original",
        "count chart.png --model claude-haiku-4-5 --detail nonsense",
        "inspect",
        "inspect chart.png --model nonsense",
        "inspect chart.png --model gpt-4o --detail nonsense",
        "inspect chart.png --model gpt-4o --technique nonsense",
        "inspect chart.png --model gpt-4o --mode nonsense",
        "inspect chart.png --model gpt-4o --mode lossless --technique full_low",
        "inspect chart.png --model gpt-4o --out chart.png",
        "inspect chart.png --model gpt-4o --out chart.png/folder",
        "inspect chart.png --pairs pairs.jsonl --model gpt-4o",
        "inspect --pairs missing.jsonl",
        "inspect --pairs folder",
        "demo --model nonsense",
        "demo --live",
        "demo --live --model gpt-4o",
        "models nonsense",
    ],
)
def test_wrong_use_is_status_2_and_says_so_on_stderr_alone(command: Command, files: Path, line: str) -> None:
    ran = command(*line.split())
    assert (ran.status, ran.out) == (2, ""), ran
    assert "Error: " in ran.err and "Traceback" not in ran.err


@with_extra
@pytest.mark.parametrize(
    "line", ["count chart.png --model gpt-4o", "inspect chart.png --model gpt-4o", "demo chart.png"]
)
def test_a_setting_of_the_environment_that_cannot_be_is_wrong_use(
    command: Command, files: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setenv("HEADROOM_SDK_MODE", "nonsense")
    ran = command(*line.split())
    assert (ran.status, ran.out) == (2, "")
    assert "lossless, balanced, aggressive" in ran.err


@with_extra
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
@pytest.mark.parametrize(
    "line",
    ["models", "models --json", "inspect chart.png --model gpt-4o", "count chart.png --model gpt-4o --json"],
)
def test_a_pipe_of_any_encoding_gets_plain_text(files: Path, line: str, encoding: str) -> None:
    done = fresh(*line.split(), PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\x1b" not in done.stdout
    text = done.stdout.decode(encoding)
    if "--json" in line:
        json.loads(text)
    if encoding == "utf-8" and "--json" not in line:
        assert max(map(len, text.splitlines())) <= 80


@with_extra
def test_a_reader_that_leaves_early_is_no_failure_of_ours(files: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "headroom_sdk.cli", "models"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


# count and models


@with_extra
def test_count_agrees_with_the_library_for_every_model(command: Command, files: Path) -> None:
    models = ("gpt-4o", "gpt-5.6", "claude-haiku-4-5", "gemini-3.5-flash", "gemini-2.5-flash")
    ran = command("count", "chart.png", "--json", *(word for model in models for word in ("--model", model)))
    assert ran.status == 0
    for row, model in zip(ran.json, models, strict=True):
        expected = image_tokens(model, 1260, 900)
        assert (row["file"], row["model"], row["pixels"]) == ("chart.png", model, [1260, 900])
        assert (row["tokens"], row["exact"]) == (expected.tokens, expected.exact)
        assert row["sees"] == [expected.width, expected.height]


@with_extra
@pytest.mark.parametrize("detail", ["low", "LOW", "media_resolution_low"])
def test_count_takes_a_detail_in_any_spelling(command: Command, files: Path, detail: str) -> None:
    ran = command("count", "chart.png", "--model", "gpt-4o", "--detail", detail, "--json")
    assert ran.json[0]["tokens"] == 85


@with_extra
def test_count_says_what_cannot_be_read_and_counts_the_rest(command: Command, files: Path) -> None:
    ran = command("count", *UNREADABLE, "chart.png", "--model", "gpt-4o", "--json")
    assert ran.status == 1
    assert [row["file"] for row in ran.json] == [*UNREADABLE, "chart.png"]
    assert [bool(row.get("error")) for row in ran.json] == [True] * len(UNREADABLE) + [False]
    shown = command("count", *UNREADABLE, "chart.png", "--model", "gpt-4o")
    assert shown.status == 1
    assert all(f"{name}: " in shown.err for name in UNREADABLE)
    assert "1260×900" in shown.out


@with_extra
def test_count_says_that_the_api_would_refuse_a_picture(command: Command, files: Path) -> None:
    from PIL import Image

    Image.new("1", (9000, 20)).save("long.png")
    ran = command("count", "long.png", "--model", "claude-haiku-4-5", "--model", "gpt-4o", "--json")
    assert ran.status == 1
    assert "8000" in ran.json[0]["error"] and ran.json[1]["tokens"]


@with_extra
def test_count_knows_what_runs_behind_a_deployment(
    command: Command, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADROOM_SDK_MODELS", '{"my-gpt": "gpt-4o"}')
    (row,) = command("count", "chart.png", "--model", "my-gpt", "--json").json
    assert (row["model"], row["tokens"]) == ("my-gpt", image_tokens("gpt-4o", 1260, 900).tokens)


@with_extra
def test_a_count_without_an_official_rule_is_marked(command: Command, files: Path) -> None:
    assert "~" in command("count", "chart.png", "--model", "gemini-2.5-flash").out
    assert "~" not in command("count", "chart.png", "--model", "gpt-4o").out


@with_extra
def test_models_lists_every_rule_with_its_source(command: Command) -> None:
    from headroom_sdk.tokens import known_models

    found = command("models", "--json").json
    assert [rule["family"] for rule in found] == [rule.family for rule in known_models()]
    assert all(rule["source"] and rule["checked"] and rule["words"] for rule in found)
    shown = command("models").out
    assert all(rule.models[0] in shown for rule in known_models())


# inspect


@with_extra
def test_inspect_tells_the_whole_decision_as_one_line(command: Command, files: Path) -> None:
    ran = command("inspect", "chart.png", "--query", "Which?", "--model", "gpt-4o", "--json")
    (line,) = ran.lines
    assert ran.status == 0
    assert set(line) >= DECISION_KEYS | {"file", "query", "model", "candidates"}
    assert (line["file"], line["query"], line["model"]) == ("chart.png", "Which?", "gpt-4o")
    assert (line["tokens_before"], line["tokens_after"]) == (1105, 765)
    (chosen,) = [c for c in line["candidates"] if c["chosen"]]
    assert [chosen["size"]] == line["sizes"] and chosen["tokens"] == 765


@with_extra
def test_inspect_shows_people_every_plan_the_choice_and_why(command: Command, files: Path) -> None:
    ran = command("inspect", "chart.png", "--query", "Which [b]row[/b]?", "--model", "gpt-4o")
    assert ran.status == 0
    assert "Which [b]row[/b]?" in ran.out
    for text in ("1260×900", "1,105 → 765", "full_low", "1024×731 is what the model keeps", "original 1,105"):
        assert text in ran.out
    assert len([row for row in ran.out.splitlines() if row.startswith("→")]) == 1


@with_extra
def test_inspect_writes_what_is_sent(command: Command, files: Path) -> None:
    from PIL import Image

    ran = command("inspect", "chart.png", "--model", "gpt-4o", "--query", "?", "--out", "new/out", "--json")
    (line,) = ran.lines
    (written,) = (files / "new" / "out").iterdir()
    assert line["out"] == [str(Path("new/out") / written.name)] and written.stem == "0001"
    with Image.open(written) as image:
        assert [list(image.size)] == line["sizes"]
        assert {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}[image.format or ""] == written.suffix
    assert written.stat().st_size == line["bytes_after"]


@with_extra
def test_inspect_never_overwrites_the_picture_that_it_looks_at(command: Command, files: Path) -> None:
    before = (files / "chart.png").read_bytes()
    command("inspect", "chart.png", "--model", "gpt-4o", "--out", ".")
    assert (files / "chart.png").read_bytes() == before


@with_extra
@pytest.mark.parametrize(
    ("options", "technique", "tokens"),
    [
        (["--technique", "full_low"], "full_low", 85),
        (["--technique", "preserve"], "preserve", 765),
        (["--mode", "lossless"], "preserve", 1105),
        (["--detail", "low"], "preserve", 85),
    ],
)
def test_inspect_obeys_its_options(
    command: Command, files: Path, options: list[str], technique: str, tokens: int
) -> None:
    (line,) = command("inspect", "chart.png", "--model", "gpt-4o", "--query", "?", "--json", *options).lines
    assert (line["technique"], line["tokens_after"]) == (technique, tokens)


@with_extra
def test_inspect_warns_of_nothing_that_is_not_sent(
    command: Command, files: Path, caplog: pytest.LogCaptureFixture
) -> None:
    command("inspect", "chart.png", "--model", "gpt-4o", "--technique", "full_low")
    assert not caplog.records


@with_extra
@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_inspected_is_a_line_with_error(
    command: Command, files: Path, name: str
) -> None:
    ran = command("inspect", name, "--model", "gpt-4o", "--query", "?", "--json")
    (line,) = ran.lines
    assert (ran.status, line["file"]) == (1, name)
    assert line["error"] and "\n" not in line["error"]
    shown = command("inspect", name, "--model", "gpt-4o")
    assert (shown.status, shown.out) == (1, "")
    assert shown.err.startswith(f"{name}: ")


@with_extra
def test_a_picture_that_breaks_off_inside_is_a_line_with_error(command: Command, files: Path) -> None:
    from PIL import Image

    Image.effect_noise((2400, 1600), 90).save("noise.jpg", quality=95)
    data = bytearray((files / "noise.jpg").read_bytes())
    (files / "noise.jpg").write_bytes(data[: len(data) // 3])
    ran = command("inspect", "noise.jpg", "--model", "gpt-4o", "--query", "?", "--json")
    assert ran.status == 1 and ran.lines[0]["error"]


# inspect --pairs


def write_pairs(folder: Path, *rows: Any) -> Path:
    path = folder / "pairs.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    return path


@with_extra
def test_pairs_are_explained_in_order_relative_to_their_file(
    command: Command, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = write_pairs(
        files,
        {"file": "chart.png", "query": "one?"},
        {"file": str(files / "chart.png"), "query": "two?", "model": "gemini-3.5-flash"},
        {"file": "chart.png", "query": "three?", "model": "claude-haiku-4-5"},
    )
    monkeypatch.chdir("/")
    ran = command("inspect", "--pairs", pairs, "--model", "gpt-4o", "--technique", "preserve")
    assert (ran.status, ran.err) == (0, "")
    assert [line["query"] for line in ran.lines] == ["one?", "two?", "three?"]
    assert [line["model"] for line in ran.lines] == ["gpt-4o", "gemini-3.5-flash", "claude-haiku-4-5"]
    assert [line["tokens_after"] for line in ran.lines] == [765, 560, 1485]
    assert all(set(line) >= DECISION_KEYS for line in ran.lines)


@with_extra
def test_what_is_sent_for_each_pair_is_written_under_its_number(command: Command, files: Path) -> None:
    pairs = write_pairs(
        files,
        {"file": "chart.png", "query": "?"},
        {"file": "text.png", "query": "?"},
        "",
        {"file": "chart.png", "query": "?", "model": "claude-haiku-4-5"},
    )
    ran = command("inspect", "--pairs", pairs, "--model", "gpt-4o", "--out", "out")
    assert ran.status == 1 and len(ran.lines) == 3
    assert sorted(p.stem for p in (files / "out").iterdir()) == ["0001", "0003"]
    assert (files / "out" / "0003.png").read_bytes() == (files / "chart.png").read_bytes()


@with_extra
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("not json", "JSON"),
        ("[" * 100_000, "JSON"),
        ("[1]", "object"),
        ("null", "object"),
        ({"query": "?"}, "file"),
        ({"file": None}, "file"),
        ({"file": ""}, "file"),
        ({"file": 3, "query": "?"}, "file"),
        ({"file": "chart.png", "query": ["?"]}, "query"),
        ({"file": "chart.png", "query": "?", "model": 4}, "model"),
        ({"file": "chart.png", "query": "?", "model": "nonsense"}, "nonsense"),
        ({"file": "chart.png\0", "query": "?"}, "null"),
        ({"file": "\ud800", "query": "?"}, ""),
        ({"file": "empty.png", "query": "?"}, "empty"),
    ],
    ids=repr,
)
def test_a_bad_line_is_a_line_with_error_and_the_next_goes_on(
    command: Command, files: Path, row: Any, said: str
) -> None:
    pairs = write_pairs(files, row, {"file": "chart.png", "query": "?"})
    ran = command("inspect", "--pairs", pairs, "--model", "gpt-4o")
    bad, good = ran.lines
    assert ran.status == 1
    assert said in bad["error"]
    assert good["tokens_after"] == 765


@with_extra
def test_lines_that_are_not_utf_8_are_bad_lines(command: Command, files: Path) -> None:
    (files / "pairs.jsonl").write_bytes(
        b'\xff\xfe{"file"\n\xef\xbb\xbf{"file": "chart.png", "query": "?"}\r\n'
    )
    ran = command("inspect", "--pairs", "pairs.jsonl", "--model", "gpt-4o")
    assert ["error" in line for line in ran.lines] == [True, False]


@with_extra
def test_no_pairs_are_no_lines(command: Command, files: Path) -> None:
    write_pairs(files)
    ran = command("inspect", "--pairs", "pairs.jsonl", "--model", "gpt-4o")
    assert (ran.status, ran.out) == (0, "")


@with_extra
def test_a_line_without_a_model_is_an_error_if_there_is_none_for_all(command: Command, files: Path) -> None:
    write_pairs(files, {"file": "chart.png", "query": "?"})
    ran = command("inspect", "--pairs", "pairs.jsonl")
    assert (ran.status, ran.lines[0]["line"]) == (1, 1)
    assert "--model" in ran.lines[0]["error"]


@with_extra
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_terminal_gets_a_progress_bar_and_a_file_the_lines_alone(files: Path) -> None:
    import pty

    write_pairs(files, *[{"file": "chart.png", "query": f"{n}?"} for n in range(20)])
    ours, theirs = pty.openpty()
    with open("lines", "wb") as out:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "headroom_sdk.cli",
                "inspect",
                "--pairs",
                "pairs.jsonl",
                "--model",
                "gpt-4o",
            ],
            stdout=out,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"},
        )
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
        assert process.wait(60) == 0
    os.close(ours)
    assert b"inspecting" in shown and b"/20" in shown
    assert len([json.loads(line) for line in (files / "lines").read_text("utf-8").splitlines()]) == 20


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux says so when the other side has gone
        return b""
