"""Pictures of kinds that free data lacks, drawn with chance contents, sizes, fonts and colours."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from . import graphs, pages, photos, screens

DRAWERS: dict[str, Callable[[random.Random, list[Path]], Image.Image]] = {
    "receipt": lambda rng, _: pages.receipt(rng),
    "dense_document": lambda rng, _: pages.document(rng),
    "form": lambda rng, _: pages.form(rng),
    "table": lambda rng, _: pages.table(rng),
    "code_terminal": lambda rng, _: pages.terminal(rng),
    "slide": lambda rng, _: pages.slide(rng),
    "ui_desktop": screens.desktop,
    "ui_mobile": screens.mobile,
    "web_page": screens.web,
    "chart": lambda rng, _: graphs.chart(rng),
    "infographic": lambda rng, _: graphs.infographic(rng),
    "diagram": lambda rng, _: graphs.diagram(rng),
    "scene_text_photo": photos.placard,
    "document_photo": photos.photographed,
    "natural_photo": photos.plain,
}
