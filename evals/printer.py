"""A printer with the fonts of this machine: draws text, and remembers what it drew."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WORDS = tuple((Path(__file__).parent / "words.txt").read_text("utf-8").split())
NAMES = (
    "Harrison",
    "Whitfield",
    "Okafor",
    "Lindqvist",
    "Moreau",
    "Castellano",
    "Nakamura",
    "Brennan",
    "Petersen",
)
ITEMS = (
    "Hex bolt M6",
    "Oak shelf",
    "Copper pipe 15mm",
    "LED bulb E27",
    "Paint roller",
    "Wood glue 500g",
    "Desk lamp",
)
ITEMS += (
    "Espresso beans 1kg",
    "Olive oil 0.75l",
    "Printer paper A4",
    "USB-C cable 2m",
    "Safety gloves",
    "Battery AA x4",
)

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")
_UNFIT = (
    *("math", "symbol", "emoji", "dingbat", "ornament", "display", "thin", "hairline", "black", "light"),
    *("biolinum_k", "libertine_i.", "libertine_dr"),
)
"""Parts of names of fonts that are no plain text fonts."""
_SERIF = ("serif", "garamond", "caladea", "libertine", "slab", "times")
_MONO = ("mono", "courier", "inconsolata", "hack", "code")


@dataclass(slots=True)
class Sheet:
    """A page being written."""

    image: Image.Image
    ink: tuple[int, int, int]
    rows: list[str] = field(default_factory=list[str])
    pairs: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    placed: list[tuple[str, tuple[int, int, int, int]]] = field(
        default_factory=list[tuple[str, tuple[int, int, int, int]]]
    )
    """Every text with its box: left, top, right, bottom."""

    def write(
        self, x: float, y: float, text: str, font: ImageFont.FreeTypeFont, *, right: bool = False
    ) -> None:
        pen = ImageDraw.Draw(self.image)
        place = (x - pen.textlength(text, font) if right else x, y)
        pen.text(place, text, self.ink, font)
        left, top, right_, bottom = pen.textbbox(place, text, font)
        self.placed.append((text, (int(left), int(top), int(right_) + 1, int(bottom) + 1)))

    def rule(self, box: tuple[float, float, float, float]) -> None:
        ImageDraw.Draw(self.image).line(box, self.ink)


def fonts(seed: int, share: tuple[float, float] = (0.0, 1.0)) -> dict[str, list[Path]]:
    """Latin text fonts of this machine by style; *share* takes a part of them (tune on one, judge on another)."""
    found: dict[str, list[Path]] = {"sans": [], "serif": [], "mono": []}
    files = sorted({f for d in FONT_FOLDERS for e in ("ttf", "otf") for f in Path(d).rglob(f"*.{e}")})
    random.Random(seed).shuffle(files)
    for file in files:
        name = file.name.lower()
        if any(w in name for w in _UNFIT) or not _is_latin(file):
            continue
        style = (
            "mono" if any(w in name for w in _MONO) else "serif" if any(w in name for w in _SERIF) else "sans"
        )
        found[style].append(file)
    first, last = share
    return {
        s: f[int(len(f) * first) : max(int(len(f) * last), int(len(f) * first) + 1)] for s, f in found.items()
    }


def _is_latin(file: Path) -> bool:
    if "noto" in file.name.lower() and not file.name.startswith(("NotoSans-", "NotoSerif-", "NotoMono")):
        return False
    try:
        font = ImageFont.truetype(str(file), 20)
        return bytes(font.getmask("a")) != bytes(font.getmask("\uffff")) and font.getlength("é") > 0
    except OSError:
        return False


class Printer:
    """Draws documents; equal seeds and fonts give equal pictures."""

    def __init__(self, seed: int, styles: dict[str, list[Path]]) -> None:
        self.random = random.Random(seed)
        self.styles = styles

    def font(self, size: int, style: str | None = None) -> ImageFont.FreeTypeFont:
        style = style or self.random.choice(["sans", "serif"])
        return ImageFont.truetype(str(self.random.choice(self.styles[style])), size)

    def sheet(self, width: int, height: int, *, dark: bool = False) -> Sheet:
        if dark:
            return Sheet(
                Image.new("RGB", (width, height), self.random.choice(["#101418", "#1e1e2e", "#22272e"])),
                (222, 226, 230),
            )
        paper = self.random.choice(["white", "white", "#fbfaf5", "#f4f6f8"])
        return Sheet(
            Image.new("RGB", (width, height), paper),
            self.random.choice([(0, 0, 0), (20, 20, 20), (40, 44, 60)]),
        )

    def sentence(self) -> str:
        r = self.random
        words = [r.choice(WORDS) for _ in range(r.randint(6, 16))]
        if r.random() < 0.4:
            words[r.randrange(1, len(words))] = r.choice(NAMES)
        if r.random() < 0.4:
            words[r.randrange(1, len(words))] = r.choice(
                [str(r.randint(2, 2026)), f"{r.randint(1, 99)}%", self.money()]
            )
        if r.random() < 0.5:
            words[len(words) // 2] += ","
        text = " ".join(words)
        return text[0].upper() + text[1:] + r.choice(["."] * 6 + ["?", ";"]).replace(";", ".")

    def money(self) -> str:
        return f"{self.random.randint(0, 9999):,}.{self.random.randint(0, 99):02}"

    def code(self) -> str:
        r = self.random
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
        return (
            "".join(r.choice(letters) for _ in range(r.randint(1, 3)))
            + "-"
            + "".join(r.choices("0123456789", k=r.randint(4, 7)))
        )

    def date(self) -> str:
        r = self.random
        return r.choice(
            [
                f"{r.randint(2019, 2026)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}",
                f"{r.randint(1, 28):02}/{r.randint(1, 12):02}/{r.randint(2019, 2026)}",
            ]
        )

    def prose(
        self, sheet: Sheet, x: int, y: int, width: int, bottom: int, font: ImageFont.FreeTypeFont
    ) -> int:
        """Paragraphs from *y* to *bottom*; returns where they end."""
        pitch = round(font.size * self.random.uniform(1.2, 1.5))
        while y < bottom - 3 * pitch:
            line = ""
            for word in " ".join(self.sentence() for _ in range(self.random.randint(2, 4))).split():
                if font.getlength(f"{line} {word}") > width and line:
                    sheet.write(x, y, line, font)
                    sheet.rows.append(line)
                    y, line = y + pitch, ""
                    if y > bottom - pitch:
                        return y
                line = f"{line} {word}".strip()
            sheet.write(x, y, line, font)
            sheet.rows.append(line)
            y += pitch + round(pitch * 0.6)
        return y

    def heading(self) -> str:
        return " ".join(self.random.choice(WORDS) for _ in range(self.random.randint(2, 5))).title()
