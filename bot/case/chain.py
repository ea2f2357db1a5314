"""The chain of the register: the digest of each entry covers a record and the digest before it.

docs/register.md says the same in words, for who writes a verifier.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

NOTHING_BEFORE = "0" * 64
"""What stands for the digest before the first entry."""


class Part(StrEnum):
    """What of a record can be erased, each for itself."""

    TEXTS = "texts"
    PEOPLE = "people"


class Sort(StrEnum):
    """What an entry is about."""

    DECISION = "decision"
    APPROVAL = "approval"
    COMMUNICATION = "communication"
    OTHER_COMMUNICATION = "other_communication"
    WITHHOLDING = "withholding"
    EFFECT = "effect"
    ERASURE = "erasure"
    IMPORTED = "imported_decision"


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a record that its entry covers: those that stand in the canonical form as they
    are, and those that may have to be erased one day and enter it by a salted digest: texts in
    which people write about people, and who did it."""

    plain: tuple[str, ...]
    texts: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    def of(self, part: Part) -> tuple[str, ...]:
        """The fields of a part that can be erased."""
        return self.texts if part is Part.TEXTS else self.people


FORMS: Mapping[Sort, Form] = {
    Sort.DECISION: Form(
        plain=(
            "id",
            "escalation_id",
            "outcome",
            "ground",
            "ground_words",
            "told_through",
            "root_cause",
            "decided_at",
            "policy_version",
            "supersedes",
            "language",
            "restriction",
            "restriction_what",
            "category",
            "automated_means",
            "territory",
            "until",
            "guideline_version",
        ),
        texts=(
            "explanation",
            "message",
            "what_should_change",
            "facts",
            "restriction_other",
            "why_otherwise",
            "other_message",
        ),
        people=("decided_by", "approved_by"),
    ),
    Sort.APPROVAL: Form(plain=("id", "escalation_id", "decided_at"), people=("approved_by",)),
    Sort.COMMUNICATION: Form(
        plain=("id", "decision_id", "escalation_id", "at", "through"), people=("by",)
    ),
    Sort.OTHER_COMMUNICATION: Form(
        plain=("id", "decision_id", "escalation_id", "at", "through"), people=("by",)
    ),
    Sort.WITHHOLDING: Form(
        plain=("id", "decision_id", "escalation_id", "at"), texts=("reason",), people=("by",)
    ),
    Sort.EFFECT: Form(
        plain=("id", "decision_id", "escalation_id", "at", "given_at"),
        texts=("seen_at",),
        people=("by",),
    ),
    Sort.ERASURE: Form(plain=("id", "position", "part", "at")),
    Sort.IMPORTED: Form(
        plain=(
            "id",
            "external_id",
            "imported_at",
            "kind",
            "opened_at",
            "submitted_at",
            "original_decision",
            "original_case",
            "decided_by_type",
            "vendor",
            "decided_at",
            "outcome",
            "ground",
            "restriction",
            "basis",
            "notified_at",
            "effect_given_at",
        ),
        # Its own digest has no salt: what is erased could be guessed by it.
        texts=("account", "title", "links", "explanation", "message", "digest"),
        people=("requester", "decided_by"),
    ),
}
"""What a later version adds to a record and an earlier one left empty changes no digest."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: how many entries it has, and the digest of the last."""

    entries: int
    digest: str


@dataclass(frozen=True, slots=True)
class Seal:
    """Fields that can be erased: their digest, and the salt without which nobody can guess what
    they were. Both empty where there is nothing to seal; the salt alone once they are erased."""

    digest: str = ""
    salt: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the chain. `record` is the number of the row that it is about."""

    position: int
    sort: Sort
    record: int
    previous: str
    digest: str
    texts: Seal
    people: Seal


def canonical(fields: Mapping[str, object]) -> str:
    """Fields as the one text of them: JSON without spaces, names in order, what is empty left out,
    an instant in UTC with six places of its seconds, true as 1."""
    said = {name: _plain(value) for name, value in fields.items() if value}
    return _ENCODER.encode(said)


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case date():
            return value.isoformat()
        case bool():
            return int(value)
    return value


def sealed(salt: str, fields: Mapping[str, object]) -> str:
    """The digest of fields that can be erased; empty where all of them are."""
    text = canonical(fields)
    return _sha256(salt + text) if text != "{}" else ""


def digest_of(
    previous: str, sort: Sort, record: Mapping[str, object], texts: str, people: str
) -> str:
    """The digest of an entry, from the one before it, its record, and the digests of what is
    sealed. Raises KeyError for a record without a field of its form."""
    said = {name: record[name] for name in FORMS[sort].plain}
    said |= {"sort": sort.value, "texts": texts, "people": people}
    return _sha256(f"{previous}\n{canonical(said)}")


def entry_after(
    head: Head, sort: Sort, record: Mapping[str, object], salt: Callable[[], str]
) -> Entry:
    """The entry of a record that follows the head. Raises KeyError for a record without a field of
    its form."""
    form, number = FORMS[sort], record["id"]
    assert isinstance(number, int), "a stored record has a number"
    texts, people = (_seal(record, names, salt) for names in (form.texts, form.people))
    digest = digest_of(head.digest, sort, record, texts.digest, people.digest)
    return Entry(head.entries + 1, sort, number, head.digest, digest, texts, people)


def _seal(record: Mapping[str, object], names: tuple[str, ...], salt: Callable[[], str]) -> Seal:
    fields = {name: record[name] for name in names}
    if not any(fields.values()):
        return Seal()
    chosen = salt()
    return Seal(sealed(chosen, fields), chosen)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
