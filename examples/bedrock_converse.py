"""Wraps a boto3 client: pictures in Converse requests are smaller before the request is signed.

python bedrock_converse.py [PICTURE]     with AWS credentials and a region, and access to the model
"""

import sys
from pathlib import Path

import boto3

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("receipt.jpg")
kind = picture.suffix.lstrip(".").lower().replace("jpg", "jpeg")

client = headroom.wrap(boto3.client("bedrock-runtime"))  # the same object, the same type
answer = client.converse(
    modelId="us.anthropic.claude-haiku-4-5-20251001-v1:0",
    messages=[
        {
            "role": "user",
            "content": [
                {"image": {"format": kind, "source": {"bytes": picture.read_bytes()}}},
                {"text": "What is the total?"},
            ],
        }
    ],
)
print(answer["output"]["message"]["content"][0]["text"])

report = headroom.last_report()
print(f"image tokens: {report.tokens_before:,} → {report.tokens_after:,}")
print(f"image bytes:  {report.bytes_before:,} → {report.bytes_after:,}")
print(f"why:          {report.decisions[0].reason}")
