"""Reading: boxes land where the text is, characters where their strip says; no weights, no network needed."""

from __future__ import annotations

import math
import socket
import threading
from types import SimpleNamespace

import pytest

np = pytest.importorskip("numpy")

from PIL import Image, ImageDraw  # noqa: E402

from headroom_sdk.errors import ConfigurationError, MissingExtra  # noqa: E402
from headroom_sdk.picture import ocr, ocr_weights  # noqa: E402
from headroom_sdk.picture.length import estimate_length  # noqa: E402
from headroom_sdk.picture.lines import Line, bounds, box, turned  # noqa: E402
from headroom_sdk.picture.ocr_blanks import with_blanks, with_blanks_at_digits  # noqa: E402
from headroom_sdk.picture.ocr_detect import Detector  # noqa: E402
from headroom_sdk.picture.ocr_missed import missed  # noqa: E402
from headroom_sdk.picture.ocr_reader import OnnxReader  # noqa: E402
from headroom_sdk.picture.ocr_reading import Reading  # noqa: E402
from headroom_sdk.picture.ocr_recognise import Recogniser, cut, lines  # noqa: E402
from headroom_sdk.picture.survey import survey  # noqa: E402


class Session:
    """A network of one's own: ``run`` is the function given."""

    def __init__(self, run, alphabet="") -> None:
        self._run = run
        self._alphabet = alphabet

    def get_inputs(self):
        return [SimpleNamespace(name="x")]

    def get_modelmeta(self):
        return SimpleNamespace(custom_metadata_map={"character": "\n".join(self._alphabet)})

    def run(self, outputs, feeds):
        return [self._run(feeds["x"])]


def dark_is_text(data):
    """A detector that takes every dark pixel for the core of a line."""
    return (data.mean(axis=1, keepdims=True) < 0).astype(np.float32)


def bars(size, *rectangles, angle=0.0):
    image = Image.new("RGB", size, "white")
    for rectangle in rectangles:
        ImageDraw.Draw(image).rectangle(rectangle, fill="black")
    return image.rotate(angle, fillcolor="white") if angle else image


def centre(quad):
    left, top, right, bottom = bounds(quad)
    return ((left + right) / 2, (top + bottom) / 2)


@pytest.mark.parametrize("size", [(300, 200), (1000, 800), (3000, 2400), (900, 6000)])
def test_boxes_are_in_pixels_of_the_original(size):
    w, h = size
    image = bars(size, (w * 0.2, h * 0.3, w * 0.6, h * 0.34), (w * 0.5, h * 0.8, w * 0.9, h * 0.84))
    quads = Detector(Session(dark_is_text))(image)
    found = sorted(centre(q) for q in quads)
    assert len(found) == 2
    for (x, y), (fx, fy) in zip(found, [(0.4, 0.32), (0.7, 0.82)], strict=True):
        assert x == pytest.approx(fx * w, abs=0.02 * w)
        assert y == pytest.approx(fy * h, abs=0.02 * h)


def test_boxes_grow_beyond_the_core_and_stay_inside_the_picture():
    (quad,) = Detector(Session(dark_is_text))(bars((800, 800), (0, 0, 200, 20)))
    left, top, right, bottom = bounds(quad)
    assert (left, top) == (0, 0)
    assert right > 201 and bottom > 21


def test_a_tilted_line_gets_a_tilted_box():
    (quad,) = Detector(Session(dark_is_text))(bars((800, 800), (200, 380, 600, 420), angle=10))
    assert Line(quad=quad, text="", confidence=0).angle == pytest.approx(math.radians(-10), abs=0.03)


def test_nothing_on_the_page_gives_no_box():
    assert Detector(Session(dark_is_text))(bars((400, 400))) == ()


def test_a_tall_page_goes_through_in_strips_and_loses_no_line():
    rows = [(100, y, 700, y + 20) for y in range(60, 5900, 90)]
    sizes = []

    def run(data):
        sizes.append(data.shape[2] * data.shape[3])
        return dark_is_text(data)

    quads = Detector(Session(run))(bars((800, 6000), *rows))
    assert len(quads) == len(rows)
    assert len(sizes) > 3 and max(sizes) < 1_000_000


