"""Chance words, sentences, people, places and figures; none of them anybody's."""

from __future__ import annotations

import random
from pathlib import Path

_LISTS = {
    name: rest.split(",")
    for name, _, rest in (
        line.partition("\t") for line in (Path(__file__).parent / "words.txt").read_text("utf-8").splitlines()
    )
}
WORDS, ITEMS, FIRMS = _LISTS["words"], _LISTS["items"], _LISTS["firms"]
_CYRILLIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "абцдефгхижклмнопярстувшыйз")
_GREEK = str.maketrans("abcdefghijklmnopqrstuvwxyz", "αβγδεφγηιξκλμνοπθρστυωψχυζ")
_DIACRITICS = str.maketrans("aeiouns", "äéïöüñš")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def foreign(text: str, tongue: str) -> str:
    """*text* in the letters of *tongue*: ``latin``, ``accented``, ``cyrillic`` or ``greek``."""
    table = {"cyrillic": _CYRILLIC, "greek": _GREEK, "accented": _DIACRITICS}.get(tongue)
    return text if table is None else text.lower().translate(table)


def words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(count))


def sentence(rng: random.Random) -> str:
    """Five to eighteen words that read like a sentence from afar."""
    said = [rng.choice(_LISTS["small"] if i % 2 == 0 else WORDS) for i in range(rng.randint(5, 18))]
    if len(said) > 9 and rng.random() < 0.5:
        said[len(said) // 2] += ","
    text = " ".join(said)
    return text[0].upper() + text[1:] + rng.choice("......?:")


def name(rng: random.Random) -> str:
    return f"{rng.choice(_LISTS['first'])} {rng.choice(_LISTS['last'])}"


def place(rng: random.Random) -> str:
    return rng.choice(_LISTS["head"]) + rng.choice(_LISTS["tail"])


def firm(rng: random.Random) -> str:
    return rng.choice([rng.choice(FIRMS), f"{rng.choice(FIRMS)} {rng.choice(WORDS).title()}", place(rng)])


def site(rng: random.Random) -> str:
    return f"{firm(rng).lower().replace(' ', '')}.{rng.choice(['example', 'test', 'example.org'])}"


def money(rng: random.Random) -> str:
    value = 10 ** rng.uniform(0, 5)
    return f"{value:,.2f}" if value < 10000 or rng.random() < 0.3 else f"{value:,.0f}"


def code(rng: random.Random, least: int = 5, most: int = 12) -> str:
    return "".join(rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(rng.randint(least, most)))


def date(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(2001, 2029)
    return rng.choice(
        [
            f"{day:02}/{month:02}/{year}",
            f"{year}-{month:02}-{day:02}",
            f"{day} {MONTHS[month - 1]} {year}",
            f"{MONTHS[month - 1]} {day}, {year}",
            f"{day:02}.{month:02}.{year}",
        ]
    )


def clock(rng: random.Random) -> str:
    return f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}"


def cell(rng: random.Random, sort: str) -> str:
    """What stands in a cell of *sort*: name, item, money, code, date, clock, count, share, word, place, signed."""
    match sort:
        case "name":
            return name(rng)
        case "item":
            return rng.choice(ITEMS)
        case "money":
            return money(rng)
        case "code":
            return code(rng)
        case "date":
            return date(rng)
        case "clock":
            return clock(rng)
        case "count":
            return f"{round(10 ** rng.uniform(0, 4)):,}"
        case "share":
            return f"{rng.randint(0, 999) / 10}%"
        case "signed":
            return f"{rng.uniform(-9, 9):+.3f}"
        case "place":
            return place(rng)
        case _:
            return rng.choice(WORDS).capitalize()
