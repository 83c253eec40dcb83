"""Which rule holds for a model: ``rules.toml``, read once, and the ids that its families answer to."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from .. import toml
from ..errors import ConfigurationError, UnknownModel
from ..target import Provider
from . import names
from .levels import ClaudePatches, Count, Crops, Grid, Level, Patches, Tiles
from .names import LONGEST, Version
from .rules import Formula, Kind, Rule

_LEVELS: dict[str, type[Level]] = {
    "patches": Patches,
    "tiles": Tiles,
    "claude": ClaudePatches,
    "gemini_grid": Grid,
    "gemini_tiles": Crops,
}


def resolve(model: str, provider: Provider | None = None) -> Rule | None:
    """The rule for a model id in any spelling (Bedrock, Vertex, OpenRouter…), or ``None`` if wholly unknown.

    A newer version or an unlisted variant of a known family gets that family's rule with ``exact=False`` and a
    ``note``. With *provider* only that provider's own models are known.
    """
    if not isinstance(model, str) or len(model) > LONGEST:
        return None
    rule = _resolve(model)
    return None if rule is None or provider not in (None, rule.provider) else rule


def image_tokens(
    model: str, width: int, height: int, detail: str | None = None, kind: Kind = "image"
) -> Count:
    """What a picture of *width* × *height* pixels (upright) costs on *model*.

    Raises :class:`~headroom_sdk.errors.UnknownModel`, and what :meth:`Rule.count` raises.
    """
    rule = resolve(model)
    if rule is None:
        raise UnknownModel(
            f"no token rule for {str(model)[:80]!r}; name the model that runs behind it, e.g. 'gpt-4o'"
        )
    return rule.count(width, height, detail, kind)


def known_models() -> Sequence[Rule]:
    """Every rule we ship, family by family."""
    return tuple(family.rule for family in _catalogue().families)


def default_rule(provider: Provider) -> Rule:
    """The rule that is assumed where only the provider is known: its counts are never exact."""
    catalogue = _catalogue()
    if provider not in catalogue.default:
        raise ConfigurationError(f"provider={provider!r}: one of {', '.join(get_args(Provider))}")
    rule = catalogue.default[provider]
    return dataclasses.replace(
        rule, exact=False, inherited=True, note=f"no model is named: counted as {rule.family}"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Family:
    rule: Rule
    like: tuple[str, ...]
    newer: Mapping[str, Version]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Catalogue:
    families: tuple[_Family, ...]
    default: Mapping[str, Rule]
    blind_words: frozenset[str]
    blind: Mapping[str, bool]
    """Canonical names that answer to no rule → whether all that begins so is meant."""
    stated: dict[str, tuple[_Family, bool]] = field(default_factory=dict)
    """Canonical names that a source names → their family, and whether all that begins so is meant."""
    like: dict[str, _Family] = field(default_factory=dict)

    def find(self, name: str) -> tuple[Rule, str | None] | None:
        """The rule for a canonical *name*, and why it is inherited if it is."""
        if self._is_blind(name):
            return None
        for beginning in _beginnings(name):
            if beginning in self.stated:
                family, whole_line = self.stated[beginning]
                if whole_line or beginning == name:
                    return family.rule, None
            elif beginning in self.like:
                family = self.like[beginning]
            else:
                continue
            return family.rule, _inherited(family.rule)
        return self._newer(name)

    def _newer(self, name: str) -> tuple[Rule, str] | None:
        found = names.version(name)
        if found is None:
            return None
        line, version = found
        older = [
            (family.newer[line], family.rule)
            for family in self.families
            if line in family.newer and family.newer[line] <= version
        ]
        if not older:
            return None
        rule = max(older, key=lambda pair: pair[0])[1]
        return rule, f"{_inherited(rule)}, the closest older version"

    def _is_blind(self, name: str) -> bool:
        if not self.blind_words.isdisjoint(name.split("-")):
            return True
        return any(
            beginning in self.blind and (beginning == name or self.blind[beginning])
            for beginning in _beginnings(name)
        )


def _inherited(rule: Rule) -> str:
    return f"the source of the rule does not name this model: counted like {rule.family}"


def _beginnings(name: str) -> Iterable[str]:
    """*name*, then without its last word, and so on."""
    while name:
        yield name
        name = name.rpartition("-")[0]


@functools.lru_cache(maxsize=1024)
def _resolve(model: str) -> Rule | None:
    for name in names.candidates(model):
        found = _catalogue().find(name)
        if found is not None:
            rule, why = found
            if why is None:
                return rule
            return dataclasses.replace(rule, exact=False, inherited=True, note=why)
    return None


@functools.cache
def _catalogue() -> _Catalogue:
    table = toml.shipped("headroom_sdk.tokens", "rules.toml")
    families = tuple(_family(entry) for entry in table["family"])
    rules = {family.rule.family: family.rule for family in families}
    if len(rules) < len(families):
        raise ConfigurationError("rules.toml: two families have one name")
    catalogue = _Catalogue(
        families=families,
        default={provider: rules[name] for provider, name in table["default"].items()},
        blind_words=frozenset(table["blind"]["words"]),
        blind=dict(map(_pattern, table["blind"]["names"])),
    )
    for family in families:
        for name, whole_line in map(_pattern, family.rule.models):
            _claim(catalogue.stated, name, (family, whole_line))
        for name in family.like:
            _claim(catalogue.like, names.canonical(name), family)
    return catalogue


def _pattern(name: str) -> tuple[str, bool]:
    """The canonical name, and whether everything that begins so is meant (``name-*``)."""
    return names.canonical(name.removesuffix("-*")), name.endswith("-*")


def _claim(index: dict[str, Any], name: str, value: object) -> None:
    if name in index:
        raise ConfigurationError(f"rules.toml: two families list {name}")
    index[name] = value


def _family(entry: dict[str, Any]) -> _Family:
    entry = dict(entry)
    name = entry.pop("name", "?")
    try:
        rule = _rule(name, entry)
        like = tuple(entry.pop("like", ()))
        newer = {line: _version(text) for line, text in entry.pop("newer", {}).items()}
    except (AttributeError, KeyError, TypeError, ValueError) as e:
        raise ConfigurationError(f"rules.toml: family {name}: {e}") from e
    if entry:
        raise ConfigurationError(f"rules.toml: family {name}: unknown {', '.join(entry)}")
    return _Family(rule=rule, like=like, newer=newer)


def _rule(name: str, entry: dict[str, Any]) -> Rule:
    formula = entry.pop("formula")
    if formula not in get_args(Formula):
        raise ValueError(f"formula={formula!r}: one of {', '.join(get_args(Formula))}")
    numbers = entry.pop("numbers")
    default = entry.pop("default", None)
    values = entry.pop("detail", {})
    levels: dict[Kind, Mapping[str | None, Level]] = {"image": _levels(formula, numbers, values, default)}
    for kind in get_args(Kind):
        own = dict(entry.pop(kind, {}))
        if own:
            levels[kind] = _levels(formula, numbers, own, own.pop("default"))
    rule = Rule(
        provider=entry.pop("provider"),
        family=name,
        formula=formula,
        exact=entry.pop("exact", True),
        details=tuple(values),
        per_image=entry.pop("per_image"),
        source=entry.pop("source"),
        checked=entry.pop("checked").isoformat(),
        note=entry.pop("note", None),
        default_detail=default,
        tile=numbers.get("tile"),
        cell=numbers.get("patch", numbers.get("cell")),
        scale_free=formula == "gemini_grid",
        models=tuple(entry.pop("models")),
        ignored=tuple(entry.pop("ignored", ())),
        confidence=entry.pop("confidence"),
        levels=levels,
    )
    if not rule.exact and not rule.note:
        raise ValueError("an inexact rule says why, in `note`")
    if rule.provider not in get_args(Provider):
        raise ValueError(f"provider={rule.provider!r}: one of {', '.join(get_args(Provider))}")
    return rule


def _levels(
    formula: str, numbers: dict[str, Any], values: dict[str, dict[str, Any]], default: str | None
) -> dict[str | None, Level]:
    levels: dict[str | None, Level] = {name: _level(formula, numbers | own) for name, own in values.items()}
    levels[None] = levels[default] if values else _level(formula, numbers)
    return levels


def _level(formula: str, numbers: dict[str, Any]) -> Level:
    numbers = dict(numbers)
    if "multiplier" in numbers:  # "1.62" is 162 / 100: a float would be a little less
        whole, _, part = numbers.pop("multiplier").partition(".")
        numbers |= {"times": int(whole + part), "per": 10 ** len(part)}
    return _LEVELS[formula](**numbers)


def _version(text: str) -> Version:
    major, _, minor = text.partition(".")
    return int(major), int(minor or 0)
