"""What of a message is the question itself: without who is asked, how to answer, and pleasantries."""

from __future__ import annotations

import functools
import re

MOST_FIELDS = 3
"""So many named fields may each stand in a part of their own."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_]|[\"'{\[])|\n+")
_WHO = re.compile(r"^(?:you\s+are|you['’]re|act\s+as|as\s+an?\s+\w+|du\s+bist|tu\s+es|eres|sei\s+un)\b", re.I)
_HOW = re.compile(
    r"""^(?:please\s+)?(?:
      (?:answer|reply|respond)\b | be\s+(?:precise|exact|brief|concise|careful)\b | (?:short|brief|exact)\s+answer\b
    | (?:just|only)\s+(?:give\s+(?:me\s+)?)?(?:the\s+|a\s+|one\s+)?(?:number|value|answer|name|amount|figure|word
      |digits|text)\b
    | no\s+(?:explanations?|other\s+text|comments?)\b | thanks?\b | thank\s+you\b | hi\b | hello\b
    | (?:return|output|format)\s+(?:(?:it|this|the\s+result|as|in|only|valid|strict|just)\s+)*json(?:\s+only)?\W*$
    | use\s+null\b | if\s+(?:\w+\s+){0,6}(?:unreadable|illegible|unsure|unclear|missing
      |not\s+(?:sure|visible|readable))\b
    | antworte\b | (?:nur|bloss|bloß)\s+(?:die|den|das)\s+(?:zahl|wert|betrag|name)\b | kurz\w*\b | danke\b
    | réponds\b | merci\b | responde\b | gracias\b | rispondi\b | grazie\b
    )""",
    re.I | re.X,
)
_JSON = re.compile(
    r"\b(?:(?:return|output|give|respond|reply|as|in|into|to|valid|strict|a|me|back)\s+){0,4}json(?:\s+object)?(?:\s+only)?\b:?",
    re.I,
)
_KEYS = re.compile(r"[\"'“]([^\W\d][\w \-]{0,40})[\"'”]\s*:")
_WHOLES = re.compile(
    r"(?:please\s+)?(?:(?:the|this|that|my|whole|attached|das|die|den|le|la|el|il)\s+)*(?:table|receipt|invoice|document|page|image|picture|form"
    r"|screenshot|scan|bill|tabelle|rechnung|beleg|dokument|bild|formular|tableau|facture|tabla|factura|tabella|fattura|it|this)"
    r"(?:\s+(?:as|to|into|in|row|aloud)\b.*)?",
    re.I,
)
_LISTS = re.compile(
    r"\b(?:\w*items?|products|articles|positions|lines|rows|entries|fields|data|details|info\w*|text|everything|names|values|entities"
    r"|table\s+as|artikel|positionen|zeilen|felder|daten|angaben|lignes|champs|donnees|données|filas|campos|datos|righe|dati)\b|\[",
    re.I,
)
_APART = re.compile(r"\s*(?:,|;|&|\+|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|、|和|及|と)\s*", re.I)
_OF = re.compile(
    r"\s+(?:from|on|in|of|off|out\s+of|aus|auf|von|vom|des|dans|sur|du|de\s+la|en|del|da|dalla|nel)\s+(?:the\s+|this\s+|that\s+"
    r"|my\s+|dem\s+|der\s+|diesem\s+|dieser\s+|ce\s+|cette\s+|la\s+|el\s+|este\s+|esta\s+|lo\s+|questo\s+|questa\s+)?"
    r"(?:attached\s+)?(?:receipt|invoice|document|page|image|picture|photo|form|screenshot|scan|screen|bill|ticket|bild|beleg|rechnung"
    r"|dokument|bon|kassenbon|formular|facture|reçu|imagen|factura|recibo|fattura|scontrino|immagine)\b",
    re.I,
)
_TAKE = re.compile(
    r"\b(?:extract|transcribe|transcribing|copy(?:\s+out)?|type\s+out|write\s+out|read(?:\s+out)?|quote|ocr"
    r"|extrahiere?n?|transkribiere?n?|lies|abschreiben|extrais|extraire|extrae|extraer|transcribe|estrai|extraia|lee)\b",
    re.I,
)
_POINTED = re.compile(
    r"[\"“„«「『‘`'][^\"”“»」』’`']{2,}[\"”“»」』’`']|\(\s*\d{1,3}\s*\)|\b\d+(?:\.\d+)+\b"
    r"|\b(?:number|no\.?|nr\.?|id|date|name|title|address|total|amount|label|value|field|line|row|cell|column|message|path"
    r"|nummer|datum|betrag|titel|feld|zeile|numéro|numero|número|montant|fecha|importe|data)\b",
    re.I,
)


@functools.lru_cache(maxsize=1024)
def asking(message: str) -> str:
    """The sentences of *message* that ask; all of it where none is left."""
    kept = [s for part in _SENTENCE.split(message) if (s := part.strip()) and not _aside(s)]
    return " ".join(kept) or message


def _aside(sentence: str) -> bool:
    """Whether *sentence* asks for nothing."""
    return not re.search(r"[?？:：{]", sentence) and bool(_WHO.match(sentence) or _HOW.match(sentence))


@functools.lru_cache(maxsize=1024)
def fields_only(question: str) -> str | None:
    """*question* without the words that say "take it out as JSON", if it asks for one to three named fields and nothing
    that comes in numbers; ``None`` if it is no such question."""
    text = _JSON.sub(" ", question)
    keys = _KEYS.findall(text)
    if keys:
        # The values are placeholders; a key in a list is one of many.
        if len(keys) > MOST_FIELDS or "[" in text or any(_LISTS.search(k.replace("_", " ")) for k in keys):
            return None
        before = text[: text.find("{")] if "{" in text else ""
        before = _OF.sub(" ", _TAKE.sub(" ", before))
        return None if _LISTS.search(before) else ", ".join(k.replace("_", " ") for k in keys)
    found = _TAKE.search(text)
    if found is None:
        return None
    named = _OF.sub(" ", text[found.end() :]).strip(" .:!?")
    named = re.sub(r"\s+(?:as|in)\s+(?:latex|plain\s+text|text)\b", " ", named, flags=re.I)
    things = [part for part in _APART.split(named) if part.strip()]
    if not things or len(things) > MOST_FIELDS or "{" in named or _LISTS.search(_quoted_away(named)):
        return None
    if any(_WHOLES.fullmatch(part.strip()) for part in things) or re.search(
        r"\btable\b", _quoted_away(named), re.I
    ):
        return None
    return f"{text[: found.start()]} {named}" if _POINTED.search(named) or _named(named) else None


_QUOTED = re.compile(r"[\"“„«「『‘`]([^\"”“»」』’`]{2,60})[\"”“»」』’`]|(?<!\w)'([^'\n]{2,60}?)'(?!\w)")


def quoted(question: str) -> tuple[str, ...]:
    """What stands in quotation marks in *question*."""
    return tuple(a or b for a, b in _QUOTED.findall(question))


def _quoted_away(text: str) -> str:
    return _QUOTED.sub(" ", text)


def _named(text: str) -> bool:
    """Whether *text* is a short name and no description."""
    return len(text.split()) <= 6
