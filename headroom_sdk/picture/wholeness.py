"""Whether a question is about the whole picture: then no part of it can stand for the rest.

Told from the words, in the languages that people ask in. A false alarm costs a saving, a miss an answer: in doubt
a question is about the whole.
"""

from __future__ import annotations

import functools
import re

from .asking import asking, fields_only

LONGEST = 400
"""Characters. A longer text is an instruction or a story, and asks for more than one thing."""

_KINDS = (
    (
        "counts or compares",
        r"""
        \bhow\s+many\b | \bcount\b | \bnumber\s+of\b | \bcompar\w* | \bdifferen\w+ | \bsame\b | \bversus\b
        | \bvs\b
        | \b(?:most|least|more|less|fewer|fewest|highest|lowest|largest|smallest|biggest|greatest|longest
        |shortest
        |cheapest|oldest|newest|earliest|latest|closest|nearest|furthest|maximum|minimum|max|min|best|worst)\b
        | \b(?:average|mean|median|sum|add\s+up|combined|altogether|ratio|trend|per\s?cent\s+of|rank\w*
        |order(?:ed)?\s+by
        |sorted|both|either|between|than|larger|smaller|higher|lower\s+than|greater)\b
        | \bwie\s*viele?\b(?=\s+\w+e[nr]?\b) | \banzahl\b | \bzähl\w* | \bvergleich\w* | \bunterschied\w*
        | \b(?:meisten|wenigsten|mehr|weniger|höchst\w*|niedrigst\w*|größt\w*|kleinst\w*|durchschnitt\w*
        |insgesamt|beide\w*|zwischen)\b
        | \bcombien\s+(?:de|d'|d’|y)\s? | \bnombre\s+d | \bcompt(?:e[rz]?|ons)\b | \bcompar\w* | \bdifférence\w*
        | \b(?:plus|moins)\s+(?:grand|petit|élevé|cher|haut|bas|de|que|d')\w* | \bmoyenne\b | \bentre\b
        | \bau\s+total\s+combien\b
        | \bcu[aá]nt[oa]s\b | \bcuenta\b | \bcontar\b | \bdiferencia\w* | \bmayor\b | \bmenor\b | \bpromedio\b
        | \bm[aá]s\s+\w+\s+que\b
        | \bquant[ei]\b | \bconta(?:re)?\b | \bdifferenz\w* | \bmaggior\w*\b | \bminor\w*\b | \bmedia\b
        | \btra\b
        | \bquant[oa]s\b | \bcontar\b | \bdiferen[çc]a\w* | \bmaior\b | \bmenor\b | \bm[ée]dia\b
        | \bhoeveel\s+\w+en\b | \baantal\b | \bverschil\w* | \bmeeste\b | \bminste\b | \bilu\b | \bile\s+jest\b
        | \bсколько\b | \bсравни\w*
        | 多少[个只張张人件种種次天条條辆輛本] | 几[个只张人件种次天条] | 幾[個隻張人件種次天條] | 比较
        | 比較 | 最[大高多小低少长短新早贵便好] | 总共有 | 区别 | 差[别異异]
        | いくつ | 何(?:個|人|枚|本|匹|台|件|回|種) | 一番 | 最も | 最[大高多小低少] | 違い | 合わせて | 몇
        | 비교 | 가장 | 차이 | कितने
        """,
    ),
    (
        "asks about all of it",
        r"""
        \b(?:every|everything|each|entire|whole|overall|enumerate|any|anything|anyone|anybody|anywhere
        |else|other|others|another|rest|remaining)\b
        | \ball\b(?!\s+(?:of\s+)?(?:its\s+|the\s+)?(?:digits|decimals?|decimal\s+places|characters|letters)\b)
        | (?:^|[.!?:;,\n]|\b(?:please|and|then|to|you|can|could|also|just|me))\s*list\b(?!\s+price)
        | \blist(?:s|ed)?\s+of\b
        | \b(?:as|in|into|to)\s+an?\s+(?:\w+\s+)?(?:list|table|array)\b
        | \b(?:full|complete)\b(?=\s+(?:text|transcri\w+|lists?|contents?|page|document|picture|image|table|description
        |summary|receipt|invoice|breakdown|details|layout|letter|paragraphs?|code)\b)
        | \bin\s+full\b | \bcompletely\b
        | \bcontents?\b(?!\s+of\s+(?:the\s+)?[^\W\d_]+\s)
        | \bcontents?\s+of\s+(?:the|this|that)\s+(?:whole\s+)?(?:image|picture
        |photo|screen\w*|page|document|file|receipt|form|table|chart)\b
        | \bwhich\s+(?:(?:one|two|three|\d+)\s+)?of\s+(?:the|these|those)\b
        | \b(?:summar\w+|tl\s?;?\s?dr|explain|translate)\b
        | \b(?:describe|description|transcribe|transcript\w*|analy[sz]e
        |overview|extract|convert
        |parse|ocr|markdown|json|csv|html|latex)\b
        | ^\W*caption\b | \bcaption\s+(?:this|it|the\s+(?:image|picture|photo|figure|screen\w*))\b | \bcaptions?\s+for\b
        | \b(?:alt|image|photo|picture|write|give|suggest|generate|make|textbook|an?)\s+(?:\w+\s+){0,3}captions?\b
        | \bwhat(?:'s|’s|\s+is|\s+are)?\s+(?:in|on|shown|displayed|depicted|visible|happening
        |going\s+on)\s*(?:in|on)?\s*(?:the|this|that)?\s*(?:image|picture|photo|screen\w*|page)?\s*(?:\?|$|\n)
        | \bwhat\s+(?:is|does)\s+(?:this|that|it|the\s+(?:image|picture|photo|screenshot|page|document|chart
        |diagram))(?:\s+(?:about|show|mean|say|depict|of))?\s*(?:\?|$|\n)
        | \bwhat\s+(?:kind|type|sort)\s+of\s+(?:document|image|picture|photo|chart|page|diagram)\b
        | \bis\s+there\b | \bare\s+there\b
        | \bread\s+(?:the\s+)?(?:image|picture|text|page|document)\b | \babout\s*\?
        | \b(?:alle[nrsm]?|alles|jede\w*|ganze\w*|gesamte[nrs]\s+(?:bild|seite|text|dokument)|beschreib\w*|fasse
        |zusammenfass\w*|übersetz\w*|liste|auflist\w*|gibt\s+es|sonst|andere\w*|weitere\w*|abschreib\w*
        |transkrib\w*|erklär\w*|vollständig\w*)\b
        | \b(?:tous|toutes?|tout|chaque|décri\w*|résum\w*|tradui\w*|liste\w*|y\s+a-t-il|il\s+y\s+a
        |autres?|entière?|transcri\w*|expliqu\w*)\b
        | \b(?:todos?|todas?|cada|describ\w*|descrev\w*|resum\w*|traduc\w*|traduz\w*|lista\w*|enumer\w*|hay|há
        |existe\w*|otr[oa]s?|outr[oa]s?|enter[oa]|inteir[oa]|transcrib\w*|transcrev\w*|explic\w*)\b
        | \b(?:tutt[oiae]|ogni|descriv\w*|riassum\w*|tradu[cr]\w*|elenc\w*|c'è|c’è|ci\s+sono
        |altr[oiae]|inter[oa]|trascriv\w*|spieg\w*)\b
        | \b(?:alle|iedere?|beschrijf|vertaal|lijst|samenvat\w*|andere|opis\w*|wszystk\w*|przetłumacz|опиш\w*
        |все|переве\w*)\b
        | 所有 | 全部 | 整[个個张張体體] | 描述 | 描写 | 总结 | 總結 | 概[括述要] | 翻译 | 翻譯 | 列[出举舉]
        | 有没有 | 是否有 | 其他 | 其它 | 还有 | 每[个個] | 解释 | 解釋 | 提取
        | 全て | すべて | 全体 | 説明 | 要約 | 翻訳 | リスト | 他に | ありますか | 各 | 抽出 | 書き起こ | 모든
        | 전체 | 설명 | 요약 | 번역 | 있나요 | सभी | वर्णन
        """,
    ),
    (
        "asks about the layout",
        r"""
        \blayout\b | \balign\w* | \bcent(?:er|re)ed\b | \bdesign\b | \bstyle\b | \bcomposition\b | \barrang\w*
        | \bspacing\b | \bmargins?\b
        | \bnext\s+to\b | \bbeside\b | \bsymmetr\w* | \bwhere\b | \bposition\b | \blocat(?:ed|ion)\b
        | \bfigure\s+out\b | \bbackground\b | \bdimensions?\b | \baspect\b
        | \bborders?\b | \bedges?\b | \bframed?\b | \bblank\b | \bempty\b | \bwhite\s?space\b
        | \b(?:image|picture|photo|screen|page|paper)(?:\s+|'s\s+|’s\s+)(?:size|resolution|width|height)\b
        | \b(?:size|resolution|width|height)\s+of\s+(?:the|this)\s+(?:image|picture|photo|screen\w*|page)\b
        | \br[aä]nd(?:er|ern)?\b | \bleere[rnms]?\b | \bmarges?\b | \bbords?\b | \bvide\b | \bm[aá]rgen(?:es)?\b
        | \bbordes?\b | \bvac[ií]\w*\b | \bmargin[ei]\b | \bbord[oi]\b | \bvuot\w*\b
        | \bwo\b | \banordnung\b | \bneben\b | \bhintergrund\b | \boù\b | \bdisposition\b | \bà\s+côté\b
        | \bdónde\b | \bonde\b | \bdove\b
        | \bal\s+lado\b | \bao\s+lado\b | \baccanto\b | \bwaar\b | \bgdzie\b | \bгде\b | 布局 | 排版
        | 空白 | 边距 | 邊距 | 余白 | 여백 | 哪里
        | 哪裡 | 位置 | 背景 | どこ | レイアウト | 어디 | कहाँ
        """,
    ),
)

