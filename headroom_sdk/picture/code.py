"""Whether lines of text are source code or a terminal's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .lines import Line

_MARKS = re.compile(
    r"""
    ^\s*[$#%>]\s+\w | ^\s*(?:>>>|\.\.\.)\s          # a prompt
    | ^\s*[{}()\[\]<>;,]+\s*$                       # nothing but brackets
    | [{;]\s*$ | \w\(.*\)\s*[:{;]?\s*$               # a block opens, a statement ends, a call
    | ^\s*"[\w.-]+"\s*: | ^\s*'[\w.-]+'\s*:          # a key of JSON
    | [=!<>+*/|&-]=|=>|->|::|&&|\|\||<!--|-->|/\*|\*/   # operators
    | ^\s*(?:def|class|import|from|return|const|let|var|func|fn|public|private|void|int|SELECT|INSERT)\s.*[\w)(;:{*]
    | </?\w+[^>]*> | (?:^|\s)--?[a-z][\w-]+(?:=\S+)?(?:\s|$)    # a tag, an option
    | (?:^|\s)~?(?:/[\w.-]+){2,} | \w+_\w+\(?        # a path, a name with an underscore
    | ^[d-][rwx-]{9} | \b(?:INFO|INF0|WARN|WARNING|ERROR|DEBUG|TRACE)\b  # a listing, a log
    """,
    re.VERBOSE,
)
_PLAIN_WORDS = re.compile(r"(?:return|from|class|import|let|public|private)\s+[a-z]+\s+[a-z]+\s+[a-z]+")
_SHARE = 0.25


def looks_like_code(lines: Sequence[Line]) -> bool:
    """Whether a quarter of the lines, and at least three, carry marks of code, a shell or a log."""
    texts = [line.text for line in lines if line.text.strip()]
    marked = sum(_MARKS.search(t) is not None and _PLAIN_WORDS.search(t) is None for t in texts)
    return marked >= 3 and marked >= _SHARE * len(texts)
