"""generateContent and its family as the SDK and the API's own documents write them."""

from __future__ import annotations

from typing import Any

import pytest
from support.pictures import shot

from headroom_sdk.body.dialect import Image, ImagePart, Kept, Text, TextPart
from headroom_sdk.body.gemini import DIALECT
from headroom_sdk.body.walk import append, get, replace

ICON, PHOTO = shot("icon"), shot("photo")
NEW = Image(payload="QUJD", media_type="image/jpeg")
# The SDK's own mixture of spellings.
PART = {"inlineData": {"data": PHOTO.urlsafe, "mime_type": "image/jpeg"}}


def user(*parts: Any, **fields: Any) -> dict[str, Any]:
    return {"contents": [{"parts": list(parts), "role": "user"}], **fields}


def images(body: Any) -> list[ImagePart]:
    return [
        part
        for conversation in DIALECT.conversations(body)
        for message in conversation.dialect.messages(conversation.body)
        for part in message.parts
        if isinstance(part, ImagePart)
    ]


# As google-genai 3.4 puts it on the wire, values shortened.
RECORDED = {
    "contents": [
        {
            "parts": [
                {"text": "What?"},
                {"mediaResolution": {"level": "MEDIA_RESOLUTION_HIGH"}, **PART},
            ],
            "role": "user",
        },
        {
            "parts": [
                {"text": "I think.", "thought": True},
                {"text": "I look.", "thoughtSignature": "s"},
                {"functionCall": {"args": {"a": 1}, "name": "shot"}},
            ],
            "role": "model",
        },
        {
            "parts": [
                {
                    "functionResponse": {
                        "parts": [{"inline_data": {"mime_type": "image/png", "data": ICON.urlsafe}}],
                        "name": "shot",
                        "response": {"ok": "taken"},
                    }
                }
            ],
            "role": "user",
        },
    ],
    "systemInstruction": {"parts": [{"text": "be"}, PART], "role": "user"},
    "tools": [{"functionDeclarations": [{"name": "f", "parameters_json_schema": {"type": "object"}}]}],
    "generationConfig": {"mediaResolution": "MEDIA_RESOLUTION_LOW"},
}


def test_the_turns_are_read_in_order():
    assert [(m.role, m.path, m.appendable) for m in DIALECT.messages(RECORDED)] == [
        ("system", ("systemInstruction",), False),
        ("user", ("contents", 0), True),
        ("assistant", ("contents", 1), False),
        ("tool", ("contents", 2), True),
    ]
    texts = [(p.text, p.call) for m in DIALECT.messages(RECORDED) for p in m.parts if isinstance(p, TextPart)]
    assert texts == [
        ("be", False),
        ("What?", False),
        ("I look.", False),
        ("shot a 1", True),
        ("ok taken", False),
    ]


def test_d20_images_are_found_in_parts_function_responses_and_the_system_instruction():
    assert [(p.path, p.detail, p.urlsafe, p.text_allowed) for p in images(RECORDED)] == [
        (("systemInstruction", "parts", 1), None, True, True),
        (("contents", 0, "parts", 1), "high", True, True),
        (("contents", 2, "parts", 0, "functionResponse", "parts", 0), None, True, False),
    ]
    assert DIALECT.has_images(RECORDED)


@pytest.mark.parametrize("inline", ["inlineData", "inline_data"])
@pytest.mark.parametrize("media_type", ["mimeType", "mime_type"])
def test_d20_every_spelling_is_read_and_stays(inline: str, media_type: str):
    part = {
        inline: {media_type: "image/jpeg", "data": PHOTO.base64, "displayName": "a.jpg"},
        "partMetadata": {"a": 1},
    }
    (found,) = images(user(part))
    assert found.payload == PHOTO.base64 and not found.urlsafe
    (new,) = DIALECT.blocks(part, found, [Image(payload="QUJD", media_type="image/png", detail="low")])
    resolution = "media_resolution" if inline == "inline_data" else "mediaResolution"
    assert new == {
        inline: {media_type: "image/png", "data": "QUJD", "displayName": "a.jpg"},
        "partMetadata": {"a": 1},
        resolution: {"level": "MEDIA_RESOLUTION_LOW"},
    }


def test_a_resolution_is_written_where_the_callers_stands():
    for key, given, expected in [
        ("mediaResolution", {"level": "MEDIA_RESOLUTION_HIGH"}, {"level": "MEDIA_RESOLUTION_LOW"}),
        ("media_resolution", "MEDIA_RESOLUTION_HIGH", "MEDIA_RESOLUTION_LOW"),
        ("mediaResolution", None, {"level": "MEDIA_RESOLUTION_LOW"}),
    ]:
        part = {key: given, **PART}
        (found,) = images(user(part))
        (new,) = DIALECT.blocks(part, found, [Kept(detail="low")])
        assert new == {**part, key: expected}
        assert new["inlineData"]["data"] is PART["inlineData"]["data"]


