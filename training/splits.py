"""Which sources are learnt from, which calibrate, and which only judge. A source is in one of them as a whole."""

from __future__ import annotations

JUDGING = (
    "github:BIDS/BSDS500", "pypi:labelme", "github:lupantech/PromptPG", "debian:python-statsmodels-doc",
    "debian:gnumeric-doc", "debian:wireshark-doc", "debian:gnome-user-docs", "debian-src:pdf.js", "debian-src:gmt",
    "debian:kicad-doc-en", "github:JaidedAI/EasyOCR",
)  # fmt: skip
"""Pictures that nothing was ever fitted to: by prefix of their source."""

CALIBRATING = (
    "debian:gimp-help-en", "debian:python-astropy-doc", "debian-src:tesseract", "debian:texlive-pictures-doc",
    "debian:hugin-data", "debian:marble-data", "debian:gnucash-docs",
)  # fmt: skip

JUDGING_QUESTIONS = (
    "DocVQA-val", "InfographicVQA-val", "TabMWP", "Q-Bench-LLVisionQA", "LLaVA-QA90", "LLaVA-Bench-Wild", "BBox-DocVQA",
    "ChartQA-test_human", "textcap(VisCoT-bench)", "dude(VisCoT-bench)", "visual7w(VisCoT-bench)", "Open-VQA(lynx)",
)  # fmt: skip
CALIBRATING_QUESTIONS = ("gqa(VisCoT-bench)", "openimages(VisCoT-bench)", "ChartQA-test_augmented")


def part(source: str) -> str:
    """``judge``, ``calibrate`` or ``learn`` for a source of pictures."""
    if source.startswith(JUDGING):
        return "judge"
    return "calibrate" if source.startswith(CALIBRATING) else "learn"


def question_part(source: str) -> str:
    """The same for a source of questions."""
    if source in JUDGING_QUESTIONS:
        return "judge"
    return "calibrate" if source in CALIBRATING_QUESTIONS else "learn"
