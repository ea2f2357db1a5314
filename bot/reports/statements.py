"""Statements of reasons: what the DSA Transparency Database is told of each new restriction, with
nobody's personal data in it (DSA Art. 24(5))."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from bot.case.identifiers import EscalationId, reference
from bot.case.personal_data import personal_data_in
from bot.case.restriction import (
    FACTS_LIMIT,
    OF_RESTRICTION,
    REASONS_LIMIT,
    WHAT_LIMIT,
    asks_words,
    countries,
    keywords_of,
)
from bot.policy.grounds import Stated
from bot.reports.statement_rules import AT_ONCE, Statement, problems

LEFT_OUT = "[left out]"
"""What stands for what would be somebody's personal data."""
_SLACK = re.compile(r"<[@#!][^<>]*>|\b[UW][A-Z0-9]{7,}\b")
_LINK = re.compile(r"<?\bhttps?://[^\s<>|]+(?:\|[^<>]*)?>?|\bwww\.\S+", re.IGNORECASE)
_NAME_WORD = re.compile(r"[^\W\d_][\w’'-]{2,}")
_NOTICES = {"notice": "SOURCE_ARTICLE_16", "trusted_flagger": "SOURCE_TRUSTED_FLAGGER"}
_OWN = ("frontline", "other", "advice", "comms")
_DETECTED, _DECIDED = ("detection", "both"), ("decision", "both")


@dataclass(frozen=True, slots=True)
class Restricted:
    """A decision that imposed a new restriction, with what a statement asks of its case. `names`
    are what the parties are called, `staff` our own people. `is_silent`: the party may not be told
    for now."""

    decision: int
    escalation_id: EscalationId
    kind: str
    basis: str
    opened_at: datetime
    decided_at: datetime
    ground: str
    ground_words: str
    explanation: str
    facts: str
    restriction: str
    what: str
    other: str
    category: str
    automated_means: str
    territory: tuple[str, ...]
    until: date | None
    guideline_version: str
    names: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A decision of which no statement can be made, and why."""

    reference: str
    decision: int
    why: str

    def __str__(self) -> str:
        return f"{self.reference}, decision {self.decision}: {self.why}"


def statements(
    restricted: Iterable[Restricted], timezone: str, grounds: Mapping[str, Stated]
) -> Iterator[Statement | LeftOut]:
    """The statement of each decision, in order, or why there is none. Days are those of the
    workspace's zone; `grounds` says what the policy's grounds are called there."""
    zone = ZoneInfo(timezone)
    for one in restricted:
        statement = statement_of(one, zone, grounds.get(one.ground, Stated()))
        against = problems(statement)
        if one.is_silent:
            against = ("the party may not be told for now",)
        if against:
            yield LeftOut(reference(one.escalation_id), one.decision, "; ".join(against))
        else:
            yield statement


def made_of(found: Iterable[Statement | LeftOut], left_out: list[LeftOut]) -> Iterator[Statement]:
    """The statements among them, as they come; the others are added to `left_out`."""
    for one in found:
        if isinstance(one, LeftOut):
            left_out.append(one)
        else:
            yield one


def as_array(made: Iterable[Statement]) -> Iterator[str]:
    """The statements as one JSON array, a piece each."""
    before = "[\n"
    for statement in made:
        yield before + json.dumps(statement, ensure_ascii=False, indent=1)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def as_requests(made: Iterable[Statement]) -> Iterator[str]:
    """The statements as the database takes them, a hundred at most in a request: a line each."""
    rest = iter(made)
    while some := list(islice(rest, AT_ONCE)):
        yield json.dumps({"statements": some}, ensure_ascii=False) + "\n"


def statement_of(one: Restricted, zone: ZoneInfo, stated: Stated) -> dict[str, object]:
    """What the database is told of a decision; what doesn't apply isn't there."""
    category = one.category or stated.category
    keywords = [word for word in stated.keywords if word in keywords_of(category)]
    said: dict[str, object] = {
        **_what(one),
        **_ground(one, stated),
        **_content(one),
        "category": category,
        "category_specification": keywords,
        "territorial_scope": sorted(one.territory or countries()),
        "content_date": one.opened_at.astimezone(zone).date().isoformat(),
        "application_date": one.decided_at.astimezone(zone).date().isoformat(),
        "decision_facts": _said(one, one.facts or one.explanation, FACTS_LIMIT),
        "source_type": _source(one),
        "automated_detection": "Yes" if one.automated_means in _DETECTED else "No",
        "automated_decision": "AUTOMATED_DECISION_PARTIALLY"
        if one.automated_means in _DECIDED
        else "AUTOMATED_DECISION_NOT_AUTOMATED",
        "puid": f"{reference(one.escalation_id)}-{one.decision}",
    }
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def _what(one: Restricted) -> dict[str, object]:
    field = OF_RESTRICTION.get(one.restriction, "")
    if not field:
        return {}
    said: dict[str, object] = {field: [one.what] if one.restriction == "visibility" else one.what}
    if asks_words(one.what):
        said[f"{field}_other"] = _said(one, one.other, WHAT_LIMIT)
    if one.until is not None:
        said[f"end_date_{one.restriction}_restriction"] = one.until.isoformat()
    return said


def _ground(one: Restricted, stated: Stated) -> dict[str, object]:
    why = _said(one, one.explanation, REASONS_LIMIT)
    if stated.is_law:
        return {
            "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
            "illegal_content_legal_ground": _short(one.ground_words, WHAT_LIMIT),
            "illegal_content_explanation": why,
        }
    version = f" ({one.guideline_version})" if one.guideline_version else ""
    return {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": _short(f"{one.ground_words}{version}", WHAT_LIMIT),
        "incompatible_content_explanation": why,
    }


def _content(one: Restricted) -> dict[str, object]:
    """Reviews are texts; what isn't about one is about an account."""
    if one.restriction == "visibility":
        return {"content_type": ["CONTENT_TYPE_TEXT"]}
    return {"content_type": ["CONTENT_TYPE_OTHER"], "content_type_other": "An account"}


def _source(one: Restricted) -> str:
    if one.basis in _NOTICES:
        return _NOTICES[one.basis]
    return "SOURCE_VOLUNTARY" if one.kind in _OWN else "SOURCE_TYPE_OTHER_NOTIFICATION"


def _said(one: Restricted, text: str, limit: int) -> str:
    return _short(impersonal(text, one.names, one.staff), limit)


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def impersonal(text: str, names: Iterable[str] = (), staff: tuple[str, ...] = ()) -> str:
    """A text without e-mail addresses, phone numbers, links, Slack's ids, and these names: those of
    the parties also word by word, where a word of three letters or more is written as a name is."""
    for pattern in (_SLACK, _LINK):
        text = pattern.sub(LEFT_OUT, text)
    for found in personal_data_in(text):
        text = text.replace(found, LEFT_OUT)
    own = [name.strip() for name in names]
    words = [word for name in own for word in _NAME_WORD.findall(name)]
    text = _any_of(tuple(n for n in own if len(n) > 1), re.IGNORECASE).sub(LEFT_OUT, text)
    text = _any_of(tuple(w[0].upper() + w[1:] for w in words)).sub(LEFT_OUT, text)
    return _any_of(staff).sub(LEFT_OUT, text)


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Each of these as words of their own, the longest first; none matches nothing."""
    listed = "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)" if words else r"(?!)", flags)