@pytest.mark.parametrize(
    ("given", "detail"),
    [
        ({"level": "MEDIA_RESOLUTION_ULTRA_HIGH"}, "ultra_high"),
        ({"level": "media_resolution_medium"}, "medium"),
        ("MEDIA_RESOLUTION_LOW", "low"),
        ({"level": "MEDIA_RESOLUTION_UNSPECIFIED"}, "auto"),
        ({}, None),
        (None, None),
        (7, None),
        ({"level": 7}, None),
    ],
    ids=str,
)
def test_resolutions_are_read_in_our_words(given: Any, detail: str | None):
    (found,) = images(user({"mediaResolution": given, **PART}))
    assert found.detail == detail
    assert DIALECT.facts(user(PART, generationConfig={"mediaResolution": given})).default_detail == detail


@pytest.mark.parametrize("detail", ["low", "medium", "high", "ultra_high"])
def test_the_spelling_of_a_resolution_is_the_providers(detail: str):
    assert DIALECT.spelling(detail) == "MEDIA_RESOLUTION_" + detail.upper()


def test_a_fixed_number_of_tokens_is_the_callers_choice():
    (found,) = images(user({"mediaResolution": {"numTokens": 500}, **PART}))
    assert found.locked


def test_what_the_model_drew_or_signed_stays():
    body = {"contents": [{"role": "model", "parts": [PART]}, {"parts": [{**PART, "thoughtSignature": "s"}]}]}
    assert all(part.locked for part in images(body))
    assert images({"contents": [{"role": "model", "parts": [{**PART, "thought": True}]}]}) == []


@pytest.mark.parametrize(
    "part",
    [
        {"fileData": {"file_uri": "gs://a/b.png", "mime_type": "image/png"}},
        {"file_data": {"fileUri": "gs://a/b.png", "mimeType": "image/png"}},
    ],
    ids=str,
)
def test_a_file_is_a_reference(part: Any):
    (found,) = images(user(part))
    assert (found.payload, found.reference, found.locked) == (None, "gs://a/b.png", None)


@pytest.mark.parametrize(
    "part",
    [
        {"inlineData": {"mimeType": "audio/wav", "data": "AAAA"}},
        {"inlineData": {"mimeType": "application/pdf", "data": "JVBERi0="}},
        {"fileData": {"fileUri": "gs://a/b.mp4", "mimeType": "video/mp4"}},
        {"fileData": {"fileUri": "https://files/1"}},
        {"text": "inlineData"},
    ],
    ids=str,
)
def test_other_media_are_no_images(part: Any):
    assert images(user(part)) == []


@pytest.mark.parametrize(
    "blob", [{}, {"data": 5, "mimeType": "image/png"}, {"mimeType": "image/png"}], ids=str
)
def test_d13_a_malformed_blob_is_reported_and_raises_nothing(blob: Any):
    (found,) = images(user({"inlineData": blob}))
    assert found.locked


def test_one_content_alone_is_read_too():
    body = {"contents": {"parts": [PART, {"text": "q"}]}}
    assert [p.path for p in images(body)] == [("contents", "parts", 0)]
    assert DIALECT.has_images(body)
    assert append(body, ("contents",), DIALECT, [Text(text="x")])["contents"]["parts"][-1] == {"text": "x"}


def test_parts_in_the_place_of_turns_are_one_message_of_the_users():
    body = {"contents": ["What?", PART]}
    (message,) = DIALECT.messages(body)
    assert (message.role, message.path, message.appendable) == ("user", ("contents",), True)
    assert [p.path for p in message.parts] == [("contents", 0), ("contents", 1)]
    assert DIALECT.has_images(body)
    assert append(body, ("contents",), DIALECT, [Text(text="x")])["contents"] == [
        "What?",
        PART,
        {"text": "x"},
    ]


def test_parts_among_turns_are_read_and_never_appended_to():
    body = {"contents": [{"role": "user", "parts": [{"text": "a"}]}, PART, "b"]}
    assert [(m.path, m.appendable) for m in DIALECT.messages(body)] == [
        (("contents", 0), True),
        (("contents", 1), False),
        (("contents", 2), False),
    ]
    assert DIALECT.has_images(body)


def test_a_single_part_alone_has_room_for_one():
    body = {"contents": [{"role": "user", "parts": PART}]}
    (found,) = images(body)
    assert not found.text_allowed
    assert replace(body, {found.path: DIALECT.blocks(PART, found, [NEW])})["contents"][0]["parts"][
        "inlineData"
    ]


@pytest.mark.parametrize("system", ["systemInstruction", "system_instruction"])
def test_the_system_instruction_comes_first(system: str):
    (first, _) = DIALECT.messages(user({"text": "x"}, **{system: {"parts": [{"text": "s"}]}}))
    assert (first.role, first.path) == ("system", (system,))
    (first, _) = DIALECT.messages(user({"text": "x"}, **{system: "s"}))
    assert first.parts[0].path == (system,)


