"""Whether a JSON schema has room for places in a picture: x and y, boxes, points.

A false alarm costs a saving, a miss costs a click in the wrong place. So doubtful shapes count, but not names
that only look like it: an axis label, a number of points, a place on the map.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .dialect import Json

_LONGEST_NAME = 100

# What may stand beside an x or a y and still leave it a place: "start_x", "xMin", "bbox_y1", "center-x".
_BESIDE_AXIS = frozenset({
    "min", "max", "start", "end", "from", "to", "begin", "left", "right", "top", "bottom", "upper",
    "lower", "center", "centre", "c", "pos", "position", "coord", "coords", "coordinate",
    "coordinates", "point", "pixel", "pixels", "click", "mouse", "cursor", "pointer", "touch",
    "tap", "screen", "image", "img", "page", "target", "origin", "offset", "src", "dst", "source",
    "dest", "destination", "drag", "drop", "bbox", "box", "rect", "tl", "tr", "bl", "br", "abs",
    "absolute",
})  # fmt: skip

_PLACES = re.compile(
    r"(?:^|_)(?:[a-z]*(?:coordinates?|coords?|bbox(?:es)?)|bounding_?(?:box(?:es)?|poly(?:gon)?s?|rects?)|"
    r"box(?:es)?_?2_?d|xyxy|xywh|xy|x_1_y_1_x_2_y_2)$"
)
"""A name that ends so is one of a place, whatever its type."""

_PERHAPS = frozenset({
    "point", "points", "keypoint", "keypoints", "polygon", "polygons", "box", "boxes", "rect", "rects",
    "rectangle", "rectangles", "region", "regions", "area", "areas", "position", "positions", "location",
    "locations", "center", "centre", "corner", "corners", "vertex", "vertices", "contour", "contours",
    "start", "end", "origin", "target", "quad", "landmark", "landmarks", "bounds",
})  # fmt: skip
"""A name that ends so is one of a place if its value is a row of numbers."""

_SPACING = frozenset(("margin", "margins", "padding", "border", "inset", "spacing"))
_MAP = frozenset(("lat", "latitude", "lon", "lng", "long", "longitude", "geo", "gps", "geojson"))
_ON_THE_MAP = re.compile(r"latitude|longitude|\b(?:lat|lng|lon|gps)\b|geograph|geojson|\bwgs", re.IGNORECASE)

_SAID = re.compile(
    r"""
      \bpixel\s+(?:coordinates?|positions?|locations?)\b
    | \b[xy][\s-]coordinates?\b | \b[xy]\s+and\s+[xy]\s+coordinates?\b | \b[xy]\s+(?:position|pixel)\b
    | \b(?:screen|image|pixel|click|mouse|cursor|box|normali[sz]ed|relative|absolute)\s+co-?ordinates?\b
    | \bco-?ordinates?\s(?:\S{1,30}\s){0,2}(?:of|in|on|within|inside|for|at|from|to|where)\s.{0,30}
      \b(?:image|picture|photo|screen|screenshot|page|element|click|pixel|button|object)s?\b
    | \bbound(?:ing|ary)[\s-]box(?:es)?\b | \bbbox(?:es)?\b | \bbox_2d\b
    | [\[(]\s*y_?min\s*,\s*x_?min | [\[(]\s*x(?:_?min|_?[01])?\s*,\s*y(?:_?min|_?[01])?\b
    | 坐标 | 座標 | 좌표 | 边界框 | 邊界框
    """,
    re.IGNORECASE | re.VERBOSE,
)

# Parts of a schema that hold values, not further schemas.
_VALUES = frozenset(("enum", "const", "default", "example", "examples", "required", "description", "title"))
_MAPS = frozenset(("properties", "patternProperties"))


def coordinates(schema: Json) -> str | None:
    """What in *schema* is a place in a picture, in its own names, or ``None``. Linear, never raises."""
    stack: list[tuple[Json, bool, str]] = [(schema, False, "")]
    seen: set[int] = set()
    while stack:
        node, is_map, name = stack.pop()
        if not isinstance(node, (dict, list)) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, list):
            stack += ((child, False, name) for child in node)
        elif is_map:
            found = _among(node, name)
            if found:
                return found
            stack += ((child, False, key) for key, child in node.items() if isinstance(key, str))
        else:
            found = said(node.get("description"))
            if found:
                return f"{name}: {found}" if name else found
            stack += ((child, key in _MAPS, name) for key, child in node.items() if key not in _VALUES)
    return None


def said(description: Json) -> str | None:
    """The words of a description that speak of places in a picture, or ``None``."""
    if not isinstance(description, str):
        return None
    found = _SAID.search(description)
    if found is None or (_ON_THE_MAP.search(description) and "pixel" not in description.lower()):
        return None
    return found.group().strip()


def _among(properties: Mapping[Json, Json], parent: str) -> str | None:
    axes: dict[tuple[str, ...], dict[str, str]] = {}
    numbers: set[str] = set()
    words = {
        name: _words(name) for name in properties if isinstance(name, str) and len(name) <= _LONGEST_NAME
    }
    on_the_map = any(_MAP.intersection(w) for w in words.values())
    for name, parts in words.items():
        schema = properties[name]
        if _is_number(schema):
            numbers.update(parts if len(parts) == 1 else ())
            axis, beside = _axis(parts)
            both = axes.setdefault(beside, {})
            if axis:
                both[axis] = name
            if len(both) == 2:
                return f"{both['x']} and {both['y']}"
        if not on_the_map and _is_place(parts, schema):
            return name
    if {"left", "top"} <= numbers and not _SPACING.intersection(_words(parent)):
        return "left and top"
    return None


def _is_place(words: tuple[str, ...], schema: Json) -> bool:
    if not words or "boolean" in _kinds(schema) or _describes_the_map(schema):
        return False
    if _PLACES.search("_".join(words)):
        return True
    return words[-1] in _PERHAPS and _is_row_of_numbers(schema)


def _axis(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """``("x", what stands beside it)``, or ``("", ())`` for a name that is no coordinate on one axis."""
    spread: list[str] = []
    for word in words:
        if len(word) > 1 and word[0] in "xy" and word[1:] in _BESIDE_AXIS:
            spread += (word[0], word[1:])
        elif len(word) > 1 and word[-1] in "xy" and word[:-1] in _BESIDE_AXIS:
            spread += (word[:-1], word[-1])
        else:
            spread.append(word)
    beside = tuple(w for w in spread if w not in ("x", "y"))
    if len(spread) - len(beside) != 1 or not all(w in _BESIDE_AXIS or w.isdigit() for w in beside):
        return "", ()
    return next(w for w in spread if w in ("x", "y")), beside


def _words(name: str) -> tuple[str, ...]:
    return tuple(w.lower() for w in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name))


def _kinds(schema: Json) -> set[str]:
    """The types that a schema allows; empty if it does not say."""
    if not isinstance(schema, dict):
        return set()
    kind = schema.get("type")
    kinds = {k.lower() for k in (kind if isinstance(kind, list) else [kind]) if isinstance(k, str)}
    for key in ("anyOf", "oneOf", "allOf", "any_of"):
        choices = schema.get(key)
        for choice in choices if isinstance(choices, list) else ():
            inner = choice.get("type") if isinstance(choice, dict) else None
            if isinstance(inner, str):
                kinds.add(inner.lower())
    return kinds


def _is_number(schema: Json) -> bool:
    kinds = _kinds(schema)
    return not kinds or bool(kinds & {"number", "integer"})


def _is_row_of_numbers(schema: Json) -> bool:
    if not isinstance(schema, dict):
        return False
    for _ in range(3):  # points, polygons, lists of polygons
        if "array" not in _kinds(schema):
            return False
        inner = schema.get("items", schema.get("prefixItems"))
        schema = inner[0] if isinstance(inner, list) and inner else inner
        if not isinstance(schema, dict):
            return False
        if _kinds(schema) & {"number", "integer"}:
            return True
    return False


def _describes_the_map(schema: Json) -> bool:
    if not isinstance(schema, dict):
        return False
    description = schema.get("description")
    if (
        isinstance(description, str)
        and _ON_THE_MAP.search(description)
        and "pixel" not in description.lower()
    ):
        return True
    inner = schema.get("properties")
    return isinstance(inner, dict) and any(
        _MAP.intersection(_words(name[:_LONGEST_NAME])) for name in inner if isinstance(name, str)
    )
