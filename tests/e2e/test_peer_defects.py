"""What the known competitor gets wrong, each defect by its number, comes out right here: the same request through
the real SDKs, looked at where it arrives."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont
from support.loopback import Loopback
from support.loopback_images import SentImage

import headroom_sdk as headroom
from headroom_sdk import Policy, Technique
from headroom_sdk.image import ImageCompressor
from headroom_sdk.picture.ocr import availability
from headroom_sdk.routing.route import EDGES, Route
from headroom_sdk.tokens import image_tokens

FULL_LOW = Policy(technique=Technique.FULL_LOW)
CROP = Policy(technique=Technique.CROP)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def openai_client(server: Loopback, policy: Policy | None = None) -> Any:
    openai = pytest.importorskip("openai")
    return headroom.wrap(openai.OpenAI(api_key="x", base_url=server.openai_url, max_retries=0), policy=policy)


def anthropic_client(server: Loopback, policy: Policy | None = None) -> Any:
    anthropic = pytest.importorskip("anthropic")
    return headroom.wrap(anthropic.Anthropic(api_key="x", base_url=server.url, max_retries=0), policy=policy)


def google_client(server: Loopback, policy: Policy | None = None) -> Any:
    genai = pytest.importorskip("google.genai")
    return headroom.wrap(genai.Client(api_key="x", http_options={"base_url": server.url}), policy=policy)


def encoded(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def screen(width: int, height: int, mode: str = "RGB") -> Image.Image:
    image = Image.new("RGB", (width, height), (240, 240, 244))
    draw = ImageDraw.Draw(image)
    for y in range(8, height, 24):
        draw.text((8, y), f"line {y}: amount {y * 7 % 997}.00", fill=(10, 10, 20))
    draw.rectangle((0, 0, width - 1, height - 1), outline=(90, 90, 90))  # no blank margins
    return image.convert(mode)


def url(data: bytes, media_type: str = "image/png") -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def claude_image(data: bytes, media_type: str = "image/png", **more: Any) -> dict[str, Any]:
    source = {"type": "base64", "media_type": media_type, "data": base64.b64encode(data).decode()}
    return {"type": "image", "source": source, **more}


def chat(client: Any, *blocks: Any, model: str = "gpt-4o", text: str = "What is this?") -> None:
    content = [{"type": "text", "text": text}, *blocks]
    client.chat.completions.create(model=model, messages=[{"role": "user", "content": content}])


def claude(client: Any, *blocks: Any, model: str = "claude-haiku-4-5", **more: Any) -> None:
    content = [*blocks, {"type": "text", "text": "What is this?"}]
    client.messages.create(model=model, max_tokens=9, messages=[{"role": "user", "content": content}], **more)


def sent(server: Loopback) -> list[SentImage]:
    return server.last.images()


def opened(image: SentImage) -> Image.Image:
    assert image.data is not None
    return Image.open(io.BytesIO(image.data))


class ByGist:
    """A router that says that a gist survives a small picture, and that nothing else does; notes what it is asked."""

    name = "by gist"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def route(self, picture: Any, question: str) -> Route:
        self.asked.append(question)
        sure = float("gist" in question)
        return Route(full_low=(sure,) * len(EDGES), crop=0.0, transcode=0.0, reason="by gist")


def turn(role: str, *content: Any) -> dict[str, Any]:
    texts = [{"type": "text", "text": c} if isinstance(c, str) else c for c in content]
    return {"role": role, "content": texts}


def test_d1_every_picture_is_decided_by_its_own_question(server: Loopback):
    router = ByGist()
    client = anthropic_client(server, Policy(router=router))
    first, second = encoded(screen(1400, 1000)), encoded(screen(1401, 1000))
    turns = [
        turn("user", claude_image(first), "The gist?"),
        turn("assistant", "A list of amounts."),
        turn("user", claude_image(second), "What is the third amount?"),
    ]
    client.messages.create(model="claude-opus-5-5", max_tokens=9, messages=turns)
    assert router.asked == ["The gist?", "What is the third amount?"]
    low, whole = sent(server)
    assert low.size is not None and max(low.size) <= 512 and whole.data == second


@pytest.mark.parametrize("size", [(1600, 1200), (1000, 1000), (2500, 800), (777, 1111), (3840, 2160)])
def test_d3_preserve_preserves_what_the_model_sees(server: Loopback, size: tuple[int, int]):
    chat(openai_client(server), {"type": "image_url", "image_url": {"url": url(encoded(screen(*size)))}})
    (image,) = sent(server)
    assert image.size is not None
    before, after = image_tokens("gpt-4o", *size), image_tokens("gpt-4o", *image.size)
    assert after.width >= 0.9 * before.width - 1 and after.height >= 0.9 * before.height - 1
    assert after.tokens <= before.tokens


def receipt() -> Image.Image:
    image = Image.new("RGB", (1240, 2000), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=34)
    rows = ["Corner Shop", *(f"Article {n} {n * 7 % 90}.50" for n in range(12)), "TOTAL 398.00", "Thank you"]
    for n, row in enumerate(rows):
        words, _, value = row.rpartition(" ")
        draw.text((90, 60 + 125 * n), words, font=font, fill="black")
        draw.text((1000, 60 + 125 * n), value, font=font, fill="black")
    return image


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("What does the footer of the receipt say?", (90, 1690, 1107, 1860)),
        pytest.param(
            "What is the total?",
            (90, 1690, 1107, 1730),
            marks=pytest.mark.skipif(
                not availability().ready, reason="no OCR engine is installed: extra `ocr`"
            ),
        ),
    ],
    ids=["a place", "a text"],
)
def test_d4_a_crop_is_a_crop_at_full_resolution(
    server: Loopback, question: str, shown: tuple[int, int, int, int]
):
    original = receipt()
    client = openai_client(server, CROP)
    picture = {"type": "image_url", "image_url": {"url": url(encoded(original))}}
    chat(client, picture, model="gpt-5.6", text=question)
    report = headroom.last_report()
    assert report is not None
    (decision,) = report.decisions
    assert decision.technique is Technique.CROP and decision.regions, decision.reason
    x, y, width, height = decision.regions[-1]
    assert x <= shown[0] and y <= shown[1] and x + width >= shown[2] and y + height >= shown[3]
    assert (
        decision.tokens_after
        and decision.tokens_before
        and decision.tokens_after < decision.tokens_before / 2
    )
    (image,) = sent(server)
    assert image.detail is None
    arrived, part = opened(image).convert("RGB"), original.crop((x, y, x + width, y + height))
    spots = ((a, b) for a in range(arrived.width - width + 1) for b in range(arrived.height - height + 1))
    assert any(arrived.crop((a, b, a + width, b + height)).tobytes() == part.tobytes() for a, b in spots)


@pytest.mark.parametrize(
    "before", ["You are careful. " * 3_000, "<system-reminder>Todo: none.</system-reminder>"]
)
def test_d7_a_preamble_does_not_hide_the_question(server: Loopback, before: str):
    router = ByGist()
    client = anthropic_client(server, Policy(router=router))
    picture = claude_image(encoded(screen(1400, 1000)))
    turns = [turn("user", picture, before, "What is the third amount?")]
    client.messages.create(model="claude-opus-5-5", max_tokens=9, messages=turns)
    assert router.asked == [f"{before}\nWhat is the third amount?"]


def test_d7_a_tools_picture_is_asked_about_by_what_led_to_it(server: Loopback):
    router = ByGist()
    client = anthropic_client(server, Policy(router=router))
    use = {"type": "tool_use", "id": "t1", "name": "screenshot", "input": {"of": "the invoice"}}
    result = {
        "type": "tool_result",
        "tool_use_id": "t1",
        "content": [claude_image(encoded(screen(1400, 1000)))],
    }
    turns = [
        turn("user", "The gist of the news?"), turn("assistant", "It rains."), turn("user", "Now pay the invoice."),
        turn("assistant", "I look for the amount.", use), turn("user", result),
    ]  # fmt: skip
    tool = {"name": "screenshot", "input_schema": {"type": "object"}}
    client.messages.create(model="claude-opus-5-5", max_tokens=9, messages=turns, tools=[tool])
    (question,) = router.asked
    assert "Now pay the invoice." in question and "the amount" in question and "gist" not in question


def test_d8_explicit_detail_stays_and_unseen_urls_are_left_alone(server: Loopback):
    client = openai_client(server, FULL_LOW)
    blocks = [
        {"type": "image_url", "image_url": {"url": url(encoded(screen(1200, 900))), "detail": "high"}},
        {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
    ]
    chat(client, *blocks)
    assert [i.detail for i in sent(server)] == ["high", None]
    assert sent(server)[1].url == "https://example.com/a.png"


def test_d9_a_turned_photo_arrives_upright(server: Loopback):
    image = Image.new("RGB", (1600, 1000), "white")
    image.paste("red", (0, 0, 400, 1000))  # the left edge as stored is the top edge once turned upright
    exif = Image.Exif()
    exif[0x0112] = 6
    claude(anthropic_client(server, FULL_LOW), claude_image(encoded(image, "JPEG", exif=exif), "image/jpeg"))
    shown = opened(sent(server)[0])
    assert shown.height > shown.width
    assert shown.getexif().get(0x0112, 1) == 1
    top, bottom = shown.getpixel((shown.width // 2, 5)), shown.getpixel((shown.width // 2, shown.height - 5))
    assert isinstance(top, tuple) and isinstance(bottom, tuple)
    assert top[1] < 80 and bottom[1] > 200


def test_d10_white_text_on_transparency_stays_readable(server: Loopback):
    image = Image.new("RGBA", (1600, 1200), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((300, 300, 1300, 900), fill=(255, 255, 255, 255))
    claude(anthropic_client(server, FULL_LOW), claude_image(encoded(image)))
    low, high = opened(sent(server)[0]).convert("L").getextrema()
    assert isinstance(low, int) and isinstance(high, int) and high - low > 100


def test_d11_pictures_for_clicks_keep_their_pixels(server: Loopback):
    data = encoded(screen(2400, 1600))
    click = {
        "name": "click",
        "description": "Click at a place",
        "input_schema": {
            "type": "object",
            "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}},
        },
    }
    claude(anthropic_client(server, FULL_LOW), claude_image(data), tools=[click])
    assert sent(server)[0].data == data


def test_d11_places_that_are_asked_for_later_are_found_in_the_original(server: Loopback):
    data = encoded(screen(2400, 1600))
    turns = [
        turn("user", claude_image(data), "What is this?"), turn("assistant", "A list."),
        turn("user", "Give me the x, y coordinates of the third amount."),
    ]  # fmt: skip
    client = anthropic_client(server, FULL_LOW)
    client.messages.create(model="claude-opus-5-5", max_tokens=9, messages=turns)
    low, original = sent(server)
    assert low.data != data and original.data == data
    report = headroom.last_report()
    assert report is not None and "x, y" in report.attachments[0].reason


def test_d12_the_media_type_is_one_the_provider_takes_and_matches_the_bytes(server: Loopback):
    client = anthropic_client(server)
    claude(client, claude_image(encoded(screen(2000, 1500), "BMP"), "image/bmp"))
    (image,) = sent(server)
    assert image.media_type == image.real_type and image.media_type in (
        "image/png",
        "image/webp",
        "image/jpeg",
    )
    frames = [screen(2000, 1500), screen(2000, 1500)]
    phone = encoded(frames[0], "MPO", save_all=True, append_images=frames[1:])
    claude(client, claude_image(phone, "image/jpeg"))
    (image,) = sent(server)
    assert image.media_type == image.real_type == "image/jpeg"


def test_d13_string_urls_work_and_bad_base64_breaks_no_request(server: Loopback):
    string = {
        "role": "user",
        "content": [{"type": "image_url", "image_url": url(encoded(screen(2000, 1500)))}],
    }
    compressed, report = ImageCompressor().compress([string], model="gpt-4o", return_report=True)
    assert report.decisions[0].changed and isinstance(compressed[0]["content"][0]["image_url"], str)
    broken = {"type": "image_url", "image_url": {"url": "data:image/png;base64,@@@@"}}
    with pytest.raises(headroom.HeadroomError, match=r"messages\[0\].content\[0\]"):
        ImageCompressor().compress([{"role": "user", "content": [broken]}])
    chat(openai_client(server), broken)
    assert server.last.json["messages"][0]["content"][1] == broken
    report = headroom.last_report()
    assert report is not None and report.decisions[0].error


def test_d14_fields_of_an_image_block_survive(server: Loopback):
    extra = {"cache_control": {"type": "ephemeral"}, "transformations": {"oversized_image": "downsize"}}
    claude(anthropic_client(server), claude_image(encoded(screen(3000, 2000)), **extra))
    block = server.last.json["messages"][0]["content"][0]
    assert block["cache_control"] == extra["cache_control"]
    assert block["transformations"] == extra["transformations"]
    assert sent(server)[0].size != (3000, 2000)


def test_d15_what_was_sent_for_a_turn_is_sent_on_every_later_turn(server: Loopback):
    client = anthropic_client(server, Policy(router=ByGist()))
    picture = claude_image(encoded(screen(1400, 1000)))
    turns = [turn("user", picture, "The gist?")]
    asked = ["What is the third amount?", "The gist again?", "Read line 5 of the first picture.", "Thanks!"]
    earlier: list[Any] = []
    for question in asked:
        client.messages.create(model="claude-opus-5-5", max_tokens=9, messages=turns)
        now = server.last.json["messages"]
        assert json.dumps(now).startswith(json.dumps(earlier)[:-1])
        earlier = now
        turns = [*turns, turn("assistant", "Well."), turn("user", question)]
    assert len(sent(server)) == 2  # small for the gist, and once whole for the amount


def test_d15_clients_own_picture_settings_stay(server: Loopback):
    client = openai_client(server)
    if not hasattr(client, "responses"):
        pytest.skip("this version of the SDK has no Responses API")
    block = {"type": "input_image", "image_url": url(encoded(screen(3000, 2000))), "detail": "auto"}
    extra = {"image": {"context_compression": "auto"}, "prompt_cache_key": "mine"}
    client.responses.create(model="gpt-4o", input=[{"role": "user", "content": [block]}], extra_body=extra)
    assert {key: server.last.json[key] for key in extra} == extra


def test_d16_a_small_palette_png_does_not_balloon(server: Loopback):
    image = Image.new("P", (1400, 1000), 1)
    image.putpalette([0, 0, 0, 250, 250, 250, 200, 0, 0])
    ImageDraw.Draw(image).rectangle((100, 100, 900, 400), fill=2)
    data = encoded(image)
    assert len(data) < 5_000
    claude(anthropic_client(server, FULL_LOW), claude_image(data))
    (arrived,) = sent(server)
    assert arrived.data is not None and len(arrived.data) < 10 * len(data)
    assert arrived.media_type != "image/jpeg"


def test_d17_an_animation_keeps_its_frames(server: Loopback):
    frames = [Image.new("RGB", (900, 700), c) for c in ("red", "green", "blue")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=40)
    claude(anthropic_client(server, FULL_LOW), claude_image(data, "image/gif"))
    assert sent(server)[0].data == data


def test_d17_no_picture_is_sent_longer_than_the_api_takes(server: Loopback):
    claude(anthropic_client(server), claude_image(encoded(screen(8001, 400))))
    size = sent(server)[0].size
    assert size is not None and max(size) <= 8000


def test_d17_more_than_twenty_pictures_are_sent_at_2000_px_a_side(server: Loopback):
    pictures = [claude_image(encoded(screen(2400, 300 + n))) for n in range(21)]
    claude(anthropic_client(server), *pictures, model="claude-opus-5-5")
    assert len(sent(server)) == 21
    assert all(i.size is not None and max(i.size) <= 2000 for i in sent(server))


def test_d17_no_picture_has_more_patches_than_the_api_takes(server: Loopback):
    block = {"type": "image_url", "image_url": {"url": url(encoded(Image.new("RGB", (6200, 6000), "white")))}}
    chat(openai_client(server), block, model="gpt-5.6")
    size = sent(server)[0].size
    assert size is not None and -(-size[0] // 32) * -(-size[1] // 32) <= 30_000


def test_d18_pictures_in_tool_results_are_seen(server: Loopback):
    client = anthropic_client(server)
    use = {"type": "tool_use", "id": "t1", "name": "screenshot", "input": {}}
    result = {
        "type": "tool_result",
        "tool_use_id": "t1",
        "content": [claude_image(encoded(screen(3000, 2000)))],
    }
    turns = [
        {"role": "user", "content": "Look at the page."},
        {"role": "assistant", "content": [use]},
        {"role": "user", "content": [result]},
    ]
    client.messages.create(model="claude-haiku-4-5", max_tokens=9, messages=turns)
    size = sent(server)[0].size
    assert size is not None and size[0] < 3000


def test_d19_input_image_of_responses_is_seen(server: Loopback):
    client = openai_client(server)
    if not hasattr(client, "responses"):
        pytest.skip("this version of the SDK has no Responses API")
    block = {"type": "input_image", "image_url": url(encoded(screen(3000, 2000))), "detail": "auto"}
    content = [{"type": "input_text", "text": "What is this?"}, block]
    client.responses.create(model="gpt-4o", input=[{"role": "user", "content": content}])
    size = sent(server)[0].size
    assert size is not None and size[0] < 3000


def test_d20_gemini_parts_are_seen(server: Loopback):
    types = pytest.importorskip("google.genai.types")
    part = types.Part.from_bytes(data=encoded(screen(700, 700)), mime_type="image/png")
    client = google_client(server)  # held: the SDK closes its connections with the client
    client.models.generate_content(model="gemini-3.5-flash", contents=["What is this?", part])
    report = headroom.last_report()
    assert report is not None and report.tokens_after < report.tokens_before
    assert len(sent(server)) == 1


def test_d21_wrapped_clients_patch_and_compress_all_really_compress(server: Loopback):
    body = {
        "model": "claude-haiku-4-5",
        "messages": [{"role": "user", "content": [claude_image(encoded(screen(3000, 2000)))]}],
    }
    new, report = headroom.compress(body)
    assert new is not body and report.decisions[0].changed
    anthropic = pytest.importorskip("anthropic")
    bare = anthropic.Anthropic(api_key="x", base_url=server.url, max_retries=0)
    with headroom.patch():
        bare.messages.create(max_tokens=9, **body)
    assert sent(server)[0].size == report.decisions[0].sizes[0]


def test_d22_stage_one_acts_on_anthropic(server: Loopback):
    data = encoded(screen(3840, 2160))
    claude(anthropic_client(server, Policy(mode="lossless")), claude_image(data))
    (image,) = sent(server)
    assert image.size == (1456, 819) and image.data is not None and len(image.data) < len(data)


def test_d23_gemini_3_saves_by_media_resolution(server: Loopback):
    types = pytest.importorskip("google.genai.types")
    part = types.Part.from_bytes(data=encoded(screen(700, 700)), mime_type="image/png")
    client = google_client(server)  # held: the SDK closes its connections with the client
    client.models.generate_content(model="gemini-3.5-flash", contents=["What is this?", part])
    assert "LOW" in json.dumps(server.last.json)
    report = headroom.last_report()
    assert report is not None and (report.tokens_before, report.tokens_after) == (1089, 256)


def test_d24_image_work_is_on_with_the_installed_pillow_and_python():
    _, report = headroom.compress(
        {
            "model": "claude-haiku-4-5",
            "messages": [{"role": "user", "content": [claude_image(encoded(screen(3000, 2000)))]}],
        }
    )
    assert report.decisions[0].changed


@pytest.mark.parametrize(
    ("model", "size", "detail", "tokens"),
    [
        ("gpt-4o", (1024, 1024), None, 765),
        ("gpt-4o", (3840, 2160), None, 1105),
        ("gpt-4o-mini", (64, 64), "low", 2833),
        ("gpt-5.6", (64, 64), None, 5),
        ("claude-haiku-4-5", (1092, 1092), None, 1521),
    ],
)
def test_d25_one_right_formula_per_model(model: str, size: tuple[int, int], detail: str | None, tokens: int):
    assert image_tokens(model, *size, detail).tokens == tokens


def test_d26_before_and_after_count_the_same_pictures():
    block = {"type": "image_url", "image_url": {"url": url(encoded(screen(2048, 4096)))}}
    text = {"type": "text", "text": "What is this?"}
    compressor = ImageCompressor(FULL_LOW)
    compressor.compress([{"role": "user", "content": [text, *[block] * 5]}], model="gpt-4o")
    result = compressor.last_result
    assert result is not None and (result.original_tokens, result.compressed_tokens) == (5 * 1105, 5 * 85)
    compressor.compress([{"role": "user", "content": [block]}], model="gpt-4o")  # no text in the request
    result = compressor.last_result
    assert result is not None and (result.original_tokens, result.compressed_tokens) == (1105, 85)
    corrupt = {"type": "image_url", "image_url": {"url": url(encoded(screen(200, 200))[:200])}}
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": [corrupt]}]}
    _, report = headroom.compress(body, policy=FULL_LOW)
    assert report.tokens_before == report.tokens_after == 0 and report.savings_percent == 0
