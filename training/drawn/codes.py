"""Source text, diffs, logs and what commands print, as lines of coloured pieces."""

from __future__ import annotations

import random

from . import words
from .pen import Colour

Line = list[tuple[str, str]]
"""Pieces of a line: what part of speech (key, name, text, number, remark, plain, good, bad), and the text."""

THEMES: dict[str, dict[str, Colour]] = {
    "dracula": {
        "ground": (40, 42, 54),
        "plain": (248, 248, 242),
        "key": (255, 121, 198),
        "name": (80, 250, 123),
        "text": (241, 250, 140),
        "number": (189, 147, 249),
        "remark": (98, 114, 164),
    },
    "night": {
        "ground": (30, 30, 30),
        "plain": (212, 212, 212),
        "key": (86, 156, 214),
        "name": (220, 220, 170),
        "text": (206, 145, 120),
        "number": (181, 206, 168),
        "remark": (106, 153, 85),
    },
    "ocean": {
        "ground": (1, 22, 39),
        "plain": (214, 222, 235),
        "key": (199, 146, 234),
        "name": (130, 170, 255),
        "text": (236, 196, 141),
        "number": (247, 140, 108),
        "remark": (99, 119, 119),
    },
    "mono": {
        "ground": (39, 40, 34),
        "plain": (248, 248, 242),
        "key": (249, 38, 114),
        "name": (166, 226, 46),
        "text": (230, 219, 116),
        "number": (174, 129, 255),
        "remark": (117, 113, 94),
    },
    "light": {
        "ground": (255, 255, 255),
        "plain": (36, 41, 46),
        "key": (215, 58, 73),
        "name": (111, 66, 193),
        "text": (3, 47, 98),
        "number": (0, 92, 197),
        "remark": (106, 115, 125),
    },
    "paper": {
        "ground": (255, 255, 255),
        "plain": (0, 0, 0),
        "key": (0, 0, 200),
        "name": (0, 0, 0),
        "text": (163, 21, 21),
        "number": (9, 134, 88),
        "remark": (0, 128, 0),
    },
    "sun": {
        "ground": (253, 246, 227),
        "plain": (101, 123, 131),
        "key": (133, 153, 0),
        "name": (38, 139, 210),
        "text": (42, 161, 152),
        "number": (211, 54, 130),
        "remark": (147, 161, 161),
    },
    "grey": {
        "ground": (246, 248, 250),
        "plain": (30, 30, 30),
        "key": (30, 30, 30),
        "name": (30, 30, 30),
        "text": (90, 90, 90),
        "number": (30, 30, 30),
        "remark": (130, 130, 130),
    },
}
"""Colours of editors."""


def _id(rng: random.Random) -> str:
    one, other = rng.choice(words.WORDS), rng.choice(words.WORDS)
    return rng.choice([one, one, f"{one}_{other}", one + other.title(), one[:1]])


def _value(rng: random.Random) -> tuple[str, str]:
    return rng.choice(
        [
            ("number", str(rng.choice([0, 1, 2, 10, 0.5, rng.randint(3, 4096)]))),
            ("text", f'"{words.words(rng, rng.randint(1, 3))}"'),
            ("plain", _id(rng)),
            ("key", rng.choice(["None", "true", "null", "self"])),
        ]
    )


def _call(rng: random.Random) -> Line:
    inner: Line = [_value(rng)]
    if rng.random() < 0.5:
        inner += [("plain", ", "), _value(rng)]
    return [("plain", f"{_id(rng)}."), ("name", _id(rng)), ("plain", "("), *inner, ("plain", ")")]


