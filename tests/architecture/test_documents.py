"""What the documents say is so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.__main__ import app
from bot.app.settings import Settings
from handlers import metrics
from tests.architecture import states
from tests.architecture.source import ROOT

OURS = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "sandbox").glob("*.md"),
    ROOT / ".env.example",
]
DOCUMENTS = sorted(OURS)
OPERATING = ROOT / "docs" / "operating.md"
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
_E_MAIL = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]+\b")
_MACHINE = re.compile(r"(?<![\w.])/(work|root|home|Users|opt|mnt|private)/\w")
_REGISTRY = re.compile(
    r"pypi|pythonhosted|npmjs|ghcr\.io|docker\.(io|com)|quay\.io|artifactory|nexus|--index-url",
    re.IGNORECASE,
)
every_document = pytest.mark.parametrize("file", DOCUMENTS, ids=lambda f: str(f.relative_to(ROOT)))


def _commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if not hasattr(command, "commands"):
        yield path
        return
    for name, inner in command.commands.items():
        yield from _commands(inner, (*path, name))


def _anchors(text: str) -> set[str]:
    titles = re.findall(r"(?m)^#+ (.+)$", text)
    return {re.sub(r"[^\w\- ]", "", t.lower()).replace(" ", "-") for t in titles}


def test_the_diagram_of_states_is_that_of_the_table_of_moves() -> None:
    assert states.FILE.read_text(encoding="utf-8") == states.page()


def test_the_environment_documented_is_that_of_the_settings() -> None:
    settings = {name.upper() for name in Settings.model_fields}
    in_operating = re.findall(r"(?m)^\| `([A-Z_]+)` \|", OPERATING.read_text(encoding="utf-8"))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    in_example = re.findall(r"(?m)^#? ?([A-Z_]+)=", example)

    assert set(in_operating) == settings
    assert sorted(in_example) == sorted(settings)


def test_the_commands_documented_are_those_of_the_command_line() -> None:
    there = {" ".join(path) for path in _commands(typer.main.get_command(app))}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    documented = re.findall(r"(?m)^\| `escalations ([a-z ]+?)(?: [A-Z\[-].*?)?` \|", readme)

    assert sorted(documented) == sorted(there)


def test_the_metrics_documented_are_those_there_are() -> None:
    there = {
        m._name
        for m in vars(metrics).values()
        if hasattr(m, "_name") and str(m._name).startswith("escalations_")
    }
    documented = re.findall(r"(?m)^\| `(escalations_\w+)` \|", OPERATING.read_text("utf-8"))

    assert {name.removesuffix("_total") for name in documented} == there


@every_document
def test_every_relative_link_resolves(file: Path) -> None:
    for target in _LINK.findall(file.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        found = (file.parent / path).resolve() if path else file
        assert found.exists(), target
        if anchor and found.suffix == ".md":
            assert anchor in _anchors(found.read_text(encoding="utf-8")), target


@every_document
def test_no_document_names_a_person_a_registry_or_a_machine(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    assert _E_MAIL.findall(text) == []
    assert [m.group() for m in _MACHINE.finditer(text)] == []
    assert [m.group() for m in _REGISTRY.finditer(text)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_has_hashes_and_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert "--hash=sha256:" in text
    assert "://" not in text
    assert _REGISTRY.findall(text) == []


def test_what_is_only_compared_with_is_in_no_other_lock() -> None:
    running, working, comparing = (
        set(re.findall(r"(?m)^([\w-]+)==", (ROOT / name).read_text("utf-8"))) for name in LOCKS
    )
    compared = {"business-duration", "businesstime", "businesstimedelta", "pandas"}

    assert running < comparing
    assert compared <= comparing
    assert not compared & (running | working)


@pytest.mark.parametrize("file", DECISIONS, ids=lambda f: f.stem)
def test_every_decision_says_why_what_follows_and_how_it_is_checked(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    sections = re.findall(r"(?m)^## (.+)$", text)

    assert sections == ["Context", "Decision", "Consequences", "How it is checked"]
    assert len(text.splitlines()) <= 100, "two pages at most"
    for named in re.findall(r"`((?:tests|bot|handlers|storage|sandbox)/[\w/]+\.py)`", text):
        assert (ROOT / named).exists(), named


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(file.name[:4]) for file in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@every_document
def test_every_file_named_in_a_document_is_there(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    named = re.findall(
        r"`((?:bot|handlers|storage|sandbox|tests|docs)/[\w/.]+?\.(?:py|md|toml))`", text
    )

    assert [name for name in named if not (ROOT / name).exists()] == []
