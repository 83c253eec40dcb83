"""DSPy: through LiteLLM it is reached; its own engine speaks HTTP by itself, and is not."""

from __future__ import annotations

import os
from typing import Any

import pytest
from contract.scene import Loopback, Shot, images
from frameworks.conftest import Reach, done

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
dspy = pytest.importorskip("dspy")


def lm(server: Loopback, **more: Any) -> Any:
    return dspy.LM("openai/gpt-4o", api_base=server.openai_url, api_key="x", cache=False, **more)


def predict(made: Any, shot: Shot, *, waits: bool) -> Any:
    with dspy.context(lm=made, adapter=dspy.JSONAdapter()):
        asked = dspy.Predict("picture: dspy.Image -> answer: str")
        picture = dspy.Image(url=shot.url)
        return asked.acall(picture=picture) if waits else asked(picture=picture)


@pytest.mark.parametrize("waits", [False, True], ids=["Predict", "Predict.acall"])
async def test_litellms_engine_is_reached(
    waits: bool, server: Loopback, shot: Shot, reach: Reach, told: Any
) -> None:
    told("DSPy", "dspy", f"LM(engine='litellm'), Predict{'.acall' if waits else ''}")
    pytest.importorskip("litellm")
    made = lm(server, engine="litellm")

    async def awaited() -> None:
        with dspy.context(lm=made, adapter=dspy.JSONAdapter()):
            await dspy.Predict("picture: dspy.Image -> answer: str").acall(picture=dspy.Image(url=shot.url))

    await reach(awaited if waits else lambda: predict(made, shot, waits=False))


async def test_its_own_engine_goes_out_as_it_came(server: Loopback, shot: Shot) -> None:
    """If this fails, DSPy has come to use an SDK that we hook, and docs/coverage.md may say so."""
    import headroom_sdk as headroom
    from headroom_sdk import Policy

    made = lm(server)
    with headroom.patch(policy=Policy(technique="full_low", on_error="raise")):  # type: ignore[arg-type]
        await done(lambda: predict(made, shot, waits=False))
    sent = images(server.requests)
    assert sent and all(image.data == shot.data for image in sent)