@pytest.mark.parametrize("size", [(40_000, 300), (300, 40_000), (65_535, 1), (9_000, 9_000)])
def test_what_is_no_page_costs_no_more_than_one(size):
    pixels = []

    def run(data):
        pixels.append(data.shape[2] * data.shape[3])
        return np.zeros((1, 1, *data.shape[2:]), np.float32)

    grain = Image.effect_noise((200, 200), 60).convert("RGB")
    Detector(Session(run))(grain.resize(size, Image.Resampling.NEAREST))
    assert 0 < max(pixels) < 1_500_000
    assert sum(pixels) < 25_000_000


def test_blank_ground_is_not_looked_at():
    sizes = []

    def run(data):
        sizes.append(data.shape[2] * data.shape[3])
        return dark_is_text(data)

    image = bars((1600, 1600), (700, 200, 1000, 230), (1100, 1300, 1300, 1330))
    quads = Detector(Session(run))(image)
    assert sorted(round(centre(q)[0], -1) for q in quads) == [850, 1200]
    assert sum(sizes) < 0.15 * 1600 * 1600


def test_faint_text_is_looked_at():
    image = Image.new("RGB", (800, 800), "white")
    ImageDraw.Draw(image).rectangle((200, 300, 500, 330), fill=(238, 238, 238))
    looked = []

    def run(data):
        looked.append(data.shape)
        return np.zeros((1, 1, *data.shape[2:]), np.float32)

    Detector(Session(run))(image)
    assert looked


def says(text, alphabet, sure=0.9, steps=4):
    """A recogniser that reads *text* whatever it sees, *steps* steps a character."""
    table = ["", *alphabet, " "]

    def run(data):
        out = np.full((1, len(text) * steps, len(table)), 0.01, np.float32)
        for i, c in enumerate(text):
            out[0, i * steps, table.index(c)] = sure
            out[0, i * steps + 1 : (i + 1) * steps, 0] = 1.0
        return out

    return Session(run, alphabet)


def test_characters_come_with_confidence_and_place():
    reading = Recogniser(says("ab c", "abc"), "abc", keeps_blanks=True)(
        Image.new("RGB", (200, 48)), box(0, 0, 200, 48)
    )
    assert reading.text == "ab c"
    assert reading.confidence == pytest.approx(0.9)
    assert reading.places == pytest.approx([0.5 / 16, 4.5 / 16, 8.5 / 16, 12.5 / 16])


def test_blanks_at_the_ends_are_no_text():
    reading = Recogniser(says(" ab ", "ab"), "ab", keeps_blanks=True)(
        Image.new("RGB", (99, 48)), box(0, 0, 99, 48)
    )
    assert reading.text == "ab"


def test_doubled_letters_are_kept():
    assert (
        Recogniser(says("aabb", "ab"), "ab", keeps_blanks=True)(
            Image.new("RGB", (99, 48)), box(0, 0, 99, 48)
        ).text
        == "aabb"
    )