def test_a_token_count_may_nest_its_request():
    body = {"generateContentRequest": {"model": "models/gemini-3-flash", **RECORDED}}
    (conversation,) = DIALECT.conversations(body)
    assert conversation.root == ("generateContentRequest",)
    assert len(images(body)) == 3 and DIALECT.has_images(body)
    assert conversation.dialect.facts(conversation.body).stored is None


@pytest.mark.parametrize("config", ["inputConfig", "input_config"])
def test_each_entry_of_a_batch_is_a_conversation_of_its_own(config: str):
    entries = [{"request": user(PART), "metadata": {"a": "b"}}, {"request": user(PART)}, {"metadata": {}}]
    body = {"batch": {config: {"requests": {"requests": entries}}}}
    roots = [c.root for c in DIALECT.conversations(body)]
    assert roots == [("batch", config, "requests", "requests", i, "request") for i in range(2)]
    assert len(images(body)) == 2 and DIALECT.has_images(body)


# As recorded from caches.create on the Developer API and on Vertex.
@pytest.mark.parametrize(
    "extra",
    [
        {"model": "models/gemini-3-flash"},
        {"model": "projects/p/locations/l/publishers/google/models/gemini-3-flash"},
        {"ttl": "3600s"},
        {"expireTime": "2027-01-01T00:00:00Z"},
    ],
    ids=str,
)
def test_a_cache_is_stored(extra: Any):
    (conversation,) = DIALECT.conversations(user(PART, **extra))
    assert conversation.dialect.facts(conversation.body).stored == "a cache"
    assert conversation.dialect.name == DIALECT.name


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"model": "gemini-3-flash"},
        {"model": "models/gemini-3-flash", "generationConfig": {}},
        {"cachedContent": "c"},
    ],
    ids=str,
)
def test_a_request_is_not(extra: Any):
    (conversation,) = DIALECT.conversations(user(PART, **extra))
    assert conversation.dialect.facts(conversation.body).stored is None


@pytest.mark.parametrize("key", ["responseModalities", "response_modalities"])
@pytest.mark.parametrize("config", ["generationConfig", "generation_config"])
def test_an_answer_with_pictures_makes_them_untouchable(key: str, config: str):
    assert DIALECT.facts(user(PART, **{config: {key: ["TEXT", "IMAGE"]}})).untouchable
    assert DIALECT.facts(user(PART, **{config: {key: ["TEXT"]}})).untouchable is None


@pytest.mark.parametrize(
    "tool", [{"computerUse": {"environment": "ENVIRONMENT_BROWSER"}}, {"computer_use": {}}], ids=str
)
def test_computer_use_makes_all_untouchable(tool: Any):
    assert DIALECT.facts(user(PART, tools=[tool])).untouchable


POINT = {"type": "OBJECT", "properties": {"x": {"type": "NUMBER"}, "y": {"type": "NUMBER"}}}


@pytest.mark.parametrize(
    "extra",
    [
        {"tools": [{"functionDeclarations": [{"name": "click", "parameters": POINT}]}]},
        {"tools": [{"functionDeclarations": [{"name": "click", "parameters_json_schema": POINT}]}]},
        {"tools": [{"function_declarations": [{"name": "click", "parametersJsonSchema": POINT}]}]},
        {"generationConfig": {"responseSchema": {"type": "ARRAY", "items": POINT}}},
        {"generationConfig": {"responseJsonSchema": POINT}},
        {"generation_config": {"response_schema": POINT}},
    ],
    ids=str,
)
def test_coordinates_are_a_fact(extra: Any):
    assert DIALECT.facts(user(PART, **extra)).coordinates


def test_pdfs_are_counted_also_in_function_responses():
    pdf = {"inlineData": {"mime_type": "application/pdf", "data": "JVBERi0="}}
    file = {"fileData": {"fileUri": "gs://a.pdf", "mimeType": "application/pdf"}}
    assert DIALECT.facts(user(pdf, file, {"functionResponse": {"parts": [pdf]}}, PART)).pdfs == 3


def test_what_is_appended_follows_the_spelling_of_the_message():
    (snake,) = append(
        user({"inline_data": {"mime_type": "image/png", "data": "AAAA"}}), ("contents", 0), DIALECT, [NEW]
    )["contents"]
    assert snake["parts"][-1] == {"inline_data": {"mime_type": "image/jpeg", "data": "QUJD"}}
    (camel,) = append(user({"text": "x"}), ("contents", 0), DIALECT, [Text(text="y"), NEW])["contents"]
    assert camel["parts"][1:] == [{"text": "y"}, {"inlineData": {"mimeType": "image/jpeg", "data": "QUJD"}}]


def test_one_image_becomes_a_text_and_a_picture():
    body = user({"text": "a"}, PART)
    (found,) = images(body)
    new = replace(body, {found.path: DIALECT.blocks(get(body, found.path), found, [Text(text="[OCR]"), NEW])})
    assert new["contents"][0]["parts"] == [
        {"text": "a"},
        {"text": "[OCR]"},
        {"inlineData": {"data": "QUJD", "mime_type": "image/jpeg"}},
    ]
