"""The page's own rules: small modules, nothing from elsewhere, text that never becomes markup."""

from __future__ import annotations

import re
from pathlib import Path

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


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_a_script_opens_with_its_purpose_and_stays_small() -> None:
    assert [name(s) for s in SCRIPTS if not text(s).startswith("// ")] == []
    assert [name(s) for s in SCRIPTS if len(text(s).splitlines()) > FILE_LINES] == []


def test_a_script_reads_no_markup() -> None:
    assert [name(s) for s in SCRIPTS if MARKUP.search(text(s))] == []


def test_nothing_comes_from_elsewhere_and_nothing_bears_anothers_name() -> None:
    files = [*SCRIPTS, *STYLES, ASSETS / "index.html"]

    assert [name(f) for f in files if ELSEWHERE.search(text(f))] == []
    assert [name(f) for f in files if NAMED.search(text(f))] == []


def test_what_a_script_imports_is_there() -> None:
    missing = [
        (name(script), wanted)
        for script in SCRIPTS
        for wanted in IMPORTED.findall(text(script))
        if (script.parent / wanted).resolve() not in SCRIPTS
    ]
    assert missing == []


def test_every_script_is_used() -> None:
    used = {
        (script.parent / wanted).resolve()
        for script in SCRIPTS
        for wanted in IMPORTED.findall(text(script))
    }
    assert set(SCRIPTS) - used == {ASSETS / "main.js"}
