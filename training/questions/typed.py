"""Questions as people type them, from templates, and what surrounds them in real requests."""

from __future__ import annotations

import functools
import random
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from .outcomes import FAMILIES

_SLOT = re.compile(r"\{(\w+)\}")
_BEFORE = (
    "Hi!", "Hello,", "Hey", "Hi there,", "Please", "Quick question:", "Question:",
    "I have a question about this image.", "I took this earlier.", "Here is the file.", "See attached.",
    "Look at the attached picture.", "Attached is an image.", "My boss sent me this.", "I found this online.",
    "I'm not sure about this one.", "Thanks in advance!", "Good morning.", "Sorry for the bother,", "User:",
    "Task:", "Q:", "As discussed,", "ok so", "I need this for work.", "For my homework:", "Based on the image,",
    "According to the picture,", "Looking at the image:", "From the screenshot,", "<image>",
    "You are a helpful assistant.", "You are an expert analyst.",
    "You are a careful assistant. Answer truthfully.", "Use the image to answer.",
    "Answer the following question about the image.", "Given the image, answer:", "Siehe Anhang.", "Bonjour,",
    "Hola,", "Guten Tag,", "Ciao,", "Hallo,", "Bitte:", "Salut,", "S'il te plaît,", "Buenas,", "Por favor,",
    "Per favore,", "Buongiorno,", "Oi,", "Olá,", "Hoi,", "Привет!", "Здравствуйте,", "你好，", "请问", "すみません、",
    "こんにちは。", "안녕하세요.", "Cześć,", "Dzień dobry,", "Merhaba,", "مرحبا", "Ein Kunde hat mir das geschickt.",
    "J'ai reçu ça ce matin.", "Me ha llegado esto.", "A customer sent us this.", "My grandma sent me this.",
    "This came in the mail today.", "We're building an app for this.", "I can't see very well.",
    "I'm a nurse.", "I'm a teacher.", "I'm writing a report.", "For a blog post:", "For our records:",
    "I'm not a native speaker.", "Here's another one.", "[image attached]", "img:", "Image:", "Input: image.",
    "Ticket #4412:", "The user uploaded this file.", "Act as a professional.", "You're an accountant.",
    "You are a support agent.", "You are a vision assistant for blind people.", "Be honest:", "Just wondering,",
    "Sorry if this is a stupid question.", "Not sure if you can help.", "Urgent!", "Test:", "Step 1:",
)  # fmt: skip
_AFTER = (
    "Thanks!", "thank you", "Please be brief.", "Answer in one word.", "Answer with a single word or phrase.",
    "Answer in one sentence.", "Be concise.", "Keep it short", "Respond in JSON.", "Answer in English.",
    "Only the answer.", "If you don't know, say so.", "Just give me the answer", "No explanation needed.",
    "Explain your reasoning.", "Think step by step.", "Do not guess.", "asap", "pls", "It's urgent.",
    "Reply in German.", "Cheers", "Danke!", "Merci", "Answer yes or no.",
    "Choose from the options. A) yes B) no", "(short answer)", "Format the answer as markdown.", "bitte",
    "Nur die Antwort.", "s'il te plaît", "s'il vous plaît", "Réponds en un mot.", "por favor", "gracias",
    "Responde en una palabra.", "per favore", "Grazie!", "obrigado", "graag kort", "bedankt", "пожалуйста",
    "Спасибо!", "Ответь кратко.", "谢谢", "请简短回答。", "お願いします", "短く答えて。", "부탁해요",
    "짧게 답해 줘.", "proszę",
    "dziękuję", "lütfen", "teşekkürler", "شكرا", "from the image", "in this image", "in the picture above", "here?",
    "It's for my boss.", "I'm in a hurry.", "I need it for my taxes.", "so I can fill in the form",
    "because I lost my glasses", "Use only what you see.", "Max 20 words.", "Output: plain text", "Answer:",
    "Return null if you cannot tell.", "Do not add commentary.", "Give your confidence too.",
)  # fmt: skip
_EARLIER = (
    "User: Hi\nAssistant: Hello! How can I help?\nUser: {q}", "Thanks, that helps. Now: {q}", "ok, and {q}",
    "Great. {q}", "Next question: {q}", "And for this one: {q}", "Let me ask something else. {q}",
    "Sorry, I meant: {q}", "So, {q}",
)  # fmt: skip
_SYSTEM = (
    "You are an extraction service. For every image, do the following. {q}",
    "# Instructions\n{q}\n\n# Output\nPlain text.", "System: {q}", "Your task: {q} Return nothing else.",
    "You will be given an image. {q}",
    "## Role\nYou are a data clerk.\n## Task\n{q}\n## Rules\n- be exact\n- no comments", "TASK\n{q}\nEND",
)  # fmt: skip
_SYNONYMS = (
    ("What is", "What's"), ("What is", "whats"), ("Can you", "Could you"), ("picture", "image"),
    ("image", "photo"), ("picture", "pic"), ("colour", "color"), ("Describe", "Please describe"),
    ("How many", "How many"), ("Tell me", "tell me"), ("receipt", "ticket"), ("receipt", "bill"),
    ("chart", "graph"), ("chart", "plot"), ("chart", "figure"), ("screenshot", "screen"), ("document", "scan"),
    ("What does", "what does"), ("table", "spreadsheet"),
)  # fmt: skip
_ANY_WORD = frozenset(
    (
        "things", "small", "series", "topic", "button", "node", "place", "person_name", "menu", "country", "good",
        "dish", "panel", "setting", "damaged", "measure", "program", "uithings",
    )
)  # fmt: skip
"""Slots whose word does not matter to what is needed: now and then it is one that nobody has heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One line of a list: the kinds it is asked of, and what it asks for."""

    kinds: tuple[str, ...]
    ask: str
    text: str


