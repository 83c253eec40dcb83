"""Which earlier picture a text speaks of: by number, name, label or kind, in the languages that people ask in.

A false alarm costs tokens, which are bounded elsewhere; a miss costs an answer. So the words are generous, but only
what names one picture for sure is taken at its word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 20_000
"""Characters of a text that are looked at, from its end: there the question stands."""

_LABEL = 80  # characters; a longer line before a picture is prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands around a picture in its own message: ``label`` is the short line right before it, ``text`` all that
    is said there."""

    label: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """``pictures`` are those that the text names, by their numbers from 0; ``why`` are its words. ``asks``: it asks
    something that one of the pictures could be needed for, whichever it is."""

    pictures: tuple[int, ...] = ()
    why: str = ""
    asks: bool = False


def mention(text: str, earlier: Sequence[Surroundings], own: int = 0) -> Mention:
    """What *text* says about *earlier* pictures, oldest first; *own* pictures stand in its own message, and are what
    it speaks of unless it says otherwise."""
    text = text[-LONGEST:]
    for find in (_by_file, _by_label, _by_number, _by_kind):
        found, why = find(text, earlier, own)
        if found:
            return Mention(pictures=tuple(sorted(found)), why=why, asks=True)
    return Mention(asks=not own and asks(text))


def speaks_of_earlier(text: str) -> str | None:
    """The words in which *text* speaks of a picture of an earlier message, whatever there is, or ``None``."""
    text = text[-LONGEST:]
    for pattern in (_DEICTIC, _ORDINAL, _NUMBERED):
        found = pattern.search(text)
        if found:
            return found.group().strip()
    return None


def asks(text: str) -> bool:
    """Whether *text* asks or wants something, and is not only a word of thanks or consent."""
    return bool(_QUESTION.search(text))


def label(text: str) -> str:
    """The label that *text*, right before a picture, gives it; ``""`` if it is prose."""
    line = text.rstrip().rpartition("\n")[2].strip()
    return line if len(line) <= _LABEL and (line.endswith(":") or _SIGN.fullmatch(line)) else ""


_GENERIC = (
    r"(?:images?|pictures?|pics?|photos?|photographs?|screen[\s-]?shots?|screens?|scans?|snapshots?|attachments?"
    r"|bild(?:er|ern|es)?|fotos?|aufnahmen?|bildschirmfotos?|captures?|imágenes|imagen|capturas?|immagin[ei]"
    r"|imagens?|imagem|afbeelding(?:en)?|obraz(?:ek|y)?|изображени\w*|фото\w*|картинк\w*|снимк\w*)"
)
_PAGE = r"(?:pages?|slides?|seiten?|folien?|páginas?|pagin[ae])"
_KIND = (
    r"(?:receipts?|invoices?|bills?|charts?|graphs?|diagrams?|plots?|forms?|contracts?|letters?|id[\s-]cards?"
    r"|passports?|tickets?|menus?|maps?|floor\s?plans?|drawings?|sketch(?:es)?|signs?|documents?|posters?"
    r"|whiteboards?|dashboards?|statements?|labels?|certificates?|rechnung(?:en)?|quittung(?:en)?|belege?s?"
    r"|kassenbons?|diagramme?s?|formulare?s?|verträge|vertrags?|briefe?s?|ausweise?s?|factures?|reçus?|graphiques?"
    r"|facturas?|recibos?|gráficos?|fattur[ae]|ricevut[ae]|scontrin[oi])"
)
_ANY = f"(?:{_GENERIC}|{_PAGE}|{_KIND})"

