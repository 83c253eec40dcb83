"""Sheets of every kind, written with chance contents and the fonts of this machine."""

from __future__ import annotations

from collections.abc import Callable

from printer import ITEMS, NAMES, WORDS, Printer, Sheet


def page(p: Printer) -> Sheet:
    s = p.sheet(p.random.choice([800, 1000, 1240]), p.random.choice([700, 1000, 1300]))
    big, small = p.font(p.random.randint(24, 34)), p.font(p.random.randint(14, 22))
    title = p.heading()
    s.write(60, 40, title, big)
    s.rows.append(title)
    p.prose(s, 60, 110, s.image.width - 120, s.image.height - 50, small)
    return s


def columns(p: Printer) -> Sheet:
    count = p.random.choice([2, 2, 3])
    width, height = p.random.choice([(1000, 1200), (1240, 1500), (1100, 900)])
    s = p.sheet(width, height)
    size = p.random.randint(13, 17)
    gutter = p.random.randint(22, 44)
    across = (width - 100 - gutter * (count - 1)) // count
    y = 50
    if p.random.random() < 0.7:
        title = p.heading()
        s.write(50, y, title, p.font(30))
        s.rows.append(title)
        y += 70
    small = p.font(size)
    for i in range(count):
        p.prose(s, 50 + i * (across + gutter), y, across, height - 50 - p.random.randint(0, 80), small)
    return s


def table(p: Printer) -> Sheet:
    rows, cells = p.random.randint(5, 14), p.random.randint(3, 6)
    font = p.font(p.random.randint(15, 21))
    pitch = round(font.size * p.random.uniform(1.6, 2.2))
    s = p.sheet(160 + 170 * cells, 120 + pitch * (rows + 1))
    lined = p.random.random() < 0.5
    kinds = ["word", *(p.random.choice(["number", "money", "code", "date"]) for _ in range(cells - 1))]
    make: dict[str, Callable[[], str]] = {
        "word": lambda: p.random.choice(ITEMS), "number": lambda: str(p.random.randint(0, 9999)),
        "money": p.money, "code": p.code, "date": p.date,
    }  # fmt: skip
    for n in range(rows + 1):
        texts = [p.random.choice(WORDS).title() if n == 0 else make[k]() for k in kinds]
        y = 50 + n * pitch
        for i, text in enumerate(texts):
            right = kinds[i] in ("number", "money")
            s.write((40 if i == 0 else 100) + 170 * (i + right) - 20 * right, y, text, font, right=right)
        if lined:
            s.rule((30, y - 5, s.image.width - 30, y - 5))
        s.rows.append("  ".join(texts))
        if n:
            s.pairs.append((texts[0], texts[-1]))
    return s


def receipt(p: Printer) -> Sheet:
    font = p.font(p.random.randint(17, 24), p.random.choice(["mono", "sans"]))
    pitch = round(font.size * 1.4)
    count = p.random.randint(4, 14)
    width = round(font.getlength("0") * 40) + 60
    s = p.sheet(width, pitch * (count + 12) + 60)
    y = 30
    for text in (
        p.random.choice(NAMES).upper() + " & SONS",
        f"{p.random.randint(1, 99)} {p.random.choice(WORDS).title()} Street",
        f"Tel. {p.random.randint(100, 999)} {p.random.randint(10000, 99999)}",
        p.date() + "  " + f"{p.random.randint(8, 20):02}:{p.random.randint(0, 59):02}",
    ):
        s.write((width - font.getlength(text)) / 2, y, text, font)
        s.rows.append(text)
        y += pitch
    y += pitch
    for name in [p.random.choice(ITEMS) for _ in range(count)] + ["Subtotal", "VAT 20%", "TOTAL"]:
        price = p.money()
        s.write(30, y, name, font)
        s.write(width - 30, y, price, font, right=True)
        s.rows.append(f"{name}  {price}")
        s.pairs.append((name, price))
        y += pitch
    text = "Thank you for your visit"
    s.write((width - font.getlength(text)) / 2, y + pitch, text, font)
    s.rows.append(text)
    return s


def form(p: Printer) -> Sheet:
    """Keys and values, as on an invoice's head or a data sheet."""
    font = p.font(p.random.randint(15, 22))
    keys = p.random.sample(
        [
            "Invoice number",
            "Date of issue",
            "Due date",
            "Customer",
            "Order reference",
            "Account no.",
            "VAT ID",
            "Amount due",
            "Currency",
            "Contact",
            "Serial number",
            "Batch",
            "Net weight",
            "Status",
        ],
        p.random.randint(5, 10),
    )
    pitch = round(font.size * p.random.uniform(1.5, 2.2))
    s = p.sheet(p.random.randint(600, 1000), 120 + pitch * (len(keys) + 1))
    title = p.heading()
    s.write(40, 30, title, p.font(28))
    s.rows.append(title)
    at = 60 + max(font.getlength(k) for k in keys) + p.random.randint(20, 160)
    colon = p.random.choice(["", ":"])
    for n, key in enumerate(keys):
        value = p.random.choice(
            [
                p.code(),
                p.date(),
                p.money(),
                p.random.choice(NAMES),
                f"{p.random.choice(NAMES)} {p.random.choice(['Ltd', 'GmbH', 'Inc.'])}",
            ]
        )
        s.write(40, 90 + n * pitch, key + colon, font)
        s.write(at, 90 + n * pitch, value, font)
        s.rows.append(f"{key}{colon}  {value}")
        s.pairs.append((key, value))
    return s


