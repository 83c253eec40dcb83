"""PIL images in ``contents`` are encoded once, beside the event loop, and as the SDK would."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from contract.google_genai_surfaces import CALL, called, clients
from contract.google_genai_surfaces import MODEL as GEMINI
from contract.scene import Loopback, Shot, drain, images, waited, wire

import headroom_sdk as headroom
from headroom_sdk import Policy

genai = pytest.importorskip("google.genai")


@pytest.fixture
def encodings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The threads in which the SDK's own encoder ran."""
    from google.genai import _transformers

    threads: list[int] = []
    encode = _transformers.pil_to_blob

    def counting(image: Any) -> Any:
        threads.append(threading.get_ident())
        return encode(image)

    monkeypatch.setattr(_transformers, "pil_to_blob", counting)
    return threads


@pytest.fixture(params=["wrap", "patch"])
def client(request: pytest.FixtureRequest, server: Loopback) -> Iterator[Any]:
    made = clients(server)["Client"]()
    if request.param == "wrap":
        yield headroom.wrap(made)
    else:
        with headroom.patch():
            yield made


async def _stream(client: Any, contents: Any) -> None:
    await drain(await waited(client.aio.models.generate_content_stream(model=GEMINI, contents=contents)))


async def _chat_stream(client: Any, contents: Any) -> None:
    await drain(await waited(client.aio.chats.create(model=GEMINI).send_message_stream(contents)))


ASYNC = {
    "generate_content": lambda c, contents: c.aio.models.generate_content(model=GEMINI, contents=contents),
    "generate_content_stream": _stream,
    "count_tokens": lambda c, contents: c.aio.models.count_tokens(model=GEMINI, contents=contents),
    "chats.send_message": lambda c, contents: c.aio.chats.create(model=GEMINI).send_message(contents),
    "chats.send_message_stream": _chat_stream,
}


@pytest.mark.parametrize("name", ASYNC)
async def test_coroutines_encode_once_and_beside_the_loop(
    name: str, client: Any, server: Loopback, shot: Shot, encodings: list[int]
) -> None:
    await ASYNC[name](client, ["What is this?", shot.image()])
    assert len(encodings) == 1
    assert encodings != [threading.get_ident()]
    assert len(images(server.requests)) == 1


async def test_a_picture_alone_is_encoded_beside_the_loop(
    client: Any, shot: Shot, encodings: list[int]
) -> None:
    await client.aio.models.generate_content(model=GEMINI, contents=shot.image())
    assert len(encodings) == 1
    assert encodings != [threading.get_ident()]


def test_rounds_of_function_calls_encode_once(
    client: Any, server: Loopback, shot: Shot, encodings: list[int]
) -> None:
    server.reply_next(CALL)
    called(client, ["What is this?", shot.image()])
    assert len(images(server.requests)) == 2
    assert len(encodings) == 1


def test_the_callers_list_and_picture_stay_as_they_are(client: Any, shot: Shot) -> None:
    given = ["What is this?", shot.image()]
    picture = given[1]
    client.models.generate_content(model=GEMINI, contents=given)
    assert given == ["What is this?", picture]
    assert given[1] is picture


def test_what_nothing_is_gained_from_goes_out_as_the_sdk_encodes_it(server: Loopback, shot: Shot) -> None:
    client = clients(server)["Client"]()
    contents = ["What is this?", shot.image()]
    client.models.generate_content(model=GEMINI, contents=contents)
    headroom.wrap(client, policy=Policy(dry_run=True, on_error="raise"))
    client.models.generate_content(model=GEMINI, contents=contents)
    without, with_us = server.requests
    assert wire([with_us]) == wire([without])
    assert with_us.body == without.body


@pytest.mark.usefixtures("faults_pass")
def test_a_picture_that_cannot_be_encoded_is_the_sdks_error(server: Loopback) -> None:
    from PIL import Image

    client = headroom.wrap(clients(server)["Client"]())
    with pytest.raises(OSError, match="F"):
        client.models.generate_content(model=GEMINI, contents=["x", Image.new("F", (8, 8))])
    assert server.requests == []


def test_what_only_looks_like_a_picture_is_left_to_the_sdk(server: Loopback, shot: Shot) -> None:
    from google.genai import types

    client = headroom.wrap(clients(server)["Client"]())
    part = types.Part.from_bytes(data=shot.data, mime_type="image/png")
    client.models.generate_content(model=GEMINI, contents=[[part, "nested"][0], "text", types.Part(text="x")])
    assert len(images(server.requests)) == 1
