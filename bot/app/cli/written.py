"""Writes what a command makes, to a file or standard output: a file is written whole or not at all.

It grows under another name beside the file and takes its place in the end: whoever is interrupted,
or has no room left, leaves what was there before.
"""

from __future__ import annotations

import os
import signal
import stat
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import BinaryIO, NoReturn

from bot.case.errors import CannotRun

STANDARD_OUTPUT = "-"
_ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_PIECE = 1 << 16


class Unwritten(CannotRun):
    """A file, or standard output, can't be written."""


class Sink:
    """Takes text, and keeps some of it back so that it's written in larger pieces, in UTF-8."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._kept: list[str] = []
        self._length = 0

    def write(self, text: str) -> None:
        """Writes this after what was written before. Raises OSError."""
        self._kept.append(text)
        self._length += len(text)
        if self._length >= _PIECE:
            self.flush()

    def flush(self) -> None:
        """Writes all that was kept back. Raises OSError."""
        self._file.write("".join(self._kept).encode("utf-8", "replace"))
        self._file.flush()
        self._kept, self._length = [], 0


@contextmanager
def written(out: str | None) -> Iterator[Sink]:
    """What is written in the block goes to that file, or to standard output without one (`-`).

    The file is there when the block has ended, and is as it was before when it raises. Whoever
    stops reading standard output ends the command in silence. Raises Unwritten.
    """
    if out is None or out == STANDARD_OUTPUT:
        yield from _standard_output()
        return
    if not out:
        raise Unwritten("The file has no name. Nothing was written.")
    path = Path(os.path.realpath(out))
    with _said(out):
        if path.is_dir():
            raise IsADirectoryError("it is a folder")
        is_plain = not path.exists() or path.is_file()
    if is_plain:
        yield from _beside(path, out)
        return
    with _said(out), path.open("wb", buffering=0) as device:
        sink = Sink(device)
        yield sink
        sink.flush()


def _standard_output() -> Iterator[Sink]:
    sys.stdout.flush()
    sink = Sink(sys.stdout.buffer)
    try:
        yield sink
        sink.flush()
    except OSError as error:
        # Python would write the rest once more when it ends, and complain.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise SystemExit(1) from None
        raise Unwritten(
            f"Standard output can't be written: {_why(error)}. What is there isn't whole."
        ) from None


def _beside(path: Path, named: str) -> Iterator[Sink]:
    with _said(named):
        number, name = tempfile.mkstemp(f".{path.name[:40]}.part", ".", path.parent)
    part = Path(name)
    try:
        with _ended_in_order(), _said(named), os.fdopen(number, "wb", buffering=0) as file:
            part.chmod(_mode(path))
            sink = Sink(file)
            yield sink
            sink.flush()
            os.fsync(file.fileno())
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _mode(path: Path) -> int:
    """Who may read and write it: as before, or as a new file's."""
    with suppress(FileNotFoundError):
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


@contextmanager
def _said(named: str) -> Iterator[None]:
    """Raises Unwritten for what the system says of a file."""
    try:
        yield
    except OSError as error:
        raise Unwritten(f"{named} can't be written: {_why(error)}. Nothing was written.") from None


def _why(error: OSError) -> str:
    words = error.strerror or str(error) or type(error).__name__
    return words[:1].lower() + words[1:]


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Who is told to end tidies up first. Raises SystemExit."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _end) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
