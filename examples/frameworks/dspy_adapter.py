"""DSPy's own engine speaks HTTP by itself, where nobody can hook it: an adapter of yours makes its pictures smaller.

python dspy_adapter.py [PICTURE]     with OPENAI_API_KEY set

With `dspy.LM(..., engine="litellm")` no adapter is needed: `headroom.patch("litellm").start()` is enough.
"""

import sys
from pathlib import Path

import dspy

import headroom_sdk as headroom
from headroom_sdk.image import compress_images


class SmallerPictures(dspy.ChatAdapter):
    """Compresses what is sent; the caller's `dspy.Image` and the history stay as they are."""

    def format(self, signature, demos, inputs):
        messages = super().format(signature, demos, inputs)
        return compress_images(messages, provider="openai", model=dspy.settings.lm.model)


picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "receipt.jpg"

# The fallback of the chat adapter formats once more by itself: without our adapter.
adapter = SmallerPictures(use_json_adapter_fallback=False)
with dspy.context(lm=dspy.LM("openai/gpt-4o", cache=False), adapter=adapter):
    answer = dspy.Predict("receipt: dspy.Image -> total: str")(receipt=dspy.Image.from_path(str(picture)))
print(answer.total)

report = headroom.last_report()
print(f"image tokens: {report.tokens_before:,} → {report.tokens_after:,}")
print(f"image bytes:  {report.bytes_before:,} → {report.bytes_after:,}")
