"""Pictures with questions about them and the boxes of what has to be seen to answer: drawn here, by chance."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import sheets
from PIL import Image, ImageDraw, ImageFilter
from printer import ITEMS, Printer, Sheet, fonts

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """``boxes`` must all be seen to answer *question*."""

    kind: str
    image: Image.Image
    question: str
    boxes: tuple[Box, ...]


def asked(count: int, seed: int, kinds: tuple[str, ...] = ()) -> Iterator[Asked]:
    """*count* pictures of each kind, a few questions each."""
    styles = fonts(seed)
    for n in range(count):
        for kind, draw in KINDS.items():
            if kinds and kind not in kinds:
                continue
            p = Printer(seed * 10_000 + n * 101 + len(kind), styles)
            questions = draw(p)
            scale = p.random.choice(SCALES)
            for image, question, boxes in p.random.sample(questions, min(4, len(questions))):
                size = (round(image.width * scale), round(image.height * scale))
                placed = tuple(
                    (int(a * scale), int(b * scale), int(c * scale), int(d * scale)) for a, b, c, d in boxes
                )
                larger = image.resize(size, Image.Resampling.LANCZOS)
                yield Asked(kind=kind, image=larger, question=question, boxes=placed)


SCALES = (1.0, 1.5, 2.0)
"""As screens, scanners and phones do: the same page in more pixels."""

Questions = list[tuple[Image.Image, str, tuple[Box, ...]]]


def _box(s: Sheet, text: str, nth: int = 0) -> Box:
    return [box for said, box in s.placed if said == text][nth]


def _after(s: Sheet, text: str, value: str) -> Box:
    """The box of *value* where it follows *text*."""
    at = max(
        i for i, (said, _) in enumerate(s.placed) if said.rstrip(":") == text and (text, value) in s.pairs
    )
    return next(box for said, box in s.placed[at + 1 :] if said == value)


def _pairs(s: Sheet) -> list[tuple[str, Box]]:
    keys = [k for k, _ in s.pairs]
    return [(k, _after(s, k, v)) for k, v in s.pairs if keys.count(k) == 1]


def receipt(p: Printer) -> Questions:
    s = sheets.receipt(p)
    out: Questions = []
    for key, box in _pairs(s):
        if key == "TOTAL":
            out += [
                (s.image, q, (box,))
                for q in (
                    "What is the total?",
                    "How much is the total amount?",
                    "Wie lautet der Total-Betrag?",
                )
            ]
        elif key in ITEMS:
            out += [
                (s.image, f"What is the price of the {key}?", (box,)),
                (s.image, f"How much did the {key.lower()} cost?", (box,)),
            ]
        else:
            out.append((s.image, f"What is the {key.lower()} on this receipt?", (box,)))
    thanks = s.placed[-1][1]
    phone = next((b for t, b in s.placed if t.startswith("Tel.")), None)
    shop = s.placed[0][1]
    out.append((s.image, "What is written at the bottom of the receipt?", (thanks,)))
    out.append((s.image, "What is the name of the shop at the top of the receipt?", (shop,)))
    if phone:
        out.append((s.image, "What is the phone number?", (phone,)))
        out.append((s.image, "What is the tel. number of the shop?", (phone,)))
    return out


def form(p: Printer) -> Questions:
    s = sheets.form(p)
    out = [
        (s.image, q.format(k=k.lower()), (box,))
        for k, box in _pairs(s)
        for q in ("What is the {k}?", "Tell me the {k} please")
    ]
    words = {
        "Date of issue": "When was it issued?",
        "Amount due": "How much is due?",
        "Customer": "Who is the customer?",
        "Due date": "When is it due?",
    }
    out += [(s.image, words[k], (box,)) for k, box in _pairs(s) if k in words]
    return out


def invoice(p: Printer) -> Questions:
    s = sheets.invoice(p)
    pairs = dict(_pairs(s))
    out: Questions = [
        (s.image, "What is the total due?", (pairs["Total due"],)),
        (s.image, "What is the invoice number?", (pairs["Invoice no."],)),
        (s.image, "Who is the customer?", (pairs["Customer"],)),
        (s.image, "What is the date?", (pairs["Date"],)),
        (s.image, "Quel est le total ?", (pairs["Total due"],)),
    ]
    head = _box(s, "Amount")
    out += [(s.image, f"What is the amount for {k}?", (box, head)) for k, box in pairs.items() if k in ITEMS]
    return out


def table(p: Printer) -> Questions:
    s = sheets.table(p)
    columns = len(s.rows[0].split("  "))
    head = s.placed[columns - 1][1]
    name = s.placed[columns - 1][0]
    out: Questions = [(s.image, f"What is the {name} of {k}?", (box, head)) for k, box in _pairs(s)]
    last = s.placed[-columns:]
    out.append((s.image, "What is the value at the end of the last row of the table?", (last[-1][1],)))
    return out


def screen(p: Printer) -> Questions:
    s = sheets.screen(p)
    out: Questions = [(s.image, f"What is {k} set to?", (box,)) for k, box in _pairs(s)]
    out.append((s.image, "What is the text in the top left corner of the screen?", (_box(s, "File"),)))
    return out


def page(p: Printer) -> Questions:
    s = sheets.page(p)
    out: Questions = [(s.image, "What is the title in the header of the page?", (s.placed[0][1],))]
    lines = [(t, b) for t, b in s.placed[1:] if len(t.split()) > 5]
    for text, box in p.random.sample(lines, min(3, len(lines))):
        words = max(text.split(), key=len).strip(".,;?")
        out.append((s.image, f"What is said about {words}?", (box,)))
    out.append((s.image, "What does the last line of the page say?", (s.placed[-1][1],)))
    return out


def scan(p: Printer) -> Questions:
    """A form or an invoice on a page of its own, scanned with some noise."""
    inner = (form if p.random.random() < 0.5 else invoice)(p)
    out: Questions = []
    sheets_seen: dict[int, tuple[Image.Image, int, int]] = {}
    for image, question, boxes in inner:
        if id(image) not in sheets_seen:
            side = p.random.choice([1654, 1240])
            paper = Image.new("RGB", (side, round(side * 1.414)), (252, 252, 250))
            x, y = p.random.randint(60, max(61, side - image.width - 20)), p.random.randint(80, 500)
            paper.paste(image, (x, y))
            noise = Image.effect_noise(paper.size, 6).convert("RGB")
            sheets_seen[id(image)] = (
                Image.blend(paper, noise, 0.04).filter(ImageFilter.GaussianBlur(0.4)),
                x,
                y,
            )
        whole, x, y = sheets_seen[id(image)]
        out.append((whole, question, tuple((a + x, b + y, c + x, d + y) for a, b, c, d in boxes)))
    return out


_MEASURES = ("Revenue", "Orders", "Customers", "Refunds", "Conversion", "Sessions", "Churn", "Margin")


def dashboard(p: Printer) -> Questions:
    """Cards with a large number below or above a label, a chart, a table."""
    r: random.Random = p.random
    s = p.sheet(r.choice([1280, 1600]), r.choice([900, 1000]), dark=r.random() < 0.3)
    small, big, mid = p.font(17, "sans"), p.font(34, "sans"), p.font(20, "sans")
    pen = ImageDraw.Draw(s.image)
    s.write(40, 24, "Sales overview", p.font(28, "sans"))
    s.write(
        s.image.width - 40,
        30,
        user := f"Signed in as {r.choice(['Ann', 'Bo', 'Cy'])} {r.randint(10, 99)}",
        small,
        right=True,
    )
    labels = r.sample(_MEASURES, 4)
    wide = (s.image.width - 80) // 4
    above = r.random() < 0.3
    out: Questions = []
    for n, label in enumerate(labels):
        x = 40 + n * wide
        pen.rounded_rectangle((x, 90, x + wide - 20, 210), 8, outline=(150, 150, 150), width=2)
        value = p.money()
        s.write(x + 16, 160 if above else 106, label, small)
        s.write(x + 16, 110 if above else 136, value, big)
        out.append((s.image, f"What is the {label.lower()}?", (s.placed[-1][1],)))
    names = r.sample(["Berlin", "Oslo", "Madrid", "Porto", "Lyon", "Turin", "Ghent", "Krakow"], 6)
    bottom, left = 560, 80
    pen.line((left, 270, left, bottom), s.ink, 2)
    pen.line((left, bottom, s.image.width * 0.55, bottom), s.ink, 2)
    step = (s.image.width * 0.55 - left) / 6
    s.write(left, 236, "Units by city", mid)
    for n, name in enumerate(names):
        units = r.randint(20, 260)
        x0, x1, y = round(left + n * step + 12), round(left + (n + 1) * step - 12), bottom - units
        pen.rectangle((x0, y, x1, bottom), fill=(70, 120, 200))
        s.write(x0, bottom + 8, name, small)
        s.write(x0, y - 24, str(units), small)
        out.append((s.image, f"What is the value for {name}?", (s.placed[-1][1], s.placed[-2][1])))
    y = 640
    heads = ("Product", "Stock", "Price")
    for head, x in zip(heads, (60, 460, 700), strict=True):
        s.write(x, y, head, mid)
    head_box = s.placed[-1][1]
    for item in r.sample(ITEMS, 5):
        y += 40
        s.write(60, y, item, small)
        s.write(460, y, str(r.randint(1, 900)), small)
        s.write(700, y, p.money(), small)
        out.append((s.image, f"What is the price of {item}?", (s.placed[-1][1], head_box)))
    out.append((s.image, "What is the name in the top right corner?", (_box(s, user),)))
    return out


KINDS = {
    "receipt": receipt, "form": form, "invoice": invoice, "table": table, "screen": screen, "page": page,
    "scan": scan, "dashboard": dashboard,
}  # fmt: skip
