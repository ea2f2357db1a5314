"""Files, functions and listeners stay small enough to be read in one go."""

from __future__ import annotations

import ast

from tests.architecture.source import CODE, PROGRAM, functions, modules

FILE_LINES = 400
FUNCTION_LINES = 60
LISTENER_LINES = 30


def test_every_module_opens_with_its_purpose() -> None:
    silent = {m.name for m in modules(*CODE, "tests") if not ast.get_docstring(m.tree)}

    assert silent == set()


def test_no_file_is_longer_than_400_lines() -> None:
    long = {f"{m.name} ({m.lines})" for m in modules(*CODE, "tests") if m.lines > FILE_LINES}

    assert long == set()


def test_no_function_is_longer_than_60_lines() -> None:
    long = {
        str(f) for f in functions(*CODE) if f.lines > FUNCTION_LINES and not f.module.is_migration
    }

    assert long == set()


def test_no_listener_is_longer_than_30_lines() -> None:
    listeners = [f for f in functions(*PROGRAM) if f.is_listener]
    long = {str(f) for f in listeners if f.lines > LISTENER_LINES}

    assert len(listeners) > 20
    assert long == set()
