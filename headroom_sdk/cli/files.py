"""Files that users name on the command line."""

from __future__ import annotations

import stat
from pathlib import Path

from ..errors import ImageUnreadable

# No provider takes a picture a tenth as large; a disk image that was named by mistake is not loaded.
MAX_BYTES = 500_000_000


def picture_bytes(path: Path) -> bytes:
    """What is in the file. Raises :class:`~headroom_sdk.errors.ImageUnreadable` if it cannot be a picture."""
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise ImageUnreadable("a directory")
        if not stat.S_ISREG(about.st_mode):
            raise ImageUnreadable("not a regular file")
        if not about.st_size:
            raise ImageUnreadable("an empty file")
        if about.st_size > MAX_BYTES:
            raise ImageUnreadable(f"{about.st_size // 1_000_000:,} MB: too large for a picture")
        return path.read_bytes()
    except OSError as e:
        raise ImageUnreadable(e.strerror or str(e)) from e
    except ValueError as e:  # a name that no file can have, of zero bytes for example
        raise e if isinstance(e, ImageUnreadable) else ImageUnreadable(str(e)) from e
