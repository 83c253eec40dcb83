"""Every public way to send a picture, through the real SDK over a real socket, wrapped and patched."""

from __future__ import annotations

import contextlib
import importlib
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from contract import anthropic_surfaces, boto3_surfaces, google_genai_surfaces, openai_surfaces
from contract.anthropic_surfaces import TOOL_USE, TOOL_USE_EVENTS
from contract.conftest import Runs
from contract.google_genai_surfaces import CALL
from contract.scene import Loopback, Shot, Surface, closed, has, wire
from support.loopback import Recorded

import headroom_sdk as headroom

SDKS = {
    "openai": ("openai", openai_surfaces),
    "anthropic": ("anthropic", anthropic_surfaces),
    "google-genai": ("google.genai", google_genai_surfaces),
    "boto3": ("boto3", boto3_surfaces),
}
ALL = [surface for _, module in SDKS.values() for surface in module.SURFACES]
CASES = [pytest.param(s, mode, id=f"{s}, {mode}") for s in ALL for mode in s.modes]


def made(surface: Surface, server: Loopback) -> Any:
    """A client for a surface; skips where this release of the SDK lacks it."""
    package, module = SDKS[surface.sdk]
    pytest.importorskip(package)
    make: Callable[[], Any] | None = module.clients(server).get(surface.client)
    if make is None:
        pytest.skip(f"this release has no {surface.client}")
    client = make()
    for path in surface.needs:
        thing, _, name = path.rpartition("types.")
        owner = (
            importlib.import_module("google.genai.types") if thing or path.startswith("types.") else client
        )
        if not has(owner, name):
            pytest.skip(f"this release has no {path}")
    for method in ("with_options", "copy"):
        if f"{method}()" in surface.name and not hasattr(client, method):
            pytest.skip(f"this client has no {method}()")
    return client


def prepared(surface: Surface, server: Loopback) -> None:
    """Answers that make a client go on by itself."""
    if "tool_runner" in surface.name:
        server.reply_next(TOOL_USE_EVENTS if "stream=True" in surface.name else TOOL_USE)
    if "function calling" in surface.name:
        server.reply_next(CALL)


@contextlib.contextmanager
def switched_on(mode: str, client: Any) -> Any:
    if mode == "wrap":
        assert headroom.wrap(client) is client
        yield
        headroom.unwrap(client)
    else:
        with headroom.patch():
            yield


async def send(surface: Surface, client: Any, shot: Shot, early: Any) -> None:
    result = surface.call(client, shot, early)
    if inspect.isawaitable(result):
        await result


@pytest.mark.parametrize(("surface", "mode"), CASES)
async def test_a_picture_goes_out_rewritten_once_and_afterwards_as_it_came(
    surface: Surface,
    mode: str,
    server: Loopback,
    shot: Shot,
    runs: Runs,
    record_property: Callable[..., None],
) -> None:
    record_property("surface", str(surface))
    client = made(surface, server)
    early = surface.early(client) if surface.early else None

    async def sent() -> list[Recorded]:
        server.clear()
        prepared(surface, server)
        await send(surface, client, shot, early)
        assert len(server.requests) == surface.requests
        return list(server.requests)

    before = await sent()
    with switched_on(mode, client):
        requests = await sent()
    after = await sent()
    await closed(client)

    assert wire(before)
    assert wire(after) == wire(before)
    if not surface.touched:
        assert wire(requests) == wire(before)
        return
    assert len(runs) == sum(bool(request.images()) for request in requests)
    if surface.gains:
        assert all(new != old for new, old in zip(wire(requests), wire(before), strict=True))
