"""What an ask needs from a picture of a kind: the labels, by the rates and floors that were published.

Each outcome is ``need crop transcode``. The need says how small the whole picture may get: ``g`` gist, survives at
512 pixels; ``w`` words in context must stay legible; ``e`` exact letters and digits must; ``-`` nothing may go. Crop
and transcode: ``+`` the answer survives, ``-`` it does not, ``.`` unknown, not learnt from.

Where nothing was published (screens, maps, diagrams, the gist of charts) the labels follow what a vision model still
saw (`evals/reader.py`): gist at 512 pixels in 50 of 50, what is selected, coloured or linked
in 40 of 42 where the height of an x stayed at 5 pixels and more.
"""

from __future__ import annotations

from dataclasses import dataclass

FAMILIES = {
    "receipt": "text", "dense_document": "text", "form": "text", "table": "text", "code_terminal": "text",
    "slide": "screen", "ui_desktop": "screen", "ui_mobile": "screen", "web_page": "screen",
    "document_photo": "page", "handwriting": "hand", "chart": "chart", "infographic": "info", "map": "map",
    "diagram": "diagram", "math": "math", "natural_photo": "photo", "product_photo": "photo",
    "scene_text_photo": "scene",
}  # fmt: skip
NEEDS = "gwe-"

# text        screen     page       hand       chart      info       map        diagram    math       photo      scene
_ROWS = """
exact         e++ e++ e++ -.- e.- -.- -+- e+- e+- -+- -+-
words         w++ w++ w++ -.- w.- e+. -+- e+- e+- -+- -+-
fulltext      e-+ e-+ e-+ --- --- e-. --- --- --- --- --.
digest        w-+ w-+ w-+ --- w-- w-. --- w-- e-- g.- --.
topic         w.+ g.+ w.+ w.- g.- w.- g.- g.- w.- g.- g.-
kindof        g.+ g.. g.+ g.- g.- g.- g.- g.- g.- g.- g.-
compute       e-+ e.+ e-+ --- e-- --- --- --- --- --- ---
itemcount     e-+ e-. e-+ --- w-- --- --- --- --- --- ---
mark          -+- -+- -+- -.- -.- -.- -.- -.- -.- -.- -.-
style         --- w-- --- --- w-- --- --- w-- --- --- ---
app           w.. g.. w.- w.- w.- w.- w.- w.- w.- g.- g.-
state         e+- w+- e+- --- --- --- --- --- --- -.- -.-
act           --- --- --- --- --- --- --- --- --- --- ---
point         --- --- --- --- --- --- --- --- --- --- ---
wherein       -.- -.- -.- --- --- --- --- --- --- -.- -.-
uicount       --- w-- --- --- --- --- --- --- --- --- ---
value         e++ e+. e++ --- e.- -.- -.- -.- --- --- ---
extreme       e-+ e-. e-+ --- e-- --- --- --- --- --- ---
trend         e-+ w-- e-+ w-- w-- w-- w-- w-- w-- g.- g.-
charttype     g.- g.- g.- g.- g.- g.- g.- g.- g.- g.- g.-
title         w++ w++ w++ -.- w+. w+. w+- w+- w+- -+- -+-
chartcolour   --- --- --- --- w-- --- --- --- --- -.- -.-
chartcount    --- --- --- --- w-- --- --- --- --- --- ---
recreate      e-. --- e-. --- --- --- --- --- --- --- ---
detailmap     -+- -.- -+- -.- -.- -.- -+- -.- -.- -+- -+-
topicmap      w.- w.- w.- w.- w.- w.- g.- w.- w.- g.- g.-
diagramlink   e-. w-- e-- --- --- --- --- w-- w-- --- ---
solve         e-+ e-. e-. --- --- --- --- e-- e-- --- ---
hand          e-. e-. e-. --- --- --- --- --- --- -.- -.-
gist          w-+ g-. w-. w-- g-- g-- g-- g-- e-- g.- g.-
creative      w-+ g-. w-. w-- g-- g-- g-- g-- w-- g.- g.-
identify      g.. g.- g.. w.- g.- g.- g.- g.- w.- g.- g.-
exists_big    -.- -.- -.- -.- -.- -.- -.- -.- -.- g.- g.-
attribute     -.- w.- -.- -.- w.- -.- w.- w.- -.- g+- g+-
detail        -+- -+- -+- -.- --- -.- -+- -+- -+- -+- -+-
scenetext     e+. e+. e+. -.- -.- -.- -+- e+- e+- -+- -+-
counting      --- --- --- --- --- --- --- --- --- --- ---
relation      -.- -.- -.- --- --- --- --- --- --- g.- g--
quality       --- --- --- --- --- --- --- --- --- --- ---
several       --- --- --- --- --- --- --- --- --- --- ---
safety        w.. g.- w.. w.- w.- w.- w.- w.- w.- g.- g.-
precise       -+- -+- -+- -.- --- -.- -+- -.- -.- -+- -+-
open          --- --- --- --- --- --- --- --- --- --- ---
alien         --- --- --- --- --- --- --- --- --- --- ---
"""
_ORDER = ("text", "screen", "page", "hand", "chart", "info", "map", "diagram", "math", "photo", "scene")
_TABLE = {
    (row.split()[0], family): outcome
    for row in _ROWS.strip().splitlines()
    for family, outcome in zip(_ORDER, row.split()[1:], strict=True)
}
ASKS = tuple(dict.fromkeys(ask for ask, _ in _TABLE))
_BITS = {"+": 1.0, "-": 0.0, ".": -1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``need`` is a place in :data:`NEEDS`; ``crop`` and ``transcode`` are 1, 0, or -1 for unknown."""

    need: int
    crop: float
    transcode: float

    def both(self, other: Outcome) -> Outcome:
        """What survives only if both do."""
        return Outcome(
            need=max(self.need, other.need),
            crop=_and(self.crop, other.crop),
            transcode=_and(self.transcode, other.transcode),
        )


def _and(a: float, b: float) -> float:
    return 0.0 if 0.0 in (a, b) else min(a, b)


def outcome(ask: str, kind: str) -> Outcome:
    """What *ask* needs from a picture of *kind*."""
    need, crop, transcode = _TABLE[ask, FAMILIES[kind]]
    return Outcome(need=NEEDS.index(need), crop=_BITS[crop], transcode=_BITS[transcode])
