"""Pictures of kinds that free data lacks, drawn with chance contents, sizes, fonts and colours."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from . import (
    consoles,
    diagrams,
    forms,
    formulas,
    graphs,
    maps,
    pages,
    photos,
    screens,
    slides,
    tables,
    webpages,
)
from .worn import bounded, worn

Drawer = Callable[[random.Random, list[Path]], Image.Image]


def _paper(draw: Callable[[random.Random], Image.Image]) -> Drawer:
    return lambda rng, _: worn(rng, draw(rng), paper=True)


def _screen(draw: Drawer) -> Drawer:
    return lambda rng, found: worn(rng, draw(rng, found), paper=False)


def _bare(draw: Callable[[random.Random], Image.Image]) -> Drawer:
    return lambda rng, _: worn(rng, draw(rng), paper=False)


DRAWERS: dict[str, Drawer] = {
    "receipt": lambda rng, _: pages.receipt(rng),
    "dense_document": _paper(pages.document),
    "form": _paper(forms.form),
    "table": _paper(tables.table),
    "code_terminal": _bare(consoles.terminal),
    "slide": _screen(slides.slide),
    "ui_desktop": lambda rng, found: bounded(screens.desktop(rng, found)),
    "ui_mobile": lambda rng, found: bounded(screens.mobile(rng, found)),
    "web_page": _screen(webpages.web),
    "chart": lambda rng, _: graphs.chart(rng),
    "infographic": lambda rng, _: bounded(graphs.infographic(rng)),
    "diagram": _paper(diagrams.diagram),
    "map": _bare(maps.map_),
    "math": _paper(formulas.math),
    "scene_text_photo": photos.placard,
    "document_photo": photos.photographed,
    "natural_photo": lambda rng, found: bounded(photos.plain(rng, found)),
}