def test_a_strip_is_level_whichever_way_the_text_runs():
    image = Image.new("RGB", (200, 200), "white")
    ImageDraw.Draw(image).rectangle((40, 90, 80, 110), fill="black")
    quad = box(40, 80, 160, 120)
    for quarters in range(4):
        lying = image.rotate(-90 * quarters)
        strip = np.asarray(cut(lying, _spun(quad, quarters)).convert("L"))
        assert strip.shape[0] == 48
        assert strip[:, : strip.shape[1] // 4].min() < 50 < 200 < strip[:, strip.shape[1] // 2 :].min()


def _spun(quad, quarters):
    for _ in range(quarters):
        quad = tuple((200 - y, x) for x, y in quad)
    return quad


def test_a_line_with_a_wide_gap_is_two():
    reading = Reading(text="Total 9", characters=(0.9,) * 7, places=(0.02, 0.05, 0.08, 0.11, 0.14, 0.5, 0.95))
    first, second = lines(box(0, 0, 1000, 40), reading)
    assert (first.text, second.text) == ("Total", "9")
    assert bounds(first.quad)[2] < 250 and bounds(second.quad)[0] > 850


def test_what_was_seen_and_not_read_is_kept_as_unread():
    (line,) = lines(box(0, 0, 100, 20), Reading(text="", characters=(), places=()))
    assert (line.text, line.confidence) == ("", 0.0)


def reader(recogniser=None):
    return OnnxReader(
        name="test",
        keeps_blanks=True,
        detector=Session(dark_is_text),
        recogniser=recogniser or says("ab", "ab", sure=0.99),
        keys=None,
    )


def test_read_detect_recognise_agree():
    image = bars((800, 600), (100, 100, 500, 120), (100, 300, 400, 320))
    quads = reader().detect(image)
    assert [x.quad for x in reader().recognise(image, quads)] == list(quads)
    assert [x.text for x in reader().recognise(image, quads)] == ["ab", "ab"]
    read = sorted(reader().read(image), key=lambda x: x.quad)
    assert sorted(x.text for x in read) == ["a", "a", "b", "b"]


def test_a_picture_on_its_head_is_read_as_it_is_meant():
    """Text that is read surely only where the bright end of its strip comes last."""

    def run(data):
        dark_first = data[..., : data.shape[-1] // 2].mean() < data[..., data.shape[-1] // 2 :].mean()
        return says("ab", "ab", sure=0.99 if dark_first else 0.3)._run(data)

    image = Image.new("RGB", (800, 600), "white")
    for y in range(50, 550, 80):
        for x in range(100, 600, 4):
            ImageDraw.Draw(image).rectangle((x, y, x + 3, y + 24), fill=(min(120, (x - 100) // 5),) * 3)
    upright = reader(Session(run, "ab")).read(image)
    on_its_head = reader(Session(run, "ab")).read(image.rotate(180))
    assert all(abs(x.angle) < 0.1 for x in upright)
    assert all(abs(abs(x.angle) - math.pi) < 0.1 for x in on_its_head)
    assert all(x.confidence > 0.9 for x in [*upright, *on_its_head])


def test_turning_a_box_four_times_gives_it_back():
    quad = box(1, 2, 3, 4)
    assert turned(quad, 4) == quad
    assert turned(turned(quad, 1), 3) == quad


def test_lone_digits_that_the_detector_passed_over_are_found():
    image = Image.new("RGB", (700, 500), "white")
    pen = ImageDraw.Draw(image)
    quads = []
    for y in range(60, 460, 80):
        for x in range(200, 500, 16):
            pen.rectangle((x, y, x + 10, y + 20), fill="black")
        pen.rectangle((60, y, 64, y + 20), fill="black")
        quads.append(box(190, y - 8, 510, y + 28))
    found = missed(image, quads)
    assert sorted(round(centre(q)[1]) for q in found) == [70, 150, 230, 310, 390]
    assert all(50 < centre(q)[0] < 75 for q in found)


def test_a_picture_full_of_other_marks_has_no_lost_digits():
    image = Image.effect_noise((600, 600), 120).convert("RGB")
    assert missed(image, [box(10, 10 + 40 * i, 200, 40 + 40 * i) for i in range(4)]) == ()


def test_the_survey_sees_what_was_not_read():
    image = Image.new("RGB", (700, 500), "white")
    for y in range(60, 460, 80):
        for x in range(60, 600, 16):
            ImageDraw.Draw(image).rectangle((x, y, x + 10, y + 20), fill="black")
    every = [
        Line(quad=box(50, y - 8, 620, y + 28), text="x" * 30, confidence=1.0) for y in range(60, 460, 80)
    ]
    assert survey(image, every).unread == 0
    assert survey(image, every[:3]).unread == pytest.approx(0.4, abs=0.02)
    assert survey(image, every).noise == 0
    assert survey(image, every).text_height == 36


def test_the_length_of_a_page_is_told_before_reading():
    image = Image.new("RGB", (1000, 1000), "white")
    ImageDraw.Draw(image).text(
        (20, 20), "\n".join(["some words on a line of text"] * 20), "black", font_size=24
    )
    few = Image.new("RGB", (1000, 1000), "white")
    ImageDraw.Draw(few).text((20, 20), "some words", "black", font_size=24)
    assert 380 < estimate_length(image).characters < 850
    assert 15 <= estimate_length(image).lines <= 30
    assert 5 <= estimate_length(few).characters < 20
    assert estimate_length(few).lines == 1
    assert estimate_length(Image.new("RGB", (1, 1))).lines == 0


def test_blanks_come_back_where_the_ink_has_gaps():
    strip = Image.new("RGB", (240, 48), "white")
    for x in (4, 24, 44, 104, 124, 144):
        ImageDraw.Draw(strip).rectangle((x, 10, x + 14, 38), fill="black")
    places = tuple((x + 7) / 240 for x in (4, 24, 44, 104, 124, 144))
    reading = Reading(text="newtwo", characters=(0.9,) * 6, places=places)
    assert with_blanks(reading, strip).text == "new two"
    assert len(with_blanks(reading, strip).characters) == 7


@pytest.mark.parametrize(
    ("text", "at", "wanted"),
    [
        ("1X", (4, 40), "1 X"),
        ("FAX03", (4, 22, 40, 78, 96), "FAX 03"),
        ("B019", (4, 26, 44, 62), "B019"),
        ("ABCD", (4, 22, 60, 78), "ABCD"),
        ("A2B3C", (4, 40, 76, 112, 148), "A 2 B 3 C"),
        ("ABC2", (4, 40, 76, 112), "ABC2"),
    ],
)
def test_a_blank_between_a_letter_and_a_digit_is_put_back_if_they_stand_far_apart(text, at, wanted):
    strip = Image.new("RGB", (200, 48), "white")
    for x in at:
        ImageDraw.Draw(strip).rectangle((x, 10, x + 14, 38), fill="black")
    reading = Reading(text=text, characters=(0.9,) * len(text), places=tuple((x + 7) / 200 for x in at))
    parted = with_blanks_at_digits(reading, strip)
    assert parted.text == wanted
    assert len(parted.characters) == len(parted.places) == len(wanted)


@pytest.fixture
def fresh():
    ocr_weights.weights.cache_clear()
    ocr._load.cache_clear()
    yield
    ocr_weights.weights.cache_clear()
    ocr._load.cache_clear()


def test_without_a_package_the_fix_is_in_the_message(fresh, monkeypatch):
    monkeypatch.setattr(ocr_weights, "_SHIPPED", ())
    with pytest.raises(MissingExtra, match=r"headroom-sdk\[ocr\]"):
        ocr.reader()
    found = ocr.availability()
    assert not found.ready and "headroom-sdk[ocr]" in (found.problem or "")


def test_weights_that_are_not_on_disk_are_not_fetched(fresh, monkeypatch, tmp_path):
    package = tmp_path / "shipless"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('never imported')")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(ocr_weights, "_SHIPPED", (("shipless", "pip", "none", "det.onnx", "rec.onnx"),))
    monkeypatch.setattr(socket.socket, "connect", lambda *a: pytest.fail("went to the network"))
    with pytest.raises(MissingExtra, match="brings no weights"):
        ocr.reader()


@pytest.mark.parametrize("names", [(), ("det.onnx",), ("a_det.onnx", "b_det.onnx", "rec.onnx")])
def test_a_folder_of_ones_own_must_hold_one_pair(fresh, tmp_path, names):
    for name in names:
        (tmp_path / name).write_bytes(b"")
    pytest.importorskip("onnxruntime")
    with pytest.raises(ConfigurationError, match=r"one \*det\*\.onnx and one"):
        ocr.reader(tmp_path)


def test_two_packages_that_own_one_cv2_are_reported(monkeypatch):
    monkeypatch.setattr(
        ocr_weights,
        "_version",
        lambda name: "5.0" if name in ("opencv-python", "opencv-python-headless") else None,
    )
    assert "overwrite each other" in (ocr.clash() or "")
    monkeypatch.setattr(ocr_weights, "_version", lambda name: "5.0" if name == "opencv-python" else None)
    assert ocr.clash() is None


def test_many_threads_get_one_reader(fresh, monkeypatch):
    made = []
    monkeypatch.setattr(
        ocr, "weights", lambda folder: ocr_weights.Weights(name="n", source="s", detector=1, recogniser=2)
    )
    monkeypatch.setattr(ocr, "_session", lambda path: made.append(path) or says("a", "a"))
    got = []
    threads = [threading.Thread(target=lambda: got.append(ocr.reader())) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len({id(r) for r in got}) == 1
    assert sorted(made) == [1, 2]