@functools.lru_cache(maxsize=1)
def lists() -> tuple[tuple[Template, ...], dict[str, tuple[str, ...]]]:
    """All templates, and what fills their slots.

    In the files, ``[kinds: ask]`` heads a block of templates, ``{slot}`` is filled from the words that a line
    ``= slot = one|another`` gives, and ``\\n`` is a line break.
    """
    templates: list[Template] = []
    slots: dict[str, tuple[str, ...]] = {}
    kinds: tuple[str, ...] = ()
    ask = ""
    files = sorted((Path(__file__).parent / "templates").rglob("*.txt"))
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            if line.startswith("= "):
                name, values = line[2:].split(" = ")
                slots[name] = tuple(values.split("|"))
            elif line.startswith("["):
                named, ask = line.strip("[]").split(": ")
                kinds = tuple(FAMILIES) if named == "any" else tuple(named.split(","))
            elif line and not line.startswith("#"):
                templates.append(Template(kinds=kinds, ask=ask, text=line.replace("\\n", "\n")))
    return tuple(templates), slots


def filled(template: Template, rng: random.Random) -> str:
    """*template* with chance words in its slots."""
    slots = lists()[1]

    def word(slot: re.Match[str]) -> str:
        name = slot.group(1)
        if name not in slots:
            return slot.group(0)
        return _unheard(rng) if name in _ANY_WORD and rng.random() < 0.12 else rng.choice(slots[name])

    return _SLOT.sub(word, template.text)


def dressed(text: str, rng: random.Random) -> str:
    """*text* as it might stand in a request: other words, small faults, something before and after, a system prompt."""
    for old, new in _SYNONYMS:
        if old in text and rng.random() < 0.15:
            text = text.replace(old, new)
    text = _case(text, rng)
    if rng.random() < 0.12:
        text = _unaccented(text)
    if rng.random() < 0.05:
        text = _slip(text, rng)
    chance = rng.random()
    if chance < 0.2:
        text = f"{rng.choice(_BEFORE)} {text}"
    elif chance < 0.28:
        text = rng.choice(_EARLIER).replace("{q}", text)
    elif chance < 0.36:
        text = rng.choice(_SYSTEM).replace("{q}", text)
    if rng.random() < 0.15:
        text = f"{text} {rng.choice(_AFTER)}"
    return text


def joined(first: str, second: str, rng: random.Random) -> str:
    """Two questions in one request."""
    if rng.random() < 0.5:
        first, second = second, first
    return rng.choice(
        ["{a} {b}", "{a}\n{b}", "1. {a}\n2. {b}", "{a} Also, {b}", "{a} And {b}", "- {a}\n- {b}"]
    ).format(a=first, b=second)


def alien(rng: random.Random) -> str:
    """Words of no language that we know, or none at all."""
    letters = rng.choice(
        [
            "abcdefghijklmnopqrstuvwxyz",
            "aeiouäöyklmnrstvpj",
            "абвгдежзиклмнопрстухцчшыэюя",
            "αβγδεζηθικλμνοπρσ",
            "ابتثجحخدذرزسشصضطظعغ",
            "अआइईउऊकखगघचछजझटठडढ",
            "กขคงจฉชซฌญฎฏ",
            "אבגדהוזחטיכלמנסע",
            "ăâđêôơưáàảãạ bcdghklmn",
        ]
    )
    words = [
        "".join(rng.choice(letters) for _ in range(rng.randint(2, 11))) for _ in range(rng.randint(1, 14))
    ]
    return " ".join(words) + rng.choice(["", "?", ".", "!"])


def _unheard(rng: random.Random) -> str:
    return "".join(
        rng.choice("bcdfghklmnprstvwz") + rng.choice("aeiou") for _ in range(rng.randint(2, 4))
    ) + rng.choice(("", "", "n", "s", "rs", "ts"))


def _case(text: str, rng: random.Random) -> str:
    chance = rng.random()
    if chance < 0.25:
        text = text.lower()
    elif chance < 0.28:
        text = text.upper()
    return text.rstrip("?.") if rng.random() < 0.25 else text


def _unaccented(text: str) -> str:
    """*text* as typed without the marks of Latin letters; other scripts, whose marks make letters, stay."""
    kept = [unicodedata.normalize("NFD", c)[0] if c < "\u0250" else c for c in text]
    return "".join(kept).replace("¿", "").replace("¡", "")


def _slip(text: str, rng: random.Random) -> str:
    if len(text) < 6:
        return text
    at = rng.randrange(1, len(text) - 2)
    return rng.choice([text[:at] + text[at + 1 :], text[:at] + text[at + 1] + text[at] + text[at + 2 :]])