def source(rng: random.Random, count: int) -> list[Line]:
    """*count* lines in one of six languages."""
    language = rng.choice(["python", "js", "c", "sql", "yaml", "html", "json", "rust"])
    lines: list[Line] = []
    depth = 0
    while len(lines) < count:
        pad = ("plain", ("  " if language in ("yaml", "html", "json", "js") else "    ") * depth)
        braces = language in ("js", "c", "rust")
        if language in ("python", "js", "c", "rust"):
            opener = {"python": "def", "js": "function", "c": "static int", "rust": "pub fn"}[language]
            end = ":" if language == "python" else " {"
            stop = "" if language == "python" else ";"
            remark = "# " if language == "python" else "// "
            match rng.choice(
                ["def", "set", "set", "set", "call", "if", "for", "back", "remark", "gap", "import"]
            ):
                case "def" if depth < 2:
                    lines += [
                        [],
                        [
                            pad,
                            ("key", opener + " "),
                            ("name", _id(rng)),
                            ("plain", f"({_id(rng)}, {_id(rng)}){end}"),
                        ],
                    ]
                    depth += 1
                case "if" if depth < 4:
                    lines.append(
                        [
                            pad,
                            ("key", rng.choice(["if ", "while "])),
                            ("plain", f"{_id(rng)} {rng.choice(['==', '<', '>=', '!='])} "),
                            _value(rng),
                            ("plain", end),
                        ]
                    )
                    depth += 1
                case "for" if depth < 4:
                    lines.append(
                        [
                            pad,
                            ("key", "for "),
                            ("plain", _id(rng)),
                            ("key", " in "),
                            *_call(rng),
                            ("plain", end),
                        ]
                    )
                    depth += 1
                case "back" if depth:
                    lines.append([pad, ("key", "return "), _value(rng), ("plain", stop)])
                    depth -= 1
                    if braces:
                        lines.append([("plain", "    " * depth + "}")])
                case "remark":
                    lines.append([pad, ("remark", remark + words.sentence(rng)[:60])])
                case "import" if depth == 0:
                    lines.append(
                        [
                            ("key", "import " if language != "c" else "#include "),
                            ("plain", _id(rng) if language != "c" else f"<{_id(rng)}.h>"),
                        ]
                    )
                case "call":
                    lines.append([pad, *_call(rng), ("plain", stop)])
                case "gap":
                    lines.append([])
                case _:
                    lead = {"js": "const ", "rust": "let ", "c": "int "}.get(language, "")
                    lines.append(
                        [
                            pad,
                            ("key", lead),
                            ("plain", f"{_id(rng)} = "),
                            *rng.choice([[_value(rng)], _call(rng)]),
                            ("plain", stop),
                        ]
                    )
        elif language == "sql":
            lines.append(
                [
                    (
                        "key",
                        rng.choice(
                            ["SELECT ", "FROM ", "WHERE ", "  AND ", "LEFT JOIN ", "GROUP BY ", "ORDER BY "]
                        ),
                    ),
                    ("plain", f"{_id(rng)}.{_id(rng)}, "),
                    _value(rng),
                ]
            )
        elif language == "html":
            tag = rng.choice(["div", "p", "a", "li", "span", "section", "td"])
            lines.append(
                [
                    pad,
                    ("key", f"<{tag}"),
                    ("name", " class="),
                    ("text", f'"{_id(rng)}"'),
                    ("key", ">"),
                    ("plain", words.words(rng, 3)),
                    ("key", f"</{tag}>"),
                ]
            )
            depth = max(0, min(5, depth + rng.choice([-1, 0, 1])))
        else:
            quote = '"' if language == "json" else ""
            lines.append(
                [
                    pad,
                    ("key", f"{quote}{_id(rng)}{quote}"),
                    ("plain", ": "),
                    _value(rng),
                    ("plain", "," if quote else ""),
                ]
            )
            depth = max(0, min(4, depth + rng.choice([-1, 0, 0, 1])))
    return lines[:count]


def diff(rng: random.Random, count: int) -> list[Line]:
    """A patch: parts of a line that went are ``bad``, those that came ``good``."""
    lines: list[Line] = [[("remark", f"@@ -{rng.randint(1, 99)},7 +{rng.randint(1, 99)},9 @@ {_id(rng)}")]]
    for line in source(rng, count - 1):
        text = "".join(piece for _, piece in line)
        match rng.choice(["", "", "+", "-"]):
            case "+":
                lines.append([("good", "+ " + text)])
            case "-":
                lines.append([("bad", "- " + text)])
            case _:
                lines.append([("plain", "  "), *line])
    return lines


