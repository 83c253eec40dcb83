"""The router on a picture that it sees for the first time, against the reduced decode that it needs."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from headroom_sdk.picture.decode import decode
from headroom_sdk.picture.probe import probe
from headroom_sdk.picture.types import Picture
from headroom_sdk.routing.features import reduced
from headroom_sdk.routing.router import SHIPPED, load, release

from . import pictures
from .row import Row, together

QUESTION = "What is the status of the third invoice, and who is the customer?"
SEEDS = range(12)


def measure() -> Iterator[Row]:
    for name, draw in (("1080p PNG screenshots", pictures.screenshot), ("1080p JPEG photos", pictures.photo)):
        yield _row(name, [probe(draw(1920, 1080, seed)) for seed in SEEDS])
    yield _loading()


def _row(name: str, shown: list[Picture]) -> Row:
    router = load(SHIPPED)
    router.route(shown[0], QUESTION)
    took: list[float] = []
    bases: list[float] = []
    for picture in shown:

        def asked(picture: Picture = picture) -> None:
            router._looks.clear()
            started = time.perf_counter()
            router.route(picture, QUESTION)
            took.append((time.perf_counter() - started) * 1000)

        def decoded(picture: Picture = picture) -> None:
            decode(picture, at_least=reduced(picture.size))

        bases.append(together(asked, decoded, rounds=5)[1])
    ninth = statistics.quantiles(took, n=10)[-1]
    return Row(
        name=f"router, first sight, {name}",
        ours=statistics.median(took),
        base=statistics.median(bases),
        base_name="the reduced decode alone",
        bar="≤ 2.5 (1.5 on top of the decode)",
        note=f"p90 {ninth:.3g} ms",
    )


def _loading() -> Row:
    """Megabytes, not milliseconds: resident memory of a process of its own before and after the first question."""
    release()
    script = """
import io, resource, time
from PIL import Image
from headroom_sdk.picture.probe import probe
from headroom_sdk.picture.decode import decode
import numpy
def rss():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 1e6
out = io.BytesIO(); Image.new("RGB", (1280, 720), "white").save(out, "PNG")
picture = probe(out.getvalue()); decode(picture)
before = rss(); started = time.perf_counter()
from headroom_sdk.routing.router import shipped
router = shipped(); loaded = time.perf_counter() - started
router.route(picture, "What is this?")
print(before, rss(), loaded * 1000)
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    before, after, loaded = map(float, ran.stdout.split())
    return Row(
        name="router: MB of resident memory added by its first question",
        ours=after - before,
        base=60,
        base_name="MB allowed",
        bar="≤ 1",
        note=f"loaded in {loaded:.0f} ms, onnxruntime included",
    )
