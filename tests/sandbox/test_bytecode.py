"""Child processes compile what they import once, wherever the compiled may be kept."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from sandbox.bot import bytecode
from sandbox.bot.bytecode import with_bytecode

WHERE = "import sys; print(sys.pycache_prefix, sys.dont_write_bytecode)"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go meanwhile."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def of_child(**environment: str) -> str:
    given = with_bytecode({"PATH": os.environ["PATH"], **environment})
    run = subprocess.run(
        [sys.executable, "-c", WHERE], env=given, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


def test_a_child_that_may_write_none_keeps_its_bytecode_in_a_place_of_its_own(
    temporary: Path,
) -> None:
    told = of_child(PYTHONDONTWRITEBYTECODE="1")
    (place,) = temporary.iterdir()

    assert told == f"{place} False"
    assert place.stat().st_mode & 0o777 == 0o700


def test_where_it_can_lie_beside_the_sources_it_does(temporary: Path) -> None:
    assert of_child() == "None False"
    assert not [*temporary.iterdir()]


def test_where_the_sources_cannot_be_written_it_lies_elsewhere(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bytecode, "SOURCES", temporary / "no-such-place")

    assert of_child() == f"{next(temporary.iterdir())} False"


def test_a_place_somebody_has_chosen_is_kept() -> None:
    assert of_child(PYTHONPYCACHEPREFIX="/chosen") == "/chosen False"


def test_a_place_that_others_can_write_is_not_used(temporary: Path) -> None:
    """Whoever writes there could have their own code run."""
    of_child(PYTHONDONTWRITEBYTECODE="1")
    next(temporary.iterdir()).chmod(0o777)

    assert of_child(PYTHONDONTWRITEBYTECODE="1") == "None True"
