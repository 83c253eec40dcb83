"""Names of one field in several languages: a receipt that says "Rückgeld" answers who asks for the change."""

from __future__ import annotations

import functools
from importlib import resources

Name = tuple[str, ...]
"""The words of a name."""

LONGEST = 4


@functools.lru_cache(maxsize=1)
def _fields() -> dict[Name, tuple[Name, ...]]:
    """Every name with all the names of its field; of a name that two fields have, the first one's."""
    text = resources.files("headroom_sdk.picture").joinpath("fields.txt").read_text("utf-8")
    out: dict[Name, tuple[Name, ...]] = {}
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        names = tuple(tuple(name.split()) for name in line.split(","))
        for name in names:
            out.setdefault(name, names)
    return out


def other_names(name: Name) -> tuple[Name, ...]:
    """The other names of the field that is called *name*; none if no field is."""
    return tuple(n for n in _fields().get(name, ()) if n != name)


def field_at(words: tuple[str, ...], start: int) -> Name | None:
    """The longest name of a field that begins at *start*."""
    known = _fields()
    for length in range(min(LONGEST, len(words) - start), 0, -1):
        name = words[start : start + length]
        if name in known:
            return name
    return None
