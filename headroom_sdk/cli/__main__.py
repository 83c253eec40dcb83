"""``python -m headroom_sdk.cli``."""

from . import main

main()