_NUMBERS = (
    ("first|1st|erste[nrsm]?|premier|premi[èe]re|primer[oa]?|prim[oa]|primeir[oa]|eerste|перв\\w+", 0),
    ("second|2nd|zweite[nrsm]?|deuxi[èe]me|segund[oa]|second[oa]|tweede|втор\\w+", 1),
    ("third|3rd|dritte[nrsm]?|troisi[èe]me|tercer[oa]?|terz[oa]|terceir[oa]|derde|трет\\w+", 2),
    ("fourth|4th|vierte[nrsm]?|quatri[èe]me|cuart[oa]|quart[oa]|vierde", 3),
    ("fifth|5th|fünfte[nrsm]?|cinqui[èe]me|quint[oa]|vijfde", 4),
    ("last|latest|newest|letzte[nrsm]?|derni[eè]re?|[úu]ltim[oa]|laatste|последн\\w+", -1),
)
_ORDINALS = "|".join(words for words, _ in _NUMBERS)
_ORDINAL = re.compile(
    rf"\b(?P<word>{_ORDINALS}|(?P<digits>\d{{1,3}})(?:st|nd|rd|th))\s{{1,3}}(?:\w{{1,20}}\s{{1,3}}){{0,2}}?(?:{_GENERIC}|{_PAGE})\b"
    rf"|第(?P<east>[一二三四五六七八九]|\d{{1,3}})[张張枚幅个個]?的?(?:图|圖|照片|画像|写真|截图|截圖|画面)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    rf"\b(?:{_GENERIC}|{_PAGE})\s{{0,3}}(?:no\.?|nr\.?|number|nummer|#|№)?\s{{0,3}}(?P<number>\d{{1,3}})\b(?![.,]\d)"
    r"|[图圖]\s?(?P<east>\d{1,3})",
    re.IGNORECASE,
)
_EAST = "一二三四五六七八九"

_BEFORE = (
    r"(?:above|earlier|previous|preceding|prior|original|same|that|those|obige[nrs]?|vorige[nrs]?|vorherige[nrs]?"
    r"|frühere[nrs]?|précédente?s?|anterior(?:es)?|precedent[ei]|vorige)"
)
_BEHIND = (
    r"(?:above|from\s{1,3}before|(?:from\s{1,3})?earlier|before|i\s{1,3}sent|you\s{1,3}saw|oben|von\s{1,3}vorhin|vorhin|ci-dessus"
    r"|de\s{1,3}arriba|qui\s{1,3}sopra|sopra|acima|hierboven)"
)
_DEICTIC = re.compile(
    rf"\b{_BEFORE}\s{{1,3}}(?:\w{{1,20}}\s{{1,3}})?{_ANY}\b|\b{_ANY}\s{{1,3}}(?:\w{{1,20}}\s{{1,3}}){{0,2}}?{_BEHIND}\b"
    r"|(?:上面|之前|刚才|剛才|前)(?:那|的|这|這)?[张張]?的?(?:图|圖|照片|截图|画像|写真)",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:all|both|each|every|these|alle[nr]?|beide[nr]?|jede[srmn]?|tou(?:te)?s|les\s{1,3}deux|tod[oa]s|amb[oa]s"
    rf"|tutt[ei]|entramb[ei])\s{{1,3}}(?:of\s{{1,3}})?(?:\w{{1,20}}\s{{1,3}}){{0,2}}?{_ANY}\b",
    re.IGNORECASE,
)
_FILE = re.compile(r"[\w.()\-]{1,100}\.(?:png|jpe?g|webp|gif|heic|heif|bmp|tiff?|pdf)\b", re.IGNORECASE)
_SIGN = re.compile(rf"(?:[\w-]+[ #]){{0,3}}(?:[A-Z]|\d{{1,4}}|[\w-]*\d[\w-]*|{_FILE.pattern})\.?", re.ASCII)
_KINDS = re.compile(rf"\b{_KIND}\b", re.IGNORECASE)
_PREVIOUS = re.compile(
    rf"\b(?:previous|preceding|vorige[nrs]?|vorherige[nrs]?|précédente?)\s{{1,3}}{_ANY}\b", re.IGNORECASE
)

_QUESTION = re.compile(
    rf"""
      [?？؟] | \b{_ANY}\b
    | (?:^|[.!:;,\n]\s{{0,3}}|\b(?:please|and|now|then|also|bitte|und|jetzt)\s{{1,3}})
      (?:what|which|who|whose|where|when|why|how|read|transcribe|extract|list|find|look|zoom|show|tell|describe|check
        |count|compare|give|locate|point|click|tap|identify|verify|translate|summari[sz]e|name|spell|copy|quote
        |was|welche[rsnm]?|wer|wo|wann|warum|wie|lies|lese|liste|finde|zeig|sag|nenne|prüfe|zähle|gib|suche
        |que|qu['’]|quel(?:le)?s?|qui|où|quand|comment|combien|lis|trouve|montre|dis|donne
        |qué|cuál|quién|dónde|cuándo|cómo|cuánt[oa]s?|lee|encuentra|muestra|di|dame
        |che|quale|chi|dove|quando|come|leggi|trova|mostra|dimmi)\b
    | [\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{{4}} | [\u0400-\u04ff]{{3}}\s{{1,3}}[\u0400-\u04ff]{{3}}
    """,
    re.IGNORECASE | re.VERBOSE,
)

_Found = tuple[set[int], str]
_NONE: _Found = (set(), "")


def _by_file(text: str, earlier: Sequence[Surroundings], own: int) -> _Found:
    named = {name.lower(): name for name in _FILE.findall(text)}
    found: set[int] = set()
    for n, around in enumerate(earlier):
        there = around.label if _FILE.search(around.label) else around.text
        if not named.keys().isdisjoint(name.lower() for name in _FILE.findall(there)):
            found.add(n)
    return found, ", ".join(named.values())[:100]


def _by_label(text: str, earlier: Sequence[Surroundings], own: int) -> _Found:
    plain = f" {_plain(text)} "
    labels = [_plain(around.label) for around in earlier]
    found = {
        n
        for n, words in enumerate(labels)
        if len(words) > 2 and f" {words} " in plain and labels.count(words) == 1
    }
    return found, ", ".join(earlier[n].label.strip(" :") for n in sorted(found))[:100]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _by_number(text: str, earlier: Sequence[Surroundings], own: int) -> _Found:
    if own > 1:  # "the second one" is then one of its own
        return _NONE
    found: set[int] = set()
    words: list[str] = []
    for match in [*_ORDINAL.finditer(text), *_NUMBERED.finditer(text)]:
        n = _number(match)
        n += len(earlier) + own if n < 0 else 0
        if 0 <= n < len(earlier):
            found.add(n)
            words.append(match.group().strip())
    previous = _PREVIOUS.search(text)
    if previous and earlier:
        found.add(len(earlier) - 1)
        words.append(previous.group().strip())
    return found, ", ".join(dict.fromkeys(words))[:100]


def _number(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if groups.get("east"):
        return _EAST.index(groups["east"]) if groups["east"] in _EAST else int(groups["east"]) - 1
    digits = groups.get("number") or groups.get("digits")
    if digits:
        return int(digits) - 1 if int(digits) else 1_000
    return next(n for words, n in _NUMBERS if re.fullmatch(words, match["word"], re.IGNORECASE))


def _by_kind(text: str, earlier: Sequence[Surroundings], own: int) -> _Found:
    every = _ALL.search(text)
    if every and not own:
        return set(range(len(earlier))), every.group().strip()
    before = _DEICTIC.search(text)
    if own and not before:
        return _NONE
    for match in _KINDS.finditer(text):
        kind = _singular(match.group())
        found = {n for n, around in enumerate(earlier) if kind in _plain(around.text)}
        if len(found) == 1:
            return found, match.group()
    if before and len(earlier) == 1:
        return {0}, before.group().strip()
    return _NONE


def _singular(word: str) -> str:
    word = _plain(word)
    return word[:-1] if word.endswith("s") else word
