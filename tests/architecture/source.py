"""The program's own source, as the rules read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ("bot", "handlers", "storage")
CODE = (*PROGRAM, "sandbox")
GENERATED = "storage/migrations/versions/"


@dataclass(frozen=True)
class Module:
    """A file of Python; `name` is its path from the root of the repository."""

    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def is_migration(self) -> bool:
        return self.name.startswith(GENERATED)


@dataclass(frozen=True)
class Function:
    """A function or method, and where it is."""

    module: Module
    node: ast.FunctionDef | ast.AsyncFunctionDef

    @property
    def lines(self) -> int:
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno + 1

    @property
    def is_listener(self) -> bool:
        """Public, handed the context first, and it answers."""
        arguments = self.node.args.args
        first = arguments[0].annotation if arguments else None
        gives = self.node.returns
        return (
            self.module.name.startswith("handlers/")
            and not self.node.name.startswith("_")
            and isinstance(first, ast.Name)
            and first.id == "Context"
            and isinstance(gives, ast.Name)
            and gives.id == "Answer"
        )

    def __str__(self) -> str:
        return f"{self.module.name}:{self.node.lineno} {self.node.name} ({self.lines} lines)"


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Every module of these folders."""
    files = sorted(f for folder in folders for f in (ROOT / folder).rglob("*.py"))
    return tuple(_module(file) for file in files)


@cache
def _module(file: Path) -> Module:
    """Parsed once, whichever folders are asked for beside it."""
    text = file.read_text(encoding="utf-8")
    return Module(str(file.relative_to(ROOT)), text, ast.parse(text))


def functions(*folders: str) -> Iterator[Function]:
    """Every function and method of these folders, those inside others too."""
    for module in modules(*folders):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield Function(module, node)


def dotted(node: ast.expr) -> str:
    """A name like `datetime.datetime.now`, '' for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{inner}.{node.attr}" if (inner := dotted(node.value)) else ""
    return ""


def calls(module: Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call of something that has a name, with that name."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and (name := dotted(node.func)):
            yield name, node


def imports(module: Module) -> set[str]:
    """The modules this one imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found
