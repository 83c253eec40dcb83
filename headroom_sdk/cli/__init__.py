"""The command ``headroom-sdk``."""

from __future__ import annotations

import sys
from importlib.util import find_spec

_MISSING = "headroom-sdk: the command line needs its extra: pip install 'headroom-sdk[cli]'"


def main() -> None:
    """Run the command; never returns. Exit status 0, 1 if something could not be done, 2 on wrong use."""
    if find_spec("click") is None or find_spec("rich") is None:
        print(_MISSING, file=sys.stderr)
        sys.exit(2)
    from .group import group
    from .output import tolerate_any_encoding

    tolerate_any_encoding()
    group(prog_name="headroom-sdk")
