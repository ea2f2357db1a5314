"""What a message to an impacted party is held to before it goes out, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.case.kinds import KINDS, OUT_OF_TIME, PARTIALLY_REVERSED, REPEATED, REVERSED, UPHELD
from bot.case.personal_data import words_against as words_against_personal_data

CONTESTED = (UPHELD.name, PARTIALLY_REVERSED.name, REVERSED.name)
ABOUT_DECISIONS = (*CONTESTED, OUT_OF_TIME.name, REPEATED.name)
"""The outcomes after which somebody may turn elsewhere against what was decided."""
SHOWN = 60
_GREETING = 80
"""A line at the top of fewer characters that ends in a comma is a greeting."""

_HOLES = (
    re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL),
    re.compile(r"(?<!\{)\{[\w .:-]{1,60}\}(?!\})"),
    re.compile(r"\[(?!sic\])[^\W\d][^\[\]\n]{1,120}\](?!\()", re.IGNORECASE),
    re.compile(r"\[\s*(?:…|\.{2,}|_+|\?+)?\s*\]"),
    re.compile(r"<(?!https?:|mailto:)[^\W\d][\w .-]{1,60}>"),
    re.compile(r"_{3,}|\b(?:XX+|TODO|TBD)\b|\?{3,}|(?i:\blorem ipsum\b)"),
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a message in one language is read for: the words that say each outcome, and those that
    say where one can turn. Parts of words, in lower case."""

    outcomes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    redress: tuple[str, ...] = ()
    grounds: Mapping[str, str] = field(default_factory=dict)
    """The built-in grounds in this language."""
    commercial: tuple[str, ...] = ()
    """How words begin that say what a customer pays or is worth: no party is told that."""
    hole: str = "[…]"
    """What stands for an explanation that isn't written yet."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a message is held to. `wording` is None in a language that nobody has given one for, or
    where none is on record; then its outcome and redress aren't read. `names` are those it may not
    name, each with who it is, `commercial` how words begin that it may not have. `assumed` is that
    of the language it's taken for where none is on record: the one it's drafted in. It may be in
    another, so that what isn't said in that one is no fault, but saying another outcome is."""

    outcome: str
    needs_redress: bool
    wording: Wording | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    commercial: tuple[str, ...] = ()
    assumed: Wording | None = None


def commercial_words(wording: Wording | None, every: Iterable[Wording]) -> tuple[str, ...]:
    """Those of the message's language; of every language, where that isn't known."""
    read = (wording,) if wording is not None else tuple(every)
    return tuple(dict.fromkeys(word for one in read for word in one.commercial))


def needs_redress(kind: str, outcome: str, *, restricts: bool) -> bool:
    """Whether a message has to say where one can turn: where a decision was contested, or imposes
    something (DSA Art. 17(3)(f) and Art. 20(5)). What was only asked or answered needs none."""
    known = KINDS.get(kind)
    return restricts or outcome in ABOUT_DECISIONS or (known is not None and known.is_appeal)


def faults_of_message(text: str, checked: Checked) -> tuple[str, ...]:
    """Why a message can't go out as it is, a sentence each; none where it can."""
    return tuple(
        filter(
            None,
            (
                _against_holes(text),
                words_against_personal_data(text),
                _against_names(text, checked.names),
                _against_commercial(text, checked.commercial),
                _against_outcome(text, checked),
                _against_redress(text, checked),
            ),
        )
    )


def holes_in(text: str) -> tuple[str, ...]:
    """What in a text still stands for something that was to be filled in, as it was typed."""
    found = [m.group() for pattern in _HOLES for m in pattern.finditer(text)]
    return tuple(dict.fromkeys(found))


def _against_holes(text: str) -> str:
    found = holes_in(text)
    if not found:
        return ""
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"Fill in what is left open: {found[0][:SHOWN]}{more}."


def _against_names(text: str, names: Mapping[str, str]) -> str:
    """Names of several words whatever their case; a single word only as it is written, since many
    first names are words too."""
    for name, whose in names.items():
        flags = re.IGNORECASE if " " in name else re.NOFLAG
        is_name = len(name) > 2 and any(map(str.isalpha, name))
        if is_name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, flags):
            return f"Leave out the name {name[:SHOWN]}: it is {whose}."
    return ""


def _against_commercial(text: str, commercial: Iterable[str]) -> str:
    """What somebody pays is no reason for a decision, and nobody else's business (rules: Message to
    the impacted party)."""
    said = " ".join(text.casefold().split())
    for word in commercial:
        if re.search(rf"(?<!\w){re.escape(word)}", said):
            return (
                f"Leave out “{word}”: what a customer pays or is worth is nothing a party is told."
            )
    return ""


def opening(text: str) -> str:
    """Where a message says its outcome: its first paragraph after a greeting."""
    lines = text.strip().split("\n")
    while len(lines) > 1 and (not lines[0].strip() or _is_greeting(lines[0])):
        lines = lines[1:]
    return "\n".join(lines).strip().split("\n\n", 1)[0].split("\n", 1)[0]


def _is_greeting(line: str) -> bool:
    return len(line) <= _GREETING and line.rstrip().endswith((",", "!"))


def _against_outcome(text: str, checked: Checked) -> str:
    """The record says one outcome and the party must not read another. "Partly reversed" has the
    words of "reversed" in it, which is no contradiction."""
    if checked.wording is None:
        return _against_another_outcome(text, checked)
    if not checked.wording.outcomes.get(checked.outcome):
        return ""
    said = _said(text, checked.wording)
    if checked.outcome not in said:
        listed = ", ".join(f"“{word}”" for word in checked.wording.outcomes[checked.outcome])
        return (
            f"The first sentence has to say the outcome on record ({_outcome(checked.outcome)}): "
            f"one of {listed}."
        )
    others = [o for o in CONTESTED if o != checked.outcome and o in said]
    if checked.outcome == PARTIALLY_REVERSED.name:
        others = []
    if checked.outcome in CONTESTED and others:
        return (
            f"The first sentence reads as {_outcome(others[0])} too, and the record says "
            f"{_outcome(checked.outcome)}: say that alone."
        )
    return ""


def _against_another_outcome(text: str, checked: Checked) -> str:
    """Of a message whose language isn't on record. Of what is partly reversed one part is reversed
    and another may stand."""
    if checked.assumed is None or checked.outcome not in CONTESTED:
        return ""
    said = [outcome for outcome in _said(text, checked.assumed) if outcome in CONTESTED]
    is_partly = checked.outcome == PARTIALLY_REVERSED.name and REVERSED.name in said
    if not said or checked.outcome in said or is_partly:
        return ""
    return (
        f"The first sentence reads as {_outcome(said[0])}, and the record says "
        f"{_outcome(checked.outcome)}: say that."
    )


def _said(text: str, wording: Wording) -> tuple[str, ...]:
    """Which outcomes its first sentence says."""
    lead = opening(text).casefold()
    return tuple(o for o, words in wording.outcomes.items() if any(w in lead for w in words))


def _outcome(name: str) -> str:
    return name.replace("_", " ")


def _against_redress(text: str, checked: Checked) -> str:
    if not checked.needs_redress or checked.wording is None or not checked.wording.redress:
        return ""
    if any(word in text.casefold() for word in checked.wording.redress):
        return ""
    return (
        "Say where they can turn if they disagree: a complaint, out-of-court dispute settlement, "
        "a court."
    )
