"""Which sources only judge, and which fold a picture or a question of the others is in: always a source as a whole."""

from __future__ import annotations

import zlib

FOLDS = 3

JUDGING = (
    "github:BIDS/BSDS500", "pypi:labelme", "github:lupantech/PromptPG", "debian:python-statsmodels-doc",
    "debian:gnumeric-doc", "debian:wireshark-doc", "debian:gnome-user-docs", "debian-src:pdf.js", "debian-src:gmt",
    "debian:kicad-doc-en", "github:JaidedAI/EasyOCR",
)  # fmt: skip
"""Pictures that nothing was fitted to where training holds them out: by prefix of their source."""

JUDGING_QUESTIONS = (
    "DocVQA-val", "InfographicVQA-val", "TabMWP", "Q-Bench-LLVisionQA", "LLaVA-QA90", "LLaVA-Bench-Wild", "BBox-DocVQA",
    "ChartQA-test_human", "textcap(VisCoT-bench)", "dude(VisCoT-bench)", "visual7w(VisCoT-bench)", "Open-VQA(lynx)",
)  # fmt: skip

_ALONE = {
    "receipt", "infographic", "handwriting", "product_photo", "document_photo", "ui_mobile", "code_terminal",
}  # fmt: skip
"""Kinds that have one source only: they are folded by picture."""


def judges(source: str) -> bool:
    """Whether pictures, or questions, of *source* only judge."""
    return source.startswith(JUDGING) or source in JUDGING_QUESTIONS


def judging_template(text: str) -> bool:
    """Whether the template *text* only judges: one in twelve."""
    return zlib.crc32(text.encode()) % 100 < 8


def picture_fold(name: str, kind: str, source: str) -> int:
    """By source; what we drew, and kinds of one source, by picture, with the changed copies of it."""
    if source.startswith("drawn:"):
        return _fold(name.rpartition("/")[2])
    return _fold(name.rpartition("/")[0] if kind in _ALONE else source)


def question_fold(text: str, source: str) -> int:
    """By source; templates by their words."""
    return _fold(text if source == "typed" else source)


def _fold(name: str) -> int:
    return zlib.crc32(f"{name}/fold".encode()) % FOLDS
