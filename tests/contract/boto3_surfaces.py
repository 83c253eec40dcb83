"""Every operation of boto3's client for Bedrock whose request can carry a picture."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from contract.scene import Loopback, Shot, Surface
from support.aws import KEY, REGION, SECRET

MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0"


def clients(server: Loopback) -> dict[str, Callable[[], Any]]:
    import boto3
    from botocore.config import Config

    given = {
        "region_name": REGION,
        "aws_access_key_id": KEY,
        "aws_secret_access_key": SECRET,
        "endpoint_url": server.url,
        "config": Config(retries={"max_attempts": 1, "mode": "standard"}),
    }
    return {"bedrock-runtime": lambda: boto3.client("bedrock-runtime", **given)}


def content(shot: Shot) -> list[dict[str, Any]]:
    return [{"image": {"format": "png", "source": {"bytes": shot.data}}}, {"text": "What is this?"}]


def converse(shot: Shot, *, model: str = MODEL, **more: Any) -> dict[str, Any]:
    return {"modelId": model, "messages": [{"role": "user", "content": content(shot)}], **more}


def tool_result(shot: Shot) -> dict[str, Any]:
    use = {"toolUse": {"toolUseId": "t", "name": "look", "input": {}}}
    result = {"toolResult": {"toolUseId": "t", "content": content(shot)}}
    messages = [
        {"role": "user", "content": [{"text": "Look at it."}]},
        {"role": "assistant", "content": [use]},
        {"role": "user", "content": [result]},
    ]
    tool = {"toolSpec": {"name": "look", "inputSchema": {"json": {"type": "object", "properties": {}}}}}
    return {"modelId": MODEL, "messages": messages, "toolConfig": {"tools": [tool]}}


def anthropic(shot: Shot, *, form: Callable[[bytes], Any] = bytes, model: str = MODEL) -> dict[str, Any]:
    source = {"type": "base64", "media_type": "image/png", "data": shot.base64}
    blocks = [{"type": "image", "source": source}, {"type": "text", "text": "What is this?"}]
    body = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 9,
        "messages": [{"role": "user", "content": blocks}],
    }
    return {"modelId": model, "body": form(json.dumps(body).encode())}


def counted(shot: Shot, kind: str) -> dict[str, Any]:
    given = converse(shot) if kind == "converse" else anthropic(shot)
    return {"modelId": given.pop("modelId"), "input": {kind: given}}


def titan(shot: Shot) -> dict[str, Any]:
    return {"modelId": "amazon.titan-embed-image-v1", "body": json.dumps({"inputImage": shot.base64})}


def _surface(name: str, call: Callable[[Any, Shot, Any], Any], *needs: str, **more: Any) -> Surface:
    return Surface(sdk="boto3", name=name, call=call, needs=needs, client="bedrock-runtime", **more)


ARN = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0"
s = _surface
SURFACES = (
    s("converse", lambda c, p, e: c.converse(**converse(p))),
    s("converse: toolResult", lambda c, p, e: c.converse(**tool_result(p))),
    s("converse, the profile's ARN", lambda c, p, e: c.converse(**converse(p, model=ARN))),
    s("converse, taken before", lambda c, p, e: e(**converse(p)), early=lambda c: c.converse),
    s("converse_stream", lambda c, p, e: list(c.converse_stream(**converse(p))["stream"])),
    s("invoke_model", lambda c, p, e: c.invoke_model(**anthropic(p))["body"].read()),
    s("invoke_model, body = str", lambda c, p, e: c.invoke_model(**anthropic(p, form=bytes.decode))),
    s("invoke_model, body = bytearray", lambda c, p, e: c.invoke_model(**anthropic(p, form=bytearray))),
    s("invoke_model, the profile's ARN", lambda c, p, e: c.invoke_model(**anthropic(p, model=ARN))),
    s("invoke_model_with_response_stream", lambda c, p, e: list(c.invoke_model_with_response_stream(**anthropic(p))["body"])),
    s("count_tokens of a converse", lambda c, p, e: c.count_tokens(**counted(p, "converse")), "count_tokens"),
)  # fmt: skip