_PATTERNS = tuple((why, re.compile(words, re.IGNORECASE | re.VERBOSE)) for why, words in _KINDS)


_SELECTS = re.compile(
    r"\b(?:which|who|where|when|whose)\b.*\b(?:ha(?:s|d|ve)|with|is|was|are|were|shows?|reach\w*)\s+(?:the\s+|a\s+)?$",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"""\b(?P<before>(?:(?:alternative|gross|adjusted)\s+)?(?:minimum|maximum|min|max|average|avg|mean|median)
        \s+(?!of\b|or\b|and\b|is\b|in\b|for\b|value|number)[^\W\d_]{3,})\b
    | \b(?P<after>(?!the\b|and\b|what\b|that\b|this\b)[^\W\d_]{3,}\s+(?:ratio|minimum|maximum|average))\b
        (?=\s*(?:[?.!,;&/)]|and\b|$))""",
    re.IGNORECASE | re.VERBOSE,
)
"""A word that sounds like a comparison right beside a noun: it may be the name of a field ("minimum payment")."""


def _blanked(match: re.Match[str]) -> str:
    return match.group() if _SELECTS.search(match.string[: match.start()]) else " "


@functools.lru_cache(maxsize=1024)
def focus(message: str) -> str:
    """The question in *message*, without what is said around it."""
    question = asking(message)
    return fields_only(question) or question