def invoice(p: Printer) -> Sheet:
    font, bold = p.font(p.random.randint(15, 19)), p.font(30)
    s = p.sheet(1000, 900)
    s.write(60, 40, "INVOICE", bold)
    s.rows.append("INVOICE")
    y = 110
    for key, value in (
        ("Invoice no.", p.code()),
        ("Date", p.date()),
        ("Customer", f"{p.random.choice(NAMES)} Ltd"),
    ):
        s.write(60, y, key, font)
        s.write(240, y, value, font)
        s.rows.append(f"{key}  {value}")
        s.pairs.append((key, value))
        y += round(font.size * 1.7)
    y += 30
    for n in range(p.random.randint(4, 10)):
        cells = (
            ["Description", "Qty", "Unit price", "Amount"]
            if n == 0
            else [p.random.choice(ITEMS), str(p.random.randint(1, 250)), p.money(), p.money()]
        )
        for x, cell in zip((60, 560, 720, 930), cells, strict=True):
            s.write(x, y, cell, font, right=x != 60)
        s.rows.append("  ".join(cells))
        if n:
            s.pairs.append((cells[0], cells[-1]))
        y += round(font.size * 1.9)
    s.rule((60, y, 940, y))
    value = "EUR " + p.money()
    s.write(720, y + 20, "Total due", font, right=True)
    s.write(930, y + 20, value, font, right=True)
    s.rows.append(f"Total due  {value}")
    s.pairs.append(("Total due", value))
    return s


def screen(p: Printer, *, dark: bool | None = None) -> Sheet:
    """A window with a menu, settings and their values."""
    s = p.sheet(p.random.choice([900, 1280]), 640, dark=p.random.random() < 0.5 if dark is None else dark)
    font = p.font(p.random.randint(14, 18), "sans")
    menu = ["File", "Edit", "View", "Tools", "Help"]
    x = 20.0
    for word in menu:
        s.write(x, 12, word, font)
        x += font.getlength(word) + 40
    s.rows.append("  ".join(menu))
    for n in range(p.random.randint(6, 11)):
        key = p.heading()
        value = p.random.choice(
            [
                "Enabled",
                "Disabled",
                p.code(),
                p.date(),
                str(p.random.randint(0, 65535)),
                f"{p.random.randint(1, 64)} GB",
            ]
        )
        y = 70 + n * 46
        s.write(60, y, key, font)
        s.write(s.image.width * 0.6, y, value, font)
        s.rows.append(f"{key}  {value}")
        s.pairs.append((key, value))
    return s


def terminal(p: Printer) -> Sheet:
    font = p.font(p.random.randint(14, 18), "mono")
    s = p.sheet(900, 560, dark=True)
    lines: list[str] = []
    while len(lines) < 18:
        lines += p.random.choice(
            [
                [
                    f"$ ls -la /var/{p.random.choice(WORDS)}",
                    f"-rw-r--r-- 1 root root {p.random.randint(10, 99999)} {p.random.choice(WORDS)}.log",
                ],
                ["{", f'  "{p.random.choice(WORDS)}": {p.random.randint(0, 999)},', "}"],
                [
                    f"def {p.random.choice(WORDS)}({p.random.choice(WORDS)}):",
                    f"    return {{{p.random.randint(0, 9)}}}",
                ],
                [
                    f"2026-03-{p.random.randint(1, 28):02} 12:{p.random.randint(10, 59)}:07 INFO {p.sentence()[:50]}"
                ],
            ]
        )
    for n, text in enumerate(lines):
        s.write(20, 20 + n * round(font.size * 1.4), text, font)
        s.rows.append(text)
    return s


def listing(p: Printer) -> Sheet:
    s = p.sheet(800, 700)
    font = p.font(p.random.randint(16, 21))
    y = 40
    for n in range(p.random.randint(3, 5)):
        head = f"{n + 1}. {p.heading()}"
        s.write(50, y, head, font)
        s.rows.append(head)
        y += round(font.size * 1.6)
        for _ in range(p.random.randint(1, 3)):
            point = f"- {p.heading().lower()} {p.random.randint(1, 500)}"
            s.write(90, y, point, font)
            s.rows.append(point)
            y += round(font.size * 1.6)
    return s


KINDS: dict[str, Callable[[Printer], Sheet]] = {
    "page": page, "columns": columns, "table": table, "receipt": receipt, "form": form, "invoice": invoice,
    "screen": screen, "dark": lambda p: screen(p, dark=True), "list": listing, "terminal": terminal,
}  # fmt: skip
