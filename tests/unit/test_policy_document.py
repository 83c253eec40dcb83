"""docs/policy.md names every field of Policy, with its true default and a variable that works."""

from __future__ import annotations

import dataclasses
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from headroom_sdk.policy import Policy

DOCUMENT = Path(__file__).parents[2] / "docs" / "policy.md"
ROW = re.compile(r"^\| `(\w+)` \| `(.+?)` \| `(.+?)` \| (.+) \|$", re.MULTILINE)
FIELDS = [f.name for f in dataclasses.fields(Policy)]


@pytest.fixture(scope="module")
def rows() -> dict[str, tuple[str, str, str]]:
    if not DOCUMENT.is_file():
        pytest.skip(f"{DOCUMENT.name} is not beside the tests")
    return {name: rest for name, *rest in ROW.findall(DOCUMENT.read_text("utf-8"))}  # type: ignore[misc]


def test_the_table_has_the_fields_in_their_order(rows: dict[str, Any]) -> None:
    assert list(rows) == FIELDS


@pytest.mark.parametrize("name", FIELDS)
def test_the_default_is_the_true_one(name: str, rows: dict[str, Any]) -> None:
    _, default, _ = rows[name]
    assert default.replace('"', "'") == repr(getattr(Policy(), name))


@pytest.mark.parametrize("name", FIELDS)
def test_the_variable_sets_the_field_and_only_that(name: str, rows: dict[str, Any]) -> None:
    example, _, _ = rows[name]
    (assignment,) = shlex.split(example)
    variable, _, value = assignment.partition("=")
    assert variable == f"HEADROOM_SDK_{name.upper()}"
    policy, untouched = Policy.from_env({variable: value}), Policy()
    changed = [field for field in FIELDS if getattr(policy, field) != getattr(untouched, field)]
    assert changed == [name]
