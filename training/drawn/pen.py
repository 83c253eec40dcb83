"""Fonts, words and colours to draw with."""

from __future__ import annotations

import functools
import random
import subprocess
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
WORDS = [
    "account",
    "action",
    "after",
    "again",
    "agree",
    "amount",
    "annual",
    "answer",
    "area",
    "article",
    "average",
    "balance",
    "basic",
    "before",
    "below",
    "benefit",
    "better",
    "board",
    "budget",
    "building",
    "business",
    "button",
    "call",
    "capital",
    "card",
    "care",
    "case",
    "centre",
    "change",
    "charge",
    "chart",
    "check",
    "city",
    "claim",
    "class",
    "client",
    "close",
    "code",
    "common",
    "company",
    "complete",
    "contact",
    "content",
    "control",
    "cost",
    "country",
    "course",
    "create",
    "current",
    "customer",
    "daily",
    "data",
    "date",
    "day",
    "deal",
    "default",
    "delivery",
    "design",
    "detail",
    "device",
    "direct",
    "discount",
    "district",
    "document",
    "draft",
    "early",
    "east",
    "edit",
    "effect",
    "email",
    "empty",
    "energy",
    "entry",
    "error",
    "event",
    "every",
    "example",
    "export",
    "extra",
    "factor",
    "family",
    "feature",
    "field",
    "figure",
    "file",
    "filter",
    "final",
    "first",
    "follow",
    "form",
    "free",
    "from",
    "full",
    "general",
    "global",
    "goal",
    "good",
    "grand",
    "group",
    "growth",
    "guide",
    "head",
    "health",
    "help",
    "high",
    "history",
    "home",
    "hotel",
    "hour",
    "house",
    "image",
    "impact",
    "import",
    "income",
    "index",
    "input",
    "inside",
    "invoice",
    "item",
    "join",
    "keep",
    "key",
    "labour",
    "language",
    "large",
    "last",
    "later",
    "layer",
    "leader",
    "level",
    "library",
    "light",
    "limit",
    "line",
    "link",
    "list",
    "local",
    "log",
    "long",
    "main",
    "make",
    "manager",
    "many",
    "market",
    "master",
    "matter",
    "media",
    "member",
    "menu",
    "message",
    "method",
    "middle",
    "mobile",
    "model",
    "money",
    "month",
    "monitor",
    "more",
    "most",
    "music",
    "name",
    "nature",
    "network",
    "new",
    "news",
    "next",
    "north",
    "note",
    "notice",
    "number",
    "offer",
    "office",
    "old",
    "open",
    "option",
    "order",
    "other",
    "output",
    "over",
    "owner",
    "page",
    "paper",
    "part",
    "party",
    "past",
    "people",
    "percent",
    "period",
    "phone",
    "photo",
    "place",
    "plan",
    "point",
    "policy",
    "power",
    "press",
    "price",
    "print",
    "private",
    "process",
    "product",
    "profile",
    "program",
    "project",
    "public",
    "quality",
    "quarter",
    "question",
    "quick",
    "range",
    "rate",
    "read",
    "ready",
    "record",
    "region",
    "remove",
    "reply",
    "report",
    "request",
    "result",
    "review",
    "right",
    "river",
    "road",
    "room",
    "rule",
    "sale",
    "sample",
    "save",
    "scale",
    "school",
    "science",
    "screen",
    "search",
    "second",
    "section",
    "security",
    "select",
    "send",
    "series",
    "server",
    "service",
    "session",
    "set",
    "share",
    "ship",
    "shop",
    "short",
    "show",
    "side",
    "sign",
    "simple",
    "site",
    "size",
    "small",
    "social",
    "software",
    "source",
    "south",
    "space",
    "special",
    "staff",
    "standard",
    "start",
    "state",
    "status",
    "stock",
    "store",
    "street",
    "style",
    "subject",
    "submit",
    "support",
    "system",
    "table",
    "target",
    "task",
    "team",
    "term",
    "test",
    "text",
    "thing",
    "time",
    "title",
    "today",
    "tool",
    "top",
    "total",
    "town",
    "trade",
    "train",
    "travel",
    "type",
    "unit",
    "update",
    "upload",
    "user",
    "value",
    "version",
    "video",
    "view",
    "visit",
    "volume",
    "water",
    "week",
    "west",
    "width",
    "window",
    "wood",
    "work",
    "world",
    "year",
    "zone",
]
ITEMS = [
    "Milk 1L",
    "Bread",
    "Butter",
    "Eggs x12",
    "Coffee",
    "Green tea",
    "Apples",
    "Bananas kg",
    "Tomatoes",
    "Cheddar",
    "Chicken",
    "Rice 2kg",
    "Pasta",
    "Olive oil",
    "Salt",
    "Sugar",
    "Water 6x",
    "Orange juice",
    "Cola",
    "Beer 0.5",
    "Soap",
    "Shampoo",
    "Batteries AA",
    "Notebook A5",
    "Pen blue",
    "Burger",
    "Fries",
    "Caesar salad",
    "Pizza",
    "Espresso",
    "Latte",
    "Sandwich",
    "Croissant",
    "Soup",
    "Steak",
    "Ice cream",
    "Parking 2h",
    "Diesel",
    "Car wash",
]
NAMES = [
    "Anna Berg",
    "John Miller",
    "Wei Chen",
    "Maria Rossi",
    "Paul Durand",
    "Elena Petrova",
    "Sam Okafor",
    "Lucia Gomez",
    "Tom Baker",
    "Aiko Sato",
    "Omar Haddad",
    "Ines Costa",
    "Nina Kumar",
    "Peter Novak",
    "Grace Lee",
    "David Cohen",
]
FIRMS = [
    "Northwind",
    "Blue Harbor",
    "Acme",
    "Sunrise",
    "Corner",
    "Delta",
    "Green Leaf",
    "Metro",
    "Old Mill",
    "Pioneer",
    "Silver Lake",
    "Union",
    "Vista",
    "Zenith",
]