def session(rng: random.Random, count: int) -> list[Line]:
    """Commands typed and what they print."""
    user, host = rng.choice(words.WORDS), rng.choice(words.WORDS)
    prompt = rng.choice(
        [f"{user}@{host}:~$ ", "$ ", "> ", f"[{user}@{host} {_id(rng)}]# ", "❯ ", f"C:\\{user}>", ">>> "]
    )
    lines: list[Line] = []
    while len(lines) < count:
        command = rng.choice(["ls -la", "cat", "git log", "make test", "ping", "top", "run", "pip", "trace"])
        lines.append([("name", prompt), ("plain", f"{command} {_id(rng)}")])
        for number in range(rng.randint(1, max(2, count // 2))):
            lines.append(_printed(rng, command, number))
    return lines[:count]


def _printed(rng: random.Random, command: str, number: int) -> Line:
    match command:
        case "ls -la":
            return [
                (
                    "plain",
                    f"{rng.choice(['-rw-r--r--', 'drwxr-xr-x'])} {rng.randint(1, 9)} root staff "
                    f"{rng.randint(10, 99999):>7} "
                    f"{rng.choice(words.MONTHS)} {rng.randint(1, 28):>2} {words.clock(rng)} ",
                ),
                (rng.choice(["key", "plain"]), _id(rng) + rng.choice(["", ".txt", ".py"])),
            ]
        case "git log":
            return [("number", f"{rng.getrandbits(28):07x} "), ("plain", words.words(rng, rng.randint(2, 8)))]
        case "make test" | "run":
            good = rng.random() < 0.8
            return [
                ("plain", f"tests/{_id(rng)}.py::{_id(rng)} "),
                ("good" if good else "bad", "PASSED" if good else "FAILED"),
                ("plain", f"  [{rng.randint(1, 100):>3}%]"),
            ]
        case "ping":
            return [
                (
                    "plain",
                    f"64 bytes from 10.0.{rng.randint(0, 9)}.{rng.randint(1, 254)}: icmp_seq={number} "
                    f"ttl=64 time={rng.uniform(1, 90):.2f} ms",
                )
            ]
        case "top":
            return [
                (
                    "plain",
                    f"{rng.randint(1, 99999):>6} root  20  0 {rng.randint(1000, 999999):>8} {rng.uniform(0, 99):>5.1f} "
                    f"{rng.uniform(0, 20):>5.1f}  {words.clock(rng)}:{rng.randint(0, 59):02} {_id(rng)}",
                )
            ]
        case "trace":
            if number % 2:
                return [("plain", "    "), *_call(rng)]
            return [
                ("plain", "  File "),
                ("text", f'"/srv/{_id(rng)}/{_id(rng)}.py"'),
                ("plain", f", line {rng.randint(1, 900)}, in "),
                ("name", _id(rng)),
            ]
        case "pip":
            return [
                ("plain", f"Collecting {_id(rng)}=={rng.randint(0, 9)}.{rng.randint(0, 30)}  "),
                ("good", "━" * rng.randint(5, 30)),
                ("plain", f" {rng.uniform(0.1, 90):.1f} MB"),
            ]
        case _:
            return [("plain", words.sentence(rng))]


def log(rng: random.Random, count: int) -> list[Line]:
    """Lines of a log file."""
    lines: list[Line] = []
    day = f"20{rng.randint(10, 29)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    for _ in range(count):
        level = rng.choice(["INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR"])
        tone = {"INFO": "good", "WARN": "number", "ERROR": "bad", "DEBUG": "remark"}[level]
        lines.append(
            [
                ("remark", f"{day} {words.clock(rng)}:{rng.randint(0, 59):02}.{rng.randint(0, 999):03} "),
                (tone, f"[{level:<5}] "),
                ("name", _id(rng) + ": "),
                ("plain", words.sentence(rng)),
            ]
        )
    return lines
