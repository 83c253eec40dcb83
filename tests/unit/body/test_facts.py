"""Tools, models and schemas say whether a picture may change, and what is asked about it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from support.bodies import anything, deep

from headroom_sdk.body import facts

POINT = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}}


@pytest.mark.parametrize(
    "tool",
    [
        {"type": "computer"},
        {"type": "computer_use_preview", "display_width": 1, "display_height": 1, "environment": "browser"},
        {"type": "computer_20250124", "name": "computer"},
        {"type": "computer_20251124", "name": "computer", "enable_zoom": True},
        {"type": "computer_toolset_20260801"},
        {"type": "browser_toolset_20260801"},
        {"type": "computer_use", "environment": "browser"},
        {"computerUse": {"environment": "ENVIRONMENT_BROWSER"}},
        {"computer_use": {}},
        {"type": "image_generation", "model": "gpt-image-2"},
    ],
    ids=str,
)
def test_the_providers_own_tools_make_pictures_untouchable(tool: dict[str, Any]):
    assert facts.untouchable([{"type": "function", "name": "f"}, tool])


@pytest.mark.parametrize(
    "tools",
    [
        None,
        [],
        "computer",
        [{"type": "function", "name": "computer"}],
        [{"type": "web_search"}, {"type": "code_interpreter"}],
        [{"type": "bash_20250124"}],
        [{"functionDeclarations": [{"name": "computerUse"}]}],
        [{"type": ["computer"]}, 5, None],
    ],
    ids=str,
)
def test_other_tools_do_not(tools: Any):
    assert facts.untouchable(tools) is None


@pytest.mark.parametrize(
    "tool",
    [
        {"type": "function", "function": {"name": "act", "parameters": POINT}},
        {"type": "function", "name": "act", "parameters": POINT},
        {"name": "act", "input_schema": POINT},
        {"name": "act", "inputSchema": POINT},
        {"functionDeclarations": [{"name": "other"}, {"name": "act", "parameters": POINT}]},
        {"function_declarations": [{"name": "act", "parametersJsonSchema": POINT}]},
        {"functionDeclarations": [{"name": "act", "parameters_json_schema": POINT}]},
        {
            "type": "namespace",
            "name": "ui",
            "tools": [{"type": "function", "name": "act", "parameters": POINT}],
        },
        {"type": "custom", "name": "act", "description": "Clicks at pixel coordinates"},
        {"type": "custom", "custom": {"name": "act", "description": "Clicks at the (x, y) given"}},
    ],
    ids=str,
)
def test_a_function_that_takes_places_is_named(tool: dict[str, Any]):
    assert (facts.tool_coordinates([tool]) or "").startswith("tool act takes ")
    assert facts.tool_coordinates([{"name": "search", "parameters": {}}, tool])


def test_a_function_that_takes_none_is_not():
    assert (
        facts.tool_coordinates([{"name": "search", "parameters": {"properties": {"q": {"type": "string"}}}}])
        is None
    )
    assert facts.tool_coordinates([{"type": "mcp", "server_url": "https://x"}], None, "junk", 3) is None


@pytest.mark.parametrize(
    "model",
    [
        "gemini-2.5-flash-image",
        "models/gemini-3-pro-image-preview",
        "gpt-image-2",
        "openai/gpt-5-image-mini",
        "chatgpt-image-latest",
        "imagen-4.0",
    ],
)
def test_models_that_draw_are_known_by_name(model: str):
    assert facts.draws(model)


@pytest.mark.parametrize(
    "model", ["gpt-5.6", "claude-opus-5-5", "gemini-3-flash", "imagine-1", "my-imagery", ""]
)
def test_others_are_not(model: str):
    assert facts.draws(model) is None


@pytest.mark.parametrize("modalities", [["TEXT", "IMAGE"], ["image"], ["Image"]])
def test_an_answer_with_pictures_may_be_the_picture_edited(modalities: list[str]):
    assert facts.draws("gemini-3-flash", modalities)


@pytest.mark.parametrize("modalities", [None, [], ["TEXT", "AUDIO"], "IMAGE", [3, None]])
def test_an_answer_without_is_not(modalities: Any):
    assert facts.draws("gemini-3-flash", modalities) is None


def test_schema_text_is_names_and_descriptions_in_order():
    schema = {
        "title": "Invoice",
        "description": "An invoice",
        "type": "object",
        "properties": {
            "total": {"type": "number", "description": "Sum with tax"},
            "lines": {"type": "array", "items": {"properties": {"sku": {"enum": ["a", "b"]}}}},
            "description": {"type": "string"},
        },
        "required": ["total"],
    }
    assert facts.schema_text(schema).split("\n") == [
        "An invoice", "total", "Sum with tax", "lines", "sku", "description",
    ]  # fmt: skip


def test_schema_text_is_bounded():
    many = {"properties": {f"name{i}" * 50: {} for i in range(10_000)}}
    assert 1000 < len(facts.schema_text(many)) <= 8000


@given(anything(max_leaves=30))
def test_any_json_is_read(node: Any):
    facts.untouchable(node)
    facts.tool_coordinates(node, [node])
    facts.schema_coordinates(node)
    assert isinstance(facts.schema_text(node), str)


def test_depth_does_not_matter():
    for node in (deep(100_000, key="tools"), [deep(99_999, key="properties")]):
        facts.tool_coordinates(node)
        facts.schema_text(node)