@functools.lru_cache(maxsize=1024)
def names(question: str) -> tuple[str, ...]:
    """Parts of *question* that compare, unless the picture says them word for word: then they are names."""
    text = focus(question)
    return tuple(m.group() for m in _NAME.finditer(text) if _blanked(m) == " ")


@functools.lru_cache(maxsize=1024)
def about_layout(question: str) -> bool:
    """Whether *question* may be about where things stand, or how large the picture is."""
    return _PATTERNS[-1][1].search(question) is not None


@functools.lru_cache(maxsize=1024)
def asks_for_all(question: str) -> bool:
    """Whether *question* asks for all of something, and neither counts, compares nor is about the layout: where it says
    of what, a part of the picture can hold that."""
    text = focus(question)
    return [why for why, pattern in _PATTERNS if pattern.search(text)] == ["asks about all of it"]


@functools.lru_cache(maxsize=1024)
def needs_whole(question: str) -> str | None:
    """Why *question* cannot be answered from a part of a picture, or ``None``."""
    if len(question) > LONGEST:
        return "the text is too long to be one question about one place"
    text = _NAME.sub(_blanked, focus(question))
    for why, pattern in _PATTERNS:
        found = pattern.search(text)
        if found:
            return f"the question {why} ({found.group().strip()!r})"
    return None
