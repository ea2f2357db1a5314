"""The page's own rules: small modules, nothing from elsewhere, text that never becomes markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

ASSETS = ROOT / "sandbox" / "page" / "assets"
SCRIPTS = sorted(ASSETS.rglob("*.js"))
STYLES = sorted(ASSETS.rglob("*.css"))
FILE_LINES = 300
MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(")
ELSEWHERE = re.compile(r"https?://(?!www\.w3\.org/2000/svg)[a-z]")
IMPORTED = re.compile(r'(?:\bfrom|^import) "(\.[^"]+)"', re.MULTILINE)
NAMED = re.compile(r"\bSlack\b")


def name(path: Path) -> str:
    return str(path.relative_to(ASSETS))


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_a_script_opens_with_its_purpose_and_stays_small(script: Path) -> None:
    text = script.read_text()
    assert text.startswith("// ")
    assert len(text.splitlines()) <= FILE_LINES


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_a_script_reads_no_markup(script: Path) -> None:
    assert MARKUP.search(script.read_text()) is None


@pytest.mark.parametrize("file", [*SCRIPTS, *STYLES, ASSETS / "index.html"], ids=name)
def test_nothing_comes_from_elsewhere_and_nothing_bears_anothers_name(file: Path) -> None:
    text = file.read_text()
    assert ELSEWHERE.search(text) is None
    assert NAMED.search(text) is None


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_what_a_script_imports_is_there(script: Path) -> None:
    for wanted in IMPORTED.findall(script.read_text()):
        assert (script.parent / wanted).resolve() in SCRIPTS


def test_every_script_is_used() -> None:
    used = {
        (script.parent / wanted).resolve()
        for script in SCRIPTS
        for wanted in IMPORTED.findall(script.read_text())
    }
    assert set(SCRIPTS) - used == {ASSETS / "main.js"}
