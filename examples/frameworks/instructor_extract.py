"""instructor: the wrapped client is OpenAI's own, so instructor takes it as it is.

python instructor_extract.py [PICTURE]     with OPENAI_API_KEY set
"""

import sys
from pathlib import Path

import instructor
from openai import OpenAI
from pydantic import BaseModel

import headroom_sdk as headroom


class Receipt(BaseModel):
    answer: str


picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "receipt.jpg"
client = instructor.from_openai(headroom.wrap(OpenAI()), mode=instructor.Mode.JSON)
receipt = client.chat.completions.create(
    model="gpt-4o",
    response_model=Receipt,
    messages=[{"role": "user", "content": ["What is the total?", instructor.Image.from_path(picture)]}],
)
print(receipt.answer)
print("image tokens: {tokens_before:,} → {tokens_after:,}".format(**headroom.stats()))
