"""On a platform that lacks numpy or onnxruntime the library does less, says so once, and breaks nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys
for name in {missing!r}:
    sys.modules[name] = None
from support import pictures, sending
from headroom_sdk import Policy
shown = {{"inlineData": {{"mimeType": "image/jpeg", "data": pictures.shot("photo").base64}}}}
body = {{"contents": [{{"role": "user", "parts": [{{"text": "What is the mood?"}}, shown]}}]}}
new, report = sending.send("gemini", body, "gemini-3.5-flash", Policy(on_error="raise"))
(decision,) = report.decisions
assert decision.changed and decision.tokens_after < decision.tokens_before, decision
print(decision.technique, "|", decision.reason, "|", *report.warnings)
"""


@pytest.mark.parametrize("missing", [["numpy", "onnxruntime"], ["onnxruntime", "torch"]])
def test_without_them_nothing_lossy_is_chosen_and_the_rest_works(missing: list[str]):
    here = Path(__file__).parents[1]
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(missing=missing)], capture_output=True, text=True, cwd=here
    )
    assert ran.returncode == 0, ran.stderr
    technique, reason, warned = ran.stdout.split(" | ")
    assert technique == "preserve"
    assert "pip install" in reason and "pip install" in warned
