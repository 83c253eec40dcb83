"""Whether a request is signed as AWS wants it, and the keys of the account that nobody has."""

from __future__ import annotations

import re

import pytest
from support.loopback import Recorded

KEY, SECRET, REGION = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1"


def signature_holds(request: Recorded, host: str) -> bool:
    """What AWS does: sign again what arrived, with the names of headers that the caller signed."""
    auth = pytest.importorskip("botocore.auth")
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    given = request.headers["authorization"]
    found = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request, "
        r"SignedHeaders=([^,]+), Signature=(\w+)",
        given,
    )
    assert found, given
    key, region, service, signed, signature = found.groups()
    assert (key, region) == (KEY, REGION)
    headers = {name: request.headers[name] for name in signed.split(";") if name != "host"}
    again = AWSRequest(
        method=request.method, url=f"http://{host}{request.target}", data=request.body, headers=headers
    )
    again.headers["host"] = request.headers["host"]
    again.context["timestamp"] = request.headers["x-amz-date"]
    signer = auth.SigV4Auth(Credentials(KEY, SECRET), service, region)
    canonical = signer.canonical_request(again)
    return bool(signer.signature(signer.string_to_sign(again, canonical), again) == signature)