@functools.lru_cache(maxsize=1)
def _faces() -> dict[str, list[str]]:
    """The machine's fonts with Latin letters, by style."""
    listed = subprocess.run(
        ["fc-list", ":lang=en", "file"], capture_output=True, text=True, check=True
    ).stdout
    files = sorted(line.split(":")[0] for line in listed.splitlines() if line.strip())
    files = [f for f in files if f.endswith((".ttf", ".otf")) and "Noto" not in Path(f).name]
    mono = [f for f in files if any(w in f for w in ("Mono", "Courier", "Hack", "Incons"))]
    thin = ("Thin", "Hairline", "Light", "Initials", "Keyboard", "Math", "Black")
    rest = [f for f in files if f not in mono and not any(w in f for w in thin)]
    serif = [f for f in rest if any(w in f for w in ("Serif", "Libertine", "Garamond", "Caladea"))]
    return {"mono": mono, "serif": serif or rest, "sans": [f for f in rest if f not in serif] or files}


@functools.lru_cache(maxsize=512)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


class Pen:
    """Draws on one picture with chance words."""

    def __init__(
        self, rng: random.Random, size: tuple[int, int], style: str = "sans", dark: float = 0.2
    ) -> None:
        self.rng = rng
        if rng.random() < dark:
            base = rng.randint(8, 45)
            self.ground: Colour = (base, base + rng.randint(0, 6), base + rng.randint(0, 14))
            self.ink: Colour = (rng.randint(190, 255),) * 3
        else:
            base = rng.choice([255, 255, 255, 250, 245, rng.randint(225, 254)])
            self.ground = (base, base, base - rng.randint(0, 8))
            self.ink = (rng.randint(0, 70),) * 3
        self.image = Image.new("RGB", size, self.ground)
        self.draw = ImageDraw.Draw(self.image)
        self.face = rng.choice(_faces()[style])
        self.accent = self.colour()

    def colour(self) -> Colour:
        return (self.rng.randint(20, 230), self.rng.randint(20, 230), self.rng.randint(20, 230))

    def font(self, size: int) -> ImageFont.FreeTypeFont:
        return _font(self.face, max(6, size))

    def write(
        self, x: float, y: float, text: str, size: int, colour: Colour | None = None, anchor: str = "la"
    ) -> float:
        """Draws *text* and gives its width."""
        font = self.font(size)
        self.draw.text((x, y), text, colour or self.ink, font, anchor=anchor)
        return font.getlength(text)

    def words(self, count: int) -> str:
        return " ".join(self.rng.choice(WORDS) for _ in range(count))

    def title(self, count: int = 3) -> str:
        return self.words(count).title()

    def prose(self, box: tuple[int, int, int, int], size: int, colour: Colour | None = None) -> int:
        """Fills *box* (left, top, right, bottom) with lines; gives where it stopped."""
        left, top, right, bottom = box
        pitch, y = round(size * self.rng.uniform(1.25, 1.6)), top
        letters = max(4, int((right - left) / (size * 0.5)))
        while y + pitch <= bottom:
            line = self.words(max(1, letters // 6))
            self.write(left, y, line[: letters - self.rng.randint(0, letters // 6)], size, colour)
            y += pitch
            if self.rng.random() < 0.12:
                y += pitch // 2
        return y

    def money(self) -> str:
        return f"{self.rng.randint(0, 9999) / self.rng.choice([10, 100]):.2f}"

    def code(self) -> str:
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
        return "".join(self.rng.choice(letters) for _ in range(self.rng.randint(5, 12)))

    def date(self) -> str:
        r = self.rng
        return r.choice(
            [
                f"{r.randint(1, 28):02}/{r.randint(1, 12):02}/20{r.randint(10, 29)}",
                f"20{r.randint(10, 29)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}",
            ]
        )

    def cell(self, sort: str) -> str:
        r = self.rng
        return {
            "name": r.choice(NAMES),
            "item": r.choice(ITEMS),
            "money": self.money(),
            "code": self.code(),
            "date": self.date(),
            "count": str(r.randint(0, 500)),
            "share": f"{r.randint(0, 999) / 10}%",
            "word": r.choice(WORDS),
        }[sort]
