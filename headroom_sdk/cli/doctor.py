"""``headroom-sdk doctor``: what is installed, which hooks are live, what is missing and how to get it."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib import metadata
from typing import Any

import click
from rich.text import Text

from .. import __version__
from .output import console, say_json, table

_NAME = "headroom-sdk"
_INSTEAD = ("ocr-v1",)  # an older reader in place of the extra `ocr`, never beside it
_REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*([^;]*)(?:;(.*))?$")
_EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")


@click.command(short_help="Look at this installation.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def doctor(as_json: bool) -> None:
    """Look at this installation: packages, SDKs and their hooks, settings of the environment.

    The exit status is 1 if something is wrong; an extra that is not installed is not.
    """
    found = examination()
    if as_json:
        say_json(found)
    else:
        _show(found)
    if found["problems"]:
        sys.exit(1)


def examination() -> dict[str, Any]:
    """All that is found, in the stable form of ``--json``; never raises."""
    problems: list[str] = []

    def look(what: str, at: Callable[[], Any]) -> Any:
        try:
            return at()
        except Exception as e:  # whatever is broken in somebody's installation is what is looked for
            problems.append(f"{what}: {type(e).__name__}: {e}")
            return None

    names: list[str] = look("adapters", _names) or []
    found = {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "headroom_sdk": __version__,
        "packages": look("packages", lambda: list(_packages())) or [],
        "sdks": [look(name, partial(_sdk, name)) or {"name": name} for name in names],
        "extras": look("extras", lambda: list(_extras())) or [],
        "environment": look("environment", _environment) or {},
        "text_reading": look("reading text", _text_reading),
        "router": look("router", _router),
    }
    problems += [
        f"{p['name']} {p['version'] or 'missing'}: needs {p['needs']}"
        for p in found["packages"]
        if not p["good"]
    ]
    problems += [f"{sdk['name']}: {sdk['problem']}" for sdk in found["sdks"] if sdk.get("problem")]
    problems += found["environment"].get("problems", [])
    return {**found, "problems": problems}


def _requirements() -> Iterator[tuple[str, str, str | None]]:
    """Distribution, versions and extra of each of our requirements that apply to this Python."""
    for line in metadata.requires(_NAME) or ():
        match = _REQUIREMENT.match(line)
        if match is None:
            continue
        name, versions, marker = match.group(1), match.group(2).strip(" ()"), match.group(3) or ""
        below = re.search(r"""python_version\s*<\s*['"](\d+)\.(\d+)['"]""", marker)
        if below and sys.version_info[:2] >= (int(below.group(1)), int(below.group(2))):
            continue
        extra = _EXTRA.search(marker)
        yield name, versions, extra.group(1) if extra else None


def _packages() -> Iterator[dict[str, Any]]:
    for name, versions, extra in _requirements():
        if extra is None:
            version = _version(name)
            good = version is not None and satisfies(version, versions)
            yield {"name": name, "version": version, "needs": versions, "good": good}


def _extras() -> Iterator[dict[str, Any]]:
    wanted: dict[str, list[tuple[str, str]]] = {}
    for name, versions, extra in _requirements():
        if extra is not None and extra not in _INSTEAD and name != _NAME:
            wanted.setdefault(extra, []).append((name, versions))
    for extra, packages in wanted.items():
        missing = [
            name for name, versions in packages if not ((v := _version(name)) and satisfies(v, versions))
        ]
        yield {"name": extra, "missing": missing, "get": f"pip install 'headroom-sdk[{extra}]'"}


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def satisfies(version: str, wanted: str) -> bool:
    """Whether *version* lies within plain bounds such as ``>=1.14,<3``."""
    have = _numbers(version)
    for bound in filter(None, (b.strip() for b in wanted.split(","))):
        limit = _numbers(bound)
        if (bound.startswith(">=") and have < limit) or (bound.startswith("<") and have >= limit):
            return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    numbers = [int(n) for n in re.findall(r"\d+", version.split("+")[0])[:3]]
    return tuple(numbers + [0] * (3 - len(numbers)))


def _names() -> list[str]:
    from ..adapter import entry_points

    return sorted(entry_points())


