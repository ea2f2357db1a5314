"""What a statement of reasons is held to, as the DSA Transparency Database holds it: the rules of
the file `bot/case/statement_of_reasons.json`, which names its source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from urllib.parse import urlsplit

from bot.case.restriction import field_rules, values

Statement = Mapping[str, object]

AT_ONCE = 100
"""How many statements the database takes at once; if one is wrong it takes none."""

DECISIONS = ("decision_visibility", "decision_monetary", "decision_provision", "decision_account")
"""Of these a statement has at least one."""
_ILLEGAL, _INCOMPATIBLE = "DECISION_GROUND_ILLEGAL_CONTENT", "DECISION_GROUND_INCOMPATIBLE_CONTENT"
_VALUES_OF = {
    "category_addition": "category",
    "content_language": "content_language_all_accepted",
}
"""Fields that have the values of another."""


def _has(field: str, value: str) -> Callable[[Statement], bool]:
    def holds(statement: Statement) -> bool:
        there = statement.get(field)
        return value in there if isinstance(there, list) else there == value

    return holds


def _hasnt(field: str, value: str) -> Callable[[Statement], bool]:
    return lambda statement: not _has(field, value)(statement)


def _has_no_decision(statement: Statement) -> bool:
    return not any(statement.get(name) for name in DECISIONS)


NEEDED: Mapping[str, Callable[[Statement], bool]] = {
    **dict.fromkeys(DECISIONS, _has_no_decision),
    "decision_visibility_other": _has("decision_visibility", "DECISION_VISIBILITY_OTHER"),
    "decision_monetary_other": _has("decision_monetary", "DECISION_MONETARY_OTHER"),
    "illegal_content_legal_ground": _has("decision_ground", _ILLEGAL),
    "illegal_content_explanation": _has("decision_ground", _ILLEGAL),
    "incompatible_content_ground": _has("decision_ground", _INCOMPATIBLE),
    "incompatible_content_explanation": _has("decision_ground", _INCOMPATIBLE),
    "content_type_other": _has("content_type", "CONTENT_TYPE_OTHER"),
}
"""When a field is needed whose rule says "if …"."""

UNWANTED: Mapping[str, Callable[[Statement], bool]] = {
    "decision_visibility_other": _hasnt("decision_visibility", "DECISION_VISIBILITY_OTHER"),
    "decision_monetary_other": _hasnt("decision_monetary", "DECISION_MONETARY_OTHER"),
    "illegal_content_legal_ground": _hasnt("decision_ground", _ILLEGAL),
    "illegal_content_explanation": _hasnt("decision_ground", _ILLEGAL),
    "incompatible_content_ground": _hasnt("decision_ground", _INCOMPATIBLE),
    "incompatible_content_explanation": _hasnt("decision_ground", _INCOMPATIBLE),
    "incompatible_content_illegal": _hasnt("decision_ground", _INCOMPATIBLE),
    "content_type_other": _hasnt("content_type", "CONTENT_TYPE_OTHER"),
    "source_identity": _has("source_type", "SOURCE_VOLUNTARY"),
}
"""When a field may not be there whose rule says that it is dropped."""


def problems(statement: Statement) -> tuple[str, ...]:
    """What the database would say against a statement, each with its field; none where it takes
    it."""
    rules = {str(rule["field"]): rule for rule in field_rules()}
    unknown = [f"{name}: there is no such field" for name in statement if name not in rules]
    found = [f"{n}: {words}" for n, rule in rules.items() for words in _against(statement, n, rule)]
    return (*unknown, *found)


def _against(statement: Statement, name: str, rule: Mapping[str, object]) -> Iterator[str]:
    value = statement.get(name)
    if value in (None, "", []):
        needed = rule["required"]
        if needed is True or (needed is not False and NEEDED[name](statement)):
            yield "is needed"
        return
    if name in UNWANTED and UNWANTED[name](statement):
        yield "may not be there"
        return
    yield from _against_value(name, rule, value)


def _against_value(name: str, rule: Mapping[str, object], value: object) -> Iterator[str]:
    sort = str(rule["type"])
    if "enum" in sort:
        known = values(_VALUES_OF.get(name, name))
        if sort.startswith("array") != isinstance(value, list):
            yield "is a list" if sort.startswith("array") else "is one value"
            return
        listed = value if isinstance(value, list) else [value]
        yield from (f"there is no {one}" for one in listed if one not in known)
    elif sort == "object":
        yield from _against_object(rule, value)
    elif not isinstance(value, str):
        yield "is a text"
    else:
        yield from _against_text(rule, sort, value)


def _against_text(rule: Mapping[str, object], sort: str, value: str) -> Iterator[str]:
    limit, pattern = rule.get("max_length"), rule.get("pattern")
    if isinstance(limit, int) and len(value) > limit:
        yield f"has more than {limit} characters"
    if isinstance(pattern, str) and not re.search(pattern.replace("$", r"\Z"), value):
        yield "isn't of the form it must have"
    if sort == "url" and urlsplit(value).scheme not in ("http", "https"):
        yield "is no address"
    if sort.startswith("date"):
        yield from _against_day(rule, value)


def _against_day(rule: Mapping[str, object], value: str) -> Iterator[str]:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        yield "is no date"
        return
    try:
        day = date.fromisoformat(value)
    except ValueError:
        yield "is no date"
        return
    least, most = rule.get("min"), rule.get("max")
    if isinstance(least, str) and day < date.fromisoformat(least):
        yield f"is before {least}"
    if isinstance(most, str) and day > date.fromisoformat(most):
        yield f"is after {most}"


def _against_object(rule: Mapping[str, object], value: object) -> Iterator[str]:
    keys = rule["keys"]
    assert isinstance(keys, Mapping), "the file is ours"
    if not isinstance(value, Mapping):
        yield "is an object"
        return
    for key, one in value.items():
        if key not in keys or not re.fullmatch(str(keys[key]), str(one)):
            yield f"there is no {key} like that"
