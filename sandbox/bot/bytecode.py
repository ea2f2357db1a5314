"""Where a child process keeps what it has compiled, if it may not be kept beside the sources."""

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2]


def with_bytecode(environment: Mapping[str, str]) -> dict[str, str]:
    """This environment, but so that a child compiles what it imports once and not at each start."""
    if environment.get("PYTHONPYCACHEPREFIX"):
        return dict(environment)
    if not environment.get("PYTHONDONTWRITEBYTECODE") and os.access(SOURCES / "bot", os.W_OK):
        return dict(environment)
    place = _place_of_ours()
    if place is None:
        return dict(environment)
    writing = {k: v for k, v in environment.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**writing, "PYTHONPYCACHEPREFIX": str(place)}


def _place_of_ours() -> Path | None:
    """A folder of this user alone: what lies there is run."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    place = Path(tempfile.gettempdir()) / f"escalations-compiled-{os.getuid()}-{version}"
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        found = place.lstat()
    except OSError:
        return None
    is_ours = found.st_uid == os.getuid() and not found.st_mode & 0o022 and not place.is_symlink()
    return place if is_ours else None
