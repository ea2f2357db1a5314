"""What a reader of a signature has to be told."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import PROGRAM, Function, Module, modules

COMMANDS = "bot/app/cli/"
"""A command's docstring is its help, for people in a shell: it ends with a sentence and a code."""


def _raised_by_itself(node: ast.AST) -> Iterator[ast.Raise]:
    """The raises in a body, those of functions inside it left out; a bare one passes on."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(child, ast.Raise) and child.exc is not None:
            yield child
        yield from _raised_by_itself(child)


def _public(module: Module) -> Iterator[Function]:
    """Functions and methods that others may call: not those inside a function."""
    bodies = [module.tree.body]
    while bodies:
        for node in bodies.pop():
            if isinstance(node, ast.ClassDef):
                bodies.append(node.body)
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield Function(module, node)


def _is_a_command(function: Function) -> bool:
    return function.module.name.startswith(COMMANDS) and any(
        isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith(".command")
        for decorator in function.node.decorator_list
    )


@pytest.mark.parametrize("folder", PROGRAM)
def test_a_public_function_that_raises_says_what(folder: str) -> None:
    silent = [
        str(function)
        for module in modules(folder)
        if not module.is_migration
        for function in _public(module)
        if not _is_a_command(function)
        and any(_raised_by_itself(function.node))
        and "Raise" not in (ast.get_docstring(function.node) or "")
    ]

    assert silent == []