def _sdk(name: str) -> dict[str, Any]:
    """One SDK: its version, the oldest that works, and whether each step of it has our hook once we are active."""
    from .. import adapter as adapters
    from ..errors import HeadroomError

    adapter = adapters.load(name)
    distribution, _, floor = adapter.requires.partition(">=")
    version = _version(distribution)
    about: dict[str, Any] = {
        "name": name,
        "distribution": distribution,
        "version": version,
        "oldest": floor,
        "installed": adapters.is_installed(name),
        "hooks": {},
        "problem": None,
        "get": f"pip install 'headroom-sdk[{adapter.extra}]'",
    }
    if about["installed"]:
        if version is not None and not satisfies(version, f">={floor}"):
            about["problem"] = f"{distribution} {version} is older than {floor}: {about['get']}"
        try:
            __import__(name)
            adapter.install()
        except HeadroomError as e:
            about["problem"] = str(e)
        about["hooks"] = dict(adapter.hooks())
        if not about["problem"] and not all(about["hooks"].values()):
            about["problem"] = (
                f"not hooked: {', '.join(step for step, live in about['hooks'].items() if not live)}"
            )
    return about


def _environment() -> dict[str, Any]:
    import dataclasses

    from ..errors import ConfigurationError
    from ..policy import ENV_PREFIX, Policy

    known = {"HEADROOM_SDK", *(ENV_PREFIX + f.name.upper() for f in dataclasses.fields(Policy))}
    variables = {k: v for k, v in sorted(os.environ.items()) if k.upper().startswith("HEADROOM_SDK")}
    problems = [f"{name}: no setting of that name" for name in variables if name not in known]
    try:
        Policy.from_env()
    except ConfigurationError as e:
        problems.append(str(e))
    off = variables.get("HEADROOM_SDK", "").lower() in ("off", "0", "false", "no")
    return {"variables": variables, "off": off, "problems": problems}


def _text_reading() -> dict[str, Any]:
    import dataclasses

    from ..picture.ocr import availability

    return dataclasses.asdict(availability())


def _router() -> dict[str, Any]:
    from ..choosing import router_of
    from ..policy import Policy

    found = router_of(Policy.from_env())
    if isinstance(found, str):
        return {"present": False, "name": None, "reason": found}
    return {"present": True, "name": found.name, "reason": None}


def _show(found: dict[str, Any]) -> None:
    out = console()
    out.print(f"headroom-sdk {found['headroom_sdk']}, Python {found['python']}, {found['platform']}")
    out.print()
    shown = table("package", "version", "needs", "")
    for p in found["packages"]:
        shown.add_row(p["name"], p["version"] or "missing", p["needs"] or "any", _sign(p["good"]))
    out.print(shown)
    out.print()
    shown = table("SDK", "version", "oldest", "hooks live", "")
    for sdk in found["sdks"]:
        hooks = sdk.get("hooks") or {}
        live = f"{sum(hooks.values())} of {len(hooks)}" if hooks else "–"
        state = _sign(not sdk.get("problem")) if sdk.get("installed") else Text(sdk.get("get", "broken"))
        shown.add_row(sdk["name"], sdk.get("version") or "–", sdk.get("oldest", "–"), live, state)
    shown.columns[-1].no_wrap = True
    out.print(shown)
    out.print()
    shown = table("extra", "missing", "how to get it")
    for extra in found["extras"]:
        if extra["missing"]:
            shown.add_row(extra["name"], ", ".join(extra["missing"]), extra["get"])
    shown.columns[-1].no_wrap = True  # to be copied
    if shown.row_count:
        out.print(shown)
        out.print()
    reading = found["text_reading"] or {}
    if reading.get("ready"):
        out.print(f"reading text: {reading['weights']} by {reading['engine']}")
    else:
        out.print(f"reading text: not possible: {reading.get('problem') or 'see below'}")
    if reading.get("clash"):
        out.print(f"              {reading['clash']}")
    router = found["router"] or {}
    out.print(
        f"router: {router.get('name') or 'none, nothing lossy is chosen by itself: ' + str(router.get('reason'))}"
    )
    variables = found["environment"].get("variables", {})
    out.print(
        "settings: " + (", ".join(f"{k}={v}" for k, v in variables.items()) or "none in the environment")
    )
    if found["environment"].get("off"):
        out.print("          everything is switched off")
    out.print()
    for problem in found["problems"]:
        out.print(Text(f"✗ {problem}", style="red"))
    if not found["problems"]:
        out.print("Nothing is wrong.")


def _sign(good: bool) -> Text:
    return Text("✓", style="green") if good else Text("✗", style="red")
