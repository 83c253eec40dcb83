"""Words of place in a question and the part of the picture that they mean: "top right corner", "in der Fußzeile".

Only places of the picture itself: "left of the car" and "the top of the bottle" are places of something in it.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple


class Fractions(NamedTuple):
    """A part of a picture: ``left, top, right, bottom`` from 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the words mean. ``head``: the first row of what is shown belongs to it (the names of columns)."""

    words: str
    part: Fractions
    head: bool = False
    confidence: float = 0.97


_HALF, _CORNER, _BAND, _EDGE = 0.56, 0.56, 0.45, 0.3
"""Generous: people mean the middle of a thing, and its edges reach further."""

_VERTICAL = {
    "top": (
        r"(?:top(?:most)?|upper) | ober(?:e[nrs]?|er)? | oben | superieure? | haut | superior(?:e)? | arriba"
        r" | topo | alto | bovenste | boven | bovenaan"
    ),
    "bottom": (
        r"(?:bottom(?:most)?|lower) | unter(?:e[nrs]?)? | unten | inferieure? | bas | inferior(?:e)? | abajo"
        r" | basso | fundo | onderste | onder | onderaan"
    ),
}
_HORIZONTAL = {
    "left": (
        r"left(?:[\s-]hand|most)? | link(?:e[nrs]?|s) | gauche | izquierd[ao] | esquerd[ao] | sinistr[ao]"
        r" | linker"
    ),
    "right": (
        r"right(?:[\s-]hand|most)? | recht(?:e[nrs]?|s) | droite? | derech[ao] | direit[ao] | destr[ao]"
        r" | rechter"
    ),
}
_JOIN = (
    r"[\s,-]*(?:(?:a|in|on|at|the|der|die|im|zu|de|la|el|il|lo|do|da|di|a\ la|au|en|no|na|side|und|et|y|e"
    r"|in\ der)\s+){0,3}"
)
_CORNER_NOUN = (
    r"corner | quadrant | quarter | ecke | eck | viertel | coin | quart | esquina | cuadrante | canto"
    r" | angolo | hoek"
)
_HALF_NOUN = (
    r"half | halfte | moitie | mitad | metade | meta | helft | side | part | portion | section | area"
    r" | seite | bereich | teil | partie | cote | lado | parte | lato | kant"
)
_WHOLE = (
    r"page | image | picture | photo | photograph | pic | screen | screenshot | document | scan | receipt"
    r" | form | invoice | letter | bill"
    r" | frame | window | slide | sheet | menu | ticket | statement | report | paper | certificate | seite"
    r" | bild(?:es|s)? | bildschirm(?:s)? | fotos?"
    r" | dokument(?:s|es)? | belegs? | formulars? | rechnung | fensters? | briefs? | quittung | blatt(?:s"
    r"|es)? | folie | ecran | photo | facture"
    r" | recu | formulaire | fenetre | lettre | diapositive | capture | pagina | imagen | pantalla | foto"
    r" | documento | recibo | factura"
    r" | formulario | ventana | carta | imagem | tela | fatura | formulario | janela | immagine | schermo"
    r" | schermata | ricevuta | fattura"
    r" | modulo | finestra | lettera | afbeelding | scherm | bon | factuur | formulier | plaatje"
)
_ROW_WHOLE = (
    rf"{_WHOLE} | table | list | spreadsheet | grid | tabelle | liste | tableau | tabla | tabela | tabella"
    rf" | lista | tabel"
)
_OF = (
    r"of | in | on | from | within | for | von | des | der | im | auf | du | de | sur | dans | del | della"
    r" | dello | dell | en | do | da | no | na | van | op | di | nel | nella"
)
_DETERMINERS = (
    r"(?:(?:the|this|that|my|our|given|attached|dem|den|der|des|diese[mnrs]?|la|le|l|cette|ce|el|esta|este"
    r"|lo|il|questa|questo|a|o|het|deze|dit|current|first)\s+)*"
)
_TEXT = (
    r"text | say | says | written | word | words | read | reads | number | date | time | title | name"
    r" | label | amount | value | price | id | code | heading"
    r" | logo | button | stamp | signature | address | phone | email | print(?:ed)? | line | message"
    r" | balance | status | reference | steht | nummer"
    r" | datum | uhrzeit | titel | betrag | wert | preis | uberschrift | schaltflache | stempel"
    r" | unterschrift | adresse | geschrieben | texte | ecrit"
    r" | numero | heure | titre | nom | montant | valeur | prix | bouton | texto | escrito | escrita"
    r" | hora | titulo | nombre | importe | valor"
    r" | precio | boton | nome | preco | botao | testo | scritto | scritta | ora | titolo | importo"
    r" | valore | prezzo | pulsante | dice | diz | lit | tekst"
    r" | staat | bedrag"
)


def _either(words: dict[str, str]) -> str:
    return " | ".join(f"(?:{w})" for w in words.values())


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.VERBOSE)


_CORNERS = _pattern(
    rf"""\b(?:
      (?P<v1>{_either(_VERTICAL)}){_JOIN}(?P<h1>{_either(_HORIZONTAL)})(?:\s+(?:{_CORNER_NOUN}|{_HALF_NOUN}))?
    | (?P<h2>{_either(_HORIZONTAL)}){_JOIN}(?P<v2>{_either(_VERTICAL)})(?:\s+(?:{_CORNER_NOUN}|{_HALF_NOUN}))?
    | (?:{_CORNER_NOUN})\s+(?P<v3>{_either(_VERTICAL)}){_JOIN}(?P<h3>{_either(_HORIZONTAL)})
    )\b"""
)
_HALVES = _pattern(
    rf"""\b(?:
      (?P<a1>{_either(_VERTICAL)}|{_either(_HORIZONTAL)})\s+(?P<n1>{_HALF_NOUN}|third|drittel|tiers|tercio|terco|terzo|derde)
    | (?P<n2>{_HALF_NOUN}|third|tiers|tercio|terco|terzo)\s+(?P<a2>{_either(_VERTICAL)}|{_either(_HORIZONTAL)})
    )\b"""
)
_ENDS = _pattern(
    r"""\b(?:(?:at|on|in|along|near|from)\s+the\s+(?:very\s+)?(?P<en>top|bottom)
    |(?:ganz\s+)?(?P<de>oben|unten)(?=\s+(?:auf|im|in|am)\b|\s*[?.!]|\s*$)
    |(?:en|tout\s+en)\s+(?P<fr>haut|bas)(?=\s+(?:de|du)\b|\s*[?.!]|\s*$)
    |en\s+la\s+parte\s+de\s+(?P<es>arriba|abajo)|na\s+parte\s+de\s+(?P<pt>cima|baixo)|in\s+(?P<it>alto|basso))\b"""
)
_HEADERS = _pattern(
    r"""(?<!column\ )(?<!row\ )(?<!table\ )(?<!section\ )\b(?:
      (?P<top>(?:page\s+|document\s+)?header(?!\s+(?:row|column|cell|of\s+the\s+(?:column|row|table|section)))|letterhead|kopfzeile|briefkopf
      |en-tete|encabezado|membrete
      |cabecalho|intestazione|koptekst|briefhoofd)
    | (?P<bottom>(?:page\s+|document\s+)?footer|fusszeile|fußzeile|pied\s+de\s+page|pie\s+de\s+pagina
      |rodape
      |pie\s+de\s+la\s+pagina|pie\ di\ pagina|voettekst)
    )\b"""
)
# The bottom line is a profit and the top line a revenue, wherever they stand.
_ROWS = _pattern(
    r"""\b(?:
      (?P<top>first\s+(?:row|line)|top(?:most)?\s+row|erste[nrs]?\s+zeile|oberste[nrs]?\s+zeile
      |premiere\s+ligne|primera\s+(?:fila|linea)
      |primeira\s+linha|prima\s+riga|eerste\s+(?:rij|regel))
    | (?P<bottom>(?:last|final)\s+(?:row|line)|bottom(?:most)?\s+row|letzte[nrs]?\s+zeile|unterste[nrs]?\s+zeile
      |derniere\s+ligne|ultima\s+(?:fila|linea|linha|riga)
      |laatste\s+(?:rij|regel))
    )\b"""
)
_EASTERN = (
    (r"右上[角方部]?|右上|오른쪽\s*(?:위|상단)|우측\s*상단", "top right"),
    (r"左上[角方部]?|왼쪽\s*(?:위|상단)|좌측\s*상단", "top left"),
    (r"右下[角方部]?|오른쪽\s*(?:아래|하단)|우측\s*하단", "bottom right"),
    (r"左下[角方部]?|왼쪽\s*(?:아래|하단)|좌측\s*하단", "bottom left"),
    (r"上半[部分边]*|顶部|頂部|最上[面方部]|上部|一番上|상단|맨\s*위", "top"),
    (r"下半[部分边]*|底部|最下[面方部]|下部|一番下|하단|맨\s*아래", "bottom"),
    (r"左半[部分边]*|左側|左侧|左边|左邊|왼쪽", "left half"),
    (r"右半[部分边]*|右側|右侧|右边|右邊|오른쪽", "right half"),
    (r"页眉|頁眉|ヘッダー|머리글", "header"),
    (r"页脚|頁腳|フッター|바닥글", "footer"),
    (r"第一行|首行|最初の行|첫\s*(?:번째\s*)?(?:줄|행)", "first row"),
    (r"最后一行|最後一行|最後の行|마지막\s*(?:줄|행)", "last row"),
)
_EASTERN_WHOLE = (
    r"(?:图片|圖片|图像|圖像|图|圖|照片|页面|頁面|屏幕|螢幕|截图|截圖|文档|文件|画面|画像|写真|ページ|スクリーン|書類|レシート|請求書|发票|發票|收据|收據"
    r"|表格|表|화면|이미지|사진|페이지|문서|영수증)"
)
_EASTERN_PATTERNS = tuple((re.compile(p), place) for p, place in _EASTERN)
_EASTERN_OF = re.compile(rf"{_EASTERN_WHOLE}(?:的|の|의|中|裡|里|上)?\s*$")

_REFERENCE = _pattern(
    rf"^(?P<of>\s*(?:(?:{_CORNER_NOUN}|{_HALF_NOUN}|edge|margin|rand)\b\s*)?(?:{_OF})\b['’\s]*{_DETERMINERS})(?P<noun>[^\W\d_]*)"
)
_IS_WHOLE = _pattern(rf"(?:{_WHOLE})s?")
_IS_ROW_WHOLE = _pattern(rf"(?:{_ROW_WHOLE})s?")
_READS = _pattern(rf"\b(?:{_TEXT})s?\b")
_ENDS_THERE = re.compile(
    r"^\s*(?:corner|side|part|area|section|edge)?\s*(?:[?.!,;:)\n]|$|\b(?:say|says|read|reads|show|shows)\b)"
)
_DIRECTIONS = re.compile(
    r"\b(?:to|on|at)\s+(?:the|its|his|her|their|your|my)\s+(?:left|right)\s+(?:of|hand\s+of)\b|\b(?:left"
    r"|right)\s+(?:of|now|away|hand|foot|arm|wrist|eye|leg)\b"
    r"|\blinks\s+(?:von|neben|vom)\b|\brechts\s+(?:von|neben|vom)\b|\ba\s+(?:gauche|droite)\s+d(?:e|u)\b"
)


# Who counts pages sees several in the picture.
_PAGES = re.compile(
    r"\b(?:page|seite|pagina)\s*(?:no\.?\s*)?(?:\d|one\b|two\b|three\b|eins\b|zwei\b)|第\s*[\d一二三]\s*[页頁]"
    r"|\b(?:first|second|third|last|left|right|next|erste[nr]?|zweite[nr]?|letzte[nr]?|premiere|deuxieme|derniere"
    r"|primera|segunda|ultima|primeira|prima|seconda|eerste|tweede)\s+(?:page|seite|pagina)\b"
)


@functools.lru_cache(maxsize=1024)
def place(question: str) -> Place | None:
    """The one place that *question* names, or ``None``: none, several, or one of something in the picture."""
    found = dict(_named(question))
    if len(found) != 1:
        return None
    ((where, sure),) = found.items()
    return _PLACES[where] if sure else None


def _named(question: str) -> list[tuple[str, bool]]:
    """Places by name, and whether each is surely one of the picture."""
    out = list(_eastern(question))
    text = _plain(question)
    for pattern in (_CORNERS, _HEADERS, _ROWS, _HALVES, _ENDS):
        for match in pattern.finditer(text):
            where = _where(pattern, match)
            if where:
                out.append(
                    (where, _of_the_picture(text, match, rows=pattern is _ROWS, header=pattern is _HEADERS))
                )
        text = pattern.sub(lambda m: " " * len(m[0]), text)
    if _DIRECTIONS.search(text):
        out.append(("beside something", False))
    if _PAGES.search(text):
        out.append(("one page of several", False))
    return out


def _where(pattern: re.Pattern[str], match: re.Match[str]) -> str | None:
    groups = {name: text for name, text in match.groupdict().items() if text}
    if pattern is _CORNERS:
        vertical = next(text for name, text in groups.items() if name[0] == "v")
        horizontal = next(text for name, text in groups.items() if name[0] == "h")
        return f"{_named_by(_VERTICAL, vertical)} {_named_by(_HORIZONTAL, horizontal)}"
    if pattern is _HEADERS:
        return "header" if "top" in groups else "footer"
    if pattern is _ROWS:
        return "first row" if "top" in groups else "last row"
    if pattern is _ENDS:
        return (
            "top"
            if next(iter(groups.values())) in ("top", "oben", "haut", "arriba", "cima", "alto")
            else "bottom"
        )
    word = groups.get("a1") or groups.get("a2") or ""
    noun = groups.get("n1") or groups.get("n2") or ""
    third = noun in ("third", "drittel", "tiers", "tercio", "terco", "terzo", "derde")
    for side, words in (*_VERTICAL.items(), *_HORIZONTAL.items()):
        if re.fullmatch(words, word, re.VERBOSE):
            return f"{side} third" if third else f"{side} half"
    return None


def _named_by(words: dict[str, str], text: str) -> str:
    return next(name for name, pattern in words.items() if re.fullmatch(pattern, text, re.VERBOSE))


def _of_the_picture(text: str, match: re.Match[str], *, rows: bool, header: bool) -> bool:
    """Whether the place is one of the picture: it says so, or nothing else is named and something is to be read."""
    rest = text[match.end() :]
    reference = _REFERENCE.match(rest)
    if reference:
        noun = (_IS_ROW_WHOLE if rows else _IS_WHOLE).fullmatch(reference["noun"])
        return noun is not None
    if header:
        return True
    explicit = re.search(
        rf"\b(?:{_CORNER_NOUN} | half | halfte | moitie | mitad | metade | meta | helft)$",
        match[0],
        re.VERBOSE,
    )
    return bool(_ENDS_THERE.match(rest)) and bool(explicit or _READS.search(text))


def _eastern(question: str) -> list[tuple[str, bool]]:
    out: list[tuple[str, bool]] = []
    text = unicodedata.normalize("NFKC", question)
    for pattern, where in _EASTERN_PATTERNS:
        for match in pattern.finditer(text):
            before = text[: match.start()].strip()
            sure = not before or bool(_EASTERN_OF.search(before)) or before[-1:] in "，。？！、：请"
            out.append((where, sure))
        text = pattern.sub(lambda m: " " * len(m[0]), text)
    return out


def _plain(question: str) -> str:
    """Lower case, without accents."""
    parts = unicodedata.normalize("NFKD", question.casefold())
    return " ".join("".join(c for c in parts if not unicodedata.combining(c)).split())


def _corner(where: str) -> Fractions:
    top, left = where.startswith("top"), where.endswith("left")
    return Fractions(
        0.0 if left else 1 - _CORNER,
        0.0 if top else 1 - _CORNER,
        _CORNER if left else 1.0,
        _CORNER if top else 1.0,
    )


_PLACES = {
    **{
        w: Place(words=f"{w} corner", part=_corner(w))
        for w in ("top left", "top right", "bottom left", "bottom right")
    },
    "top half": Place(words="upper half", part=Fractions(0, 0, 1, _HALF)),
    "bottom half": Place(words="lower half", part=Fractions(0, 1 - _HALF, 1, 1)),
    "left half": Place(words="left half", part=Fractions(0, 0, _HALF, 1)),
    "right half": Place(words="right half", part=Fractions(1 - _HALF, 0, 1, 1)),
    "top third": Place(words="upper third", part=Fractions(0, 0, 1, _BAND)),
    "bottom third": Place(words="lower third", part=Fractions(0, 1 - _BAND, 1, 1)),
    "left third": Place(words="left third", part=Fractions(0, 0, _BAND, 1)),
    "right third": Place(words="right third", part=Fractions(1 - _BAND, 0, 1, 1)),
    "top": Place(words="top", part=Fractions(0, 0, 1, _BAND)),
    "bottom": Place(words="bottom", part=Fractions(0, 1 - _BAND, 1, 1)),
    "header": Place(words="header", part=Fractions(0, 0, 1, _EDGE)),
    "footer": Place(words="footer", part=Fractions(0, 1 - _EDGE, 1, 1)),
    "first row": Place(words="first row", part=Fractions(0, 0, 1, _BAND)),
    "last row": Place(words="last row", part=Fractions(0, 1 - _EDGE, 1, 1), head=True),
}
