"""Refusals carry a code, and every code is one that something is refused for."""

from __future__ import annotations

import ast

from bot.case.errors import RefusalCode

from .source import PROGRAM, dotted, modules


def _codes_used() -> set[str]:
    return {
        name.removeprefix("RefusalCode.")
        for module in modules(*PROGRAM)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and (name := dotted(node)).startswith("RefusalCode.")
    }


def test_every_code_is_used() -> None:
    assert _codes_used() == {code.name for code in RefusalCode}


def test_a_code_is_its_name_in_small_letters() -> None:
    assert [code.value for code in RefusalCode] == [code.name.lower() for code in RefusalCode]


def test_nobody_keeps_the_length_of_a_text_by_hand() -> None:
    said = [m.name for m in modules(*PROGRAM) if "Keep it under" in m.text]

    assert said == ["bot/case/errors.py"]
