"""A callback for LangChain: pictures of this model's runs are smaller on the wire, and messages stay as they are.

python langchain_callback.py [PICTURE]     with OPENAI_API_KEY set
"""

import base64
import mimetypes
import sys
from pathlib import Path

from langchain_core.messages import HumanMessage
from langchain_openai import ChatOpenAI

from headroom_adapters.langchain import HeadroomCallback

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("receipt.jpg")
image = {
    "type": "image",
    "base64": base64.b64encode(picture.read_bytes()).decode(),
    "mime_type": mimetypes.guess_type(picture)[0],
}
question = HumanMessage(content=[{"type": "text", "text": "What is the total?"}, image])

callback = HeadroomCallback()
model = ChatOpenAI(
    model="gpt-5.1", callbacks=[callback]
)  # or config={"callbacks": [callback]}, on any chain or graph

answer = model.invoke([question])
print(answer.text)
print(f"saved: {answer.response_metadata['headroom']}")

streamed = None
for chunk in model.stream([question]):
    streamed = chunk if streamed is None else streamed + chunk
print(f"saved: {streamed.response_metadata['headroom']}")

report = callback.report
print(f"image bytes: {report.bytes_before:,} → {report.bytes_after:,}")
print(f"why:         {report.decisions[0].reason}")
print(f"all runs:    {callback.totals.to_dict()}, missed {callback.missed}")
