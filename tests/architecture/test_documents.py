"""What the documents say is so."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.app.cli import app
from bot.app.settings import Settings
from handlers import metrics
from tests.architecture import states
from tests.architecture.source import CODE, ROOT, calls, modules

OURS = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "sandbox").glob("*.md"),
    ROOT / ".env.example",
]
DOCUMENTS = sorted(OURS)
OPERATING = ROOT / "docs" / "operating.md"
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock")
RULES = ROOT / "docs" / "rules.md"
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
INDEX = ROOT / "docs" / "decisions" / "README.md"
_HEADER = re.compile(r"# (\d+)\. (.+)\n\n- Status: (.+)\n- Date: (\d{4}-\d\d-\d\d)\n\n## Context\n")
_STATUS = re.compile(r"accepted|(?:accepted, replaces|replaced by) \[decision \d+\]\((.+)\)")
_ROW = re.compile(r"(?m)^\| (\d+) \| \[(.+)\]\(([\w./-]+)\) \| (.+) \| ([\d-]+) \| (.+) \|$")
_CITED_RULE = re.compile(r"\(rules:\s+([A-Z][^)]*)\)")
_CITED_PAGE = re.compile(r"\bdocs/[\w/-]+\.md|\b[A-Z]{3,}\.md")
_CITED_IN_CAPITALS = re.compile(r"\(([A-Z]{5,})\b(?!\.md)")
_NAME_IN_CAPITALS = re.compile(r"\b([A-Z]{5,})\b(?=(?:, \w+)*(?:: [^=\n]+)? = ?)")
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
_E_MAIL = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]+\b")
_MACHINE = re.compile(r"(?<![\w.])/(work|root|home|Users|opt|mnt|private)/\w")
_NAMED_FILE = re.compile(
    r"`((?:bot|handlers|storage|sandbox|tests|docs)/[\w/.]+?\.(?:py|md|toml))`"
)
_REGISTRY = re.compile(
    r"pypi|pythonhosted|npmjs|ghcr\.io|docker\.(io|com)|quay\.io|artifactory|nexus|--index-url",
    re.IGNORECASE,
)


def _commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if not hasattr(command, "commands"):
        yield path
        return
    for name, inner in command.commands.items():
        yield from _commands(inner, (*path, name))


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _anchors(text: str) -> set[str]:
    titles = re.findall(r"(?m)^#+ (.+)$", text)
    return {re.sub(r"[^\w\- ]", "", t.lower()).replace(" ", "-") for t in titles}


def test_the_diagram_of_states_is_that_of_the_table_of_moves() -> None:
    assert states.FILE.read_text(encoding="utf-8") == states.page()


def test_the_environment_documented_is_that_of_the_settings() -> None:
    settings = {field.name.upper() for field in fields(Settings)}
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


_WORRYING = ("log.warning", "log.error", "log.exception", "log.critical")


def test_every_warning_in_the_log_is_explained() -> None:
    page = _text(OPERATING)
    logs = page[page.index("## Logs") : page.index("## When it says")]
    explained = set(re.findall(r"`([a-z_]+)`", logs))
    logged = {
        (module.name, call.args[0].value)
        for module in modules("bot", "handlers", "storage")
        for name, call in calls(module)
        if name in _WORRYING and call.args and isinstance(call.args[0], ast.Constant)
    }

    assert len(logged) > 30
    assert {(where, event) for where, event in logged if event not in explained} == set()


def test_every_relative_link_resolves() -> None:
    links = [(file, to) for file in DOCUMENTS for to in _LINK.findall(_text(file))]
    for file, target in links:
        path, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        found = (file.parent / path).resolve() if path else file
        assert found.exists(), f"{target} in {file}"
        if anchor and found.suffix == ".md":
            assert anchor in _anchors(_text(found)), f"{target} in {file}"


def test_no_document_names_a_person_a_registry_or_a_machine() -> None:
    named = [
        (file.name, found.group())
        for file in DOCUMENTS
        for what in (_E_MAIL, _MACHINE, _REGISTRY)
        for found in what.finditer(_text(file))
    ]

    assert named == []


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


def test_every_decision_says_why_what_follows_and_how_it_is_checked() -> None:
    wanted = ["Context", "Decision", "Consequences", "How it is checked"]
    for file in DECISIONS:
        text = _text(file)
        assert re.findall(r"(?m)^## (.+)$", text) == wanted, file.name
        assert len(text.splitlines()) <= 100, f"two pages at most: {file.name}"


def test_every_decision_has_its_number_a_status_and_a_date() -> None:
    for file in DECISIONS:
        header = _HEADER.match(_text(file))
        assert header is not None, f"# N. Title, then - Status: …, - Date: … in {file.name}"
        assert int(header[1]) == int(file.name[:4])
        assert _STATUS.fullmatch(header[3]), f"{header[3]} in {file.name}"
        assert date.fromisoformat(header[4]) is not None


def test_a_decision_that_is_replaced_and_the_one_that_replaces_it_say_so_both() -> None:
    statuses = {f.name: _header(f)[2] for f in DECISIONS}

    def told(words: str) -> set[tuple[str, str]]:
        other = {name: re.search(rf"{words} .*\((.+)\)", s) for name, s in statuses.items()}
        return {(name, found[1]) for name, found in other.items() if found}

    assert told("replaced by") == {(old, new) for new, old in told("accepted, replaces")}


def test_the_index_of_decisions_is_that_of_the_files() -> None:
    rows = _ROW.findall(INDEX.read_text(encoding="utf-8"))
    listed = [(no, title, status, day) for no, title, to, status, day, _ in rows if "/" not in to]
    elsewhere = {status for _, _, to, status, _, _ in rows if "/" in to}

    assert listed == [_header(file) for file in DECISIONS]
    assert [file.name for file in DECISIONS] == [to for _, _, to, *_ in rows if "/" not in to]
    assert elsewhere <= {"documentation"}


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(row[0]) for row in _ROW.findall(INDEX.read_text(encoding="utf-8"))]

    assert numbers == list(range(1, len(numbers) + 1))


def _header(file: Path) -> tuple[str, str, str, str]:
    header = _HEADER.match(file.read_text(encoding="utf-8"))
    assert header is not None, file.name
    return header[1], header[2], header[3], header[4]


@cache
def _code() -> dict[str, str]:
    """Each file of Python as it is, by its path; nothing here needs it parsed."""
    files = [file for folder in (*CODE, "tests") for file in (ROOT / folder).rglob("*.py")]
    return {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in files}


def test_every_rule_that_is_cited_is_a_rule() -> None:
    rules = re.findall(r"(?m)^### (.+)$", RULES.read_text(encoding="utf-8"))
    cited = {
        (where, " ".join(rule.split()))
        for where, text in _code().items()
        for rule in _CITED_RULE.findall(text)
    }

    assert len(cited) > 10
    assert {(where, rule) for where, rule in cited if rule not in rules} == set()
    assert sorted(rules) == sorted(set(rules)), "a name twice"


def test_every_page_that_the_code_cites_is_in_the_repository() -> None:
    cited = {(where, page) for where, text in _code().items() for page in _CITED_PAGE.findall(text)}

    assert {(where, page) for where, page in cited if not (ROOT / page).exists()} == set()


def test_nothing_is_cited_in_capitals_but_a_name_of_the_code() -> None:
    names = {name for text in _code().values() for name in _NAME_IN_CAPITALS.findall(text)}
    texts = {where: text for where, text in _code().items() if not where.startswith("tests/")}
    texts |= {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in DOCUMENTS}
    cited = {
        (where, word) for where, text in texts.items() for word in _CITED_IN_CAPITALS.findall(text)
    }

    assert {(where, word) for where, word in cited if word not in names} == set()


def test_every_file_named_in_a_document_is_there() -> None:
    named = [(file.name, name) for file in DOCUMENTS for name in _NAMED_FILE.findall(_text(file))]

    assert [(where, name) for where, name in named if not (ROOT / name).exists()] == []


def test_each_change_is_told_once_and_to_its_end() -> None:
    """Two branches that say a change anew leave halves and doubles behind when they're merged."""
    told = (ROOT / "CHANGELOG.md").read_text()
    changes = [c.strip() for c in re.split(r"\n(?=- |#|\n)", told) if c.startswith("- ")]
    lines = [line for line in told.splitlines() if len(line) > 60]

    assert changes
    assert [c for c in changes if not c.endswith((".", ".)"))] == []
    assert [line for line in {*lines} if lines.count(line) > 1] == []
