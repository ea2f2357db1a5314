"""Templates of messages: the built-in ones, those of a folder, and what is wrong with one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.case.decision import MESSAGE_LIMIT
from bot.case.kinds import OUTCOMES
from bot.case.message import Checked, faults_of_message, holes_in
from bot.templates import Record, load, problems_of

BUILT_IN = load()
RECORD = Record(
    "reversed",
    "ESC-42",
    "Off topic: not about an experience with this business",
    "The text tells of another business.",
    ground_key="off_topic",
)


def _folder(at: Path, **files: str) -> Path:
    for name, text in files.items():
        file = at / name.replace("__", "/").replace("_j2", ".j2").replace("_toml", ".toml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return at


def test_the_built_in_templates_have_no_fault_in_any_language_outcome_or_way() -> None:
    assert problems_of() == ()
    assert BUILT_IN.languages == ("da", "de", "en", "fr", "it", "nl")


@pytest.mark.parametrize("language", BUILT_IN.languages)
def test_each_language_says_each_outcome_so_that_no_other_is_read(language: str) -> None:
    wording = BUILT_IN.wording(language)

    for outcome in ("upheld", "partially_reversed", "reversed"):
        text = BUILT_IN.draft(replace(RECORD, outcome=outcome), language).text
        fits = {o for o in ("upheld", "partially_reversed", "reversed")
                if not faults_of_message(text, Checked(o, needs_redress=True, wording=wording))}  # fmt: skip
        assert fits == {outcome}
    assert wording is not None
    assert wording.outcomes.keys() == OUTCOMES.keys()


@pytest.mark.parametrize("language", BUILT_IN.languages)
def test_a_draft_says_what_is_on_record_in_order(language: str) -> None:
    record = replace(
        RECORD,
        facts="FACTS",
        explanation="EXPLANATION",
        restriction="RESTRICTION",
        territory="DE, DK",
        until="2027-01-31",
        replaces="2026-11-02",
        window_days=77,
    )

    text = BUILT_IN.draft(record, language).text

    said = ["2026-11-02", "RESTRICTION", "DE, DK", "2027-01-31", "FACTS", "EXPLANATION", "77"]
    assert [text.index(part) for part in said] == sorted(text.index(part) for part in said)


def test_a_built_in_ground_is_said_in_the_language_of_the_message() -> None:
    text = BUILT_IN.draft(RECORD, "de").text

    assert "Nicht zum Thema" in text
    assert "Off topic" not in text


def test_redress_is_that_of_where_the_party_lives() -> None:
    said = {where: BUILT_IN.draft(replace(RECORD, jurisdiction=where), "en").text
            for where in ("eu", "uk", "")}  # fmt: skip

    assert "Article 21" in said["eu"]
    assert "Article 21" not in said["uk"]
    assert "If you are in the European Union" in said[""]
    assert "complain to us" not in BUILT_IN.draft(replace(RECORD, contested=True), "en").text


def test_an_explanation_that_is_not_written_yet_leaves_a_hole() -> None:
    for language in BUILT_IN.languages:
        assert len(holes_in(BUILT_IN.draft(replace(RECORD, explanation=""), language).text)) == 1


def test_a_language_without_a_template_falls_back_and_says_so() -> None:
    draft = BUILT_IN.draft(RECORD, "sv")

    assert draft.language == "en"
    assert draft.text == BUILT_IN.draft(RECORD, "en").text


def test_a_draft_that_is_too_long_ends_in_a_hole() -> None:
    text = BUILT_IN.draft(replace(RECORD, explanation="word " * 600), "fr").text

    assert len(text) <= MESSAGE_LIMIT
    assert holes_in(text) == ("[…]",)


def test_a_folder_goes_before_what_is_built_in(tmp_path: Path) -> None:
    ours = '{% extends "built_in/de.j2" %}{% block closing %}Ihr Team{% endblock %}'
    folder = _folder(
        tmp_path,
        de_j2=ours,
        en__reversed_j2="It was reversed: {{ explanation }} You can go to a court.",
        sv_j2="Beslutet: {{ explanation }}",
        words_toml='[sv]\nredress = ["domstol"]\n[de]\nredress = ["Schiedsstelle"]\n',
    )

    templates = load(folder)

    assert templates.draft(RECORD, "de").text.endswith("Ihr Team")
    assert templates.draft(RECORD, "en").text.startswith("It was reversed: The text")
    upheld = replace(RECORD, outcome="upheld")
    assert templates.draft(upheld, "en") == BUILT_IN.draft(upheld, "en")
    assert templates.draft(RECORD, "sv").language == "sv"
    assert templates.wordings["sv"].redress == ("domstol",)
    assert templates.wordings["de"].redress == ("schiedsstelle",)
    assert templates.wordings["de"].outcomes == BUILT_IN.wordings["de"].outcomes


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("It was\nreversed {{ customer }}", 2, "there is no placeholder customer"),
        ("a\nb\n{% if outcome == 'upheld' %}{{ nmae }}{% endif %}", 3, "no placeholder nmae"),
        ("one\n{% if %}", 2, "Expected an expression"),
        ("{% if outcome %}", 1, "needs to be closed is 'if'."),
        ('{% extends "lettre.j2" %}', 1, "there is no template lettre.j2"),
        ("reversed\n\n{{ outcome.__class__ }}", 3, "reversed: "),
        ("reversed\n{{ facts / 2 }}", 2, "reversed: "),
        ("reversed {{ window_days // 0 }}", 1, "reversed: "),
        ("It was looked at. A court.", 0, "first sentence has to say the outcome"),
        ("It was reversed.", 0, "Say where they can turn"),
        ("It was reversed [by whom]. A court.", 0, "Fill in what is left open: [by whom]"),
        ("{% for i in range(9) %}{% endfor %}", 1, "no placeholder range"),
    ],
)
def test_what_is_wrong_with_a_template_is_said_with_its_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    folder = _folder(tmp_path, en__reversed_j2=text)

    (problem,) = problems_of(folder)

    assert problem.file == str(folder / "en" / "reversed.j2")
    assert problem.line == line
    assert words in problem.words
    assert not problem.words.endswith("..")


def test_a_folder_that_is_none_or_holds_nothing_of_use_is_said(tmp_path: Path) -> None:
    (missing,) = problems_of(tmp_path / "none")
    (empty,) = problems_of(tmp_path)
    (misnamed,) = problems_of(_folder(tmp_path / "a", en__lost_j2="x"))
    (words,) = problems_of(
        _folder(tmp_path / "b", en_j2="{{ outcome }}", words_toml="[en.outcomes]\nlost = ['x']")
    )

    assert "not a folder" in missing.words
    assert "holds no template" in empty.words
    assert "named after no outcome" in misnamed.words
    assert "names no outcome of ours: lost" in words.words
