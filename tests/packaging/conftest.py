"""The distributions under test: those that scripts/test built."""

from __future__ import annotations

import os
import tarfile
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def dist() -> Path:
    """The folder with the sdist and the wheel that was built from it."""
    folder = os.environ.get("DIST_DIR")
    if not folder:
        pytest.skip("DIST_DIR names no folder with an sdist and a wheel: scripts/test builds them")
    return Path(folder)


@pytest.fixture(scope="session")
def wheel(dist: Path) -> zipfile.ZipFile:
    (path,) = dist.glob("*.whl")
    return zipfile.ZipFile(path)


@pytest.fixture(scope="session")
def source(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of the unpacked sdist."""
    (path,) = dist.glob("*.tar.gz")
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(path) as archive:
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(folder, **safely)
    (root,) = folder.iterdir()
    return root
