"""A schema that takes places in a picture is recognised by its names and words; what only looks like one is not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from support.bodies import anything, deep

from headroom_sdk.body.coordinates import coordinates, said

NUMBER, INTEGER, STRING, BOOLEAN = ({"type": t} for t in ("number", "integer", "string", "boolean"))
ROW = {"type": "array", "items": {"type": "number"}}


def props(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


PLACES = [
    props(x=INTEGER, y=INTEGER),
    props(x={"type": "NUMBER"}, y={"type": "INTEGER"}),
    props(x={}, y={}),
    props(x={"$ref": "#/$defs/n"}, y={"$ref": "#/$defs/n"}),
    props(x={"anyOf": [INTEGER, {"type": "null"}]}, y={"type": ["integer", "null"]}),
    props(x1=NUMBER, y1=NUMBER, x2=NUMBER, y2=NUMBER),
    props(xmin=NUMBER, ymin=NUMBER, xmax=NUMBER, ymax=NUMBER),
    props(xMin=NUMBER, yMin=NUMBER),
    props(min_x=NUMBER, min_y=NUMBER),
    props(startX=INTEGER, startY=INTEGER),
    props(start_x=INTEGER, start_y=INTEGER, end_x=INTEGER, end_y=INTEGER),
    props(click_x=INTEGER, click_y=INTEGER),
    props(cx=NUMBER, cy=NUMBER, r=NUMBER),
    props(coordinate=ROW),
    props(coordinates=STRING),
    props(click_coordinates=ROW),
    props(startCoordinate=ROW),
    props(bbox=ROW),
    props(bboxes={"type": "array", "items": ROW}),
    props(element_bbox=STRING),
    props(bounding_box={"type": "object"}),
    props(boundingBoxes={"type": "array"}),
    props(box_2d=ROW),
    props(box2d=ROW),
    props(point=ROW),
    props(points={"type": "array", "items": ROW}),
    props(boxes={"type": "array", "items": ROW}),
    props(region={"type": "array", "items": INTEGER, "minItems": 4, "maxItems": 4}),
    props(target={"type": "array", "prefixItems": [NUMBER, NUMBER]}),
    props(left=NUMBER, top=NUMBER, width=NUMBER, height=NUMBER),
    props(left=INTEGER, top=INTEGER, right=INTEGER, bottom=INTEGER),
    props(polygon={"type": "array", "items": ROW}),
    props(items={"type": "array", "items": props(label=STRING, box=props(x=NUMBER, y=NUMBER))}),
    {"$defs": {"Point": props(x=NUMBER, y=NUMBER)}, "properties": {"at": {"$ref": "#/$defs/Point"}}},
    {"anyOf": [props(query=STRING), props(x=NUMBER, y=NUMBER)]},
    props(where={"type": "string", "description": "Pixel position, e.g. 100,200"}),
    props(where={"type": "string", "description": "The (x, y) of the button"}),
    props(where={"type": "string", "description": "as [ymin, xmin, ymax, xmax]"}),
    props(a={"type": "integer", "description": "X coordinate in the screenshot"}),
    props(a={"type": "string", "description": "coordinates of the element to click"}),
    props(a={"type": "string", "description": "Bounding box of the table"}),
    props(位置={"type": "string", "description": "按钮的坐标"}),
    props(properties=props(x=NUMBER, y=NUMBER)),
]

NO_PLACES = [
    props(query=STRING),
    props(x_axis_label=STRING, y_axis_label=STRING),
    props(x_axis=STRING, y_axis=STRING),
    props(x_axis_min=NUMBER, y_axis_min=NUMBER),
    props(index=INTEGER),
    props(x=NUMBER),
    props(y=NUMBER, name=STRING),
    props(x=STRING, y=STRING),
    props(x=ROW, y=ROW),  # the data of a plot
    props(points=INTEGER),
    props(key_points={"type": "array", "items": STRING}),
    props(position=STRING, location=STRING, region=STRING),
    props(box=STRING, boxes={"type": "array", "items": STRING}),
    props(lat=NUMBER, lng=NUMBER),
    props(coordinates=props(latitude=NUMBER, longitude=NUMBER)),
    props(coordinates={"type": "array", "description": "Latitude and longitude of the shop"}),
    props(
        bbox={"type": "array", "items": NUMBER, "description": "Map area: min lon, min lat, max lon, max lat"}
    ),
    props(gps_coordinates={"type": "string", "description": "GPS position"}),
    props(include_coordinates=BOOLEAN, show_bounding_boxes={"type": "boolean"}),
    props(width=INTEGER, height=INTEGER),
    props(margin=props(left=NUMBER, top=NUMBER, right=NUMBER, bottom=NUMBER)),
    props(display=STRING, max=NUMBER, min=NUMBER, matrix=ROW, history=NUMBER, proxy=STRING),
    props(coordinator=STRING, coordination=STRING),
    props(dx=NUMBER, dy=NUMBER),
    props(a={"type": "string", "enum": ["x", "y", "bbox"]}),
    props(a={"type": "string", "description": "Coordinates the page team"}),
    props(a={"type": "string", "description": "Width of the output in pixels"}),
    props(a={"type": "array", "examples": [{"properties": {"q": 1}}]}),
    {"title": "bbox", "required": ["x", "y"], "type": "object"},
]


@pytest.mark.parametrize("schema", PLACES, ids=str)
def test_places_in_a_picture_are_recognised(schema: dict[str, Any]):
    assert coordinates(schema)
    assert coordinates({"type": "array", "items": {"properties": {"found": schema}}})


@pytest.mark.parametrize("schema", NO_PLACES, ids=str)
def test_other_schemas_are_not(schema: dict[str, Any]):
    assert coordinates(schema) is None


def test_the_answer_names_what_was_found():
    assert coordinates(props(click_x=INTEGER, click_y=INTEGER)) == "click_x and click_y"
    assert coordinates(props(found=props(bbox=ROW))) == "bbox"


@given(anything(max_leaves=30))
def test_any_json_is_read(schema: Any):
    coordinates(schema)


def test_deep_wide_and_shared_schemas_take_linear_time():
    assert coordinates(deep(100_000, key="properties")) is None
    assert coordinates(props(**{f"p{i}": STRING for i in range(50_000)})) is None
    shared: Any = props(q=STRING)
    for _ in range(100):
        shared = {"anyOf": [shared, shared]}
    assert coordinates(shared) is None
    assert said("coordinates of " * 20_000) is None
    assert said("coordinate " + "x" * 1_000_000) is None


def test_a_schema_that_holds_itself_is_read_once():
    loop: dict[str, Any] = props(q=STRING)
    loop["properties"]["self"] = loop
    assert coordinates(loop) is None
