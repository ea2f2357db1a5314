"""Whether the register is what was written: its chain, walked from the first entry to the head."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import hexdigits

from bot.case.chain import FORMS, NOTHING_BEFORE, Head, Part, Seal, Sort, digest_of, sealed
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId, reference


class Flaw(StrEnum):
    """What became of a record."""

    ALTERED = "altered"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class ChainLink:
    """An entry as it is stored, with the record that it's about, None where there is none, and
    which parts of it were erased."""

    position: int
    sort: str
    number: int
    previous: str
    digest: str
    texts: Seal
    people: Seal
    record: Mapping[str, object] | None
    erased: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FoundFlaw:
    """The first record that isn't as it was written, or isn't where it was."""

    flaw: Flaw
    position: int | None
    """The entry's place in the chain, None for a record that has none."""
    sort: str = ""
    number: int | None = None
    escalation_id: int | None = None

    def __str__(self) -> str:
        place = f"entry {self.position}" if self.position is not None else "no entry"
        if self.number is None:
            return f"{place} was {self.flaw.value}".capitalize()
        of = f" of {reference(EscalationId(self.escalation_id))}" if self.escalation_id else ""
        sort = self.sort.replace("_", " ")
        name = f"{sort} {self.number}{of}".capitalize().replace("esc-", "ESC-")
        return f"{name} ({place}) was {self.flaw.value}"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a walk along the chain found: how far it came, how many decisions of ours and of other
    systems there are, and the first flaw, if there is one."""

    entries: int
    decisions: int
    head: str
    found: FoundFlaw | None = None
    imported: int = 0


def read_head(text: str) -> str:
    """A head as it was noted, in whichever case. Raises Refused."""
    head = text.strip().lower()
    if len(head) != len(NOTHING_BEFORE) or not set(head) <= set(hexdigits):
        raise Refused(
            f"--head is {text!r}, which is no digest: {len(NOTHING_BEFORE)} hexadecimal digits.",
            code=RefusalCode.NOT_UNDERSTOOD,
        )
    return head


def verify(
    links: Iterable[ChainLink], head: Head | None, position_of: Callable[[str], int | None]
) -> Proof:
    """Walks the chain in order, up to the first flaw. `head` is what the register says its end is;
    `position_of` finds the entry of a digest, to say what became of one out of place."""
    entries, decisions, imported, last = 0, 0, 0, NOTHING_BEFORE
    behind: ChainLink | None = None
    for link in links:
        found = _flaw(link, entries + 1, last)
        if found is None and link.previous != last:
            found = _out_of_place(link, behind, position_of)
        if found is not None:
            return Proof(entries, decisions, last, found, imported)
        entries, last, behind = link.position, link.digest, link
        decisions += link.sort == Sort.DECISION
        imported += link.sort == Sort.IMPORTED
    if head is None or head != Head(entries, last):
        # What came last is gone; or the head is, and there's no telling.
        return Proof(entries, decisions, last, FoundFlaw(Flaw.REMOVED, entries + 1), imported)
    return Proof(entries, decisions, last, imported=imported)


def _flaw(link: ChainLink, place: int, last: str) -> FoundFlaw | None:
    if link.position != place:
        return FoundFlaw(Flaw.REMOVED, place)
    if link.previous != last:
        return None
    if link.record is None:
        return _found(Flaw.REMOVED, link)
    if not _is_intact(link, link.record):
        return _found(Flaw.ALTERED, link)
    return None


def _out_of_place(
    link: ChainLink, behind: ChainLink | None, position_of: Callable[[str], int | None]
) -> FoundFlaw:
    """What became of an entry that doesn't follow the one before it. Where the one that it followed
    is now tells: further on, further back with something between, or nowhere."""
    before = 0 if link.previous == NOTHING_BEFORE else position_of(link.previous)
    if before is None:
        return FoundFlaw(Flaw.REMOVED, link.position - 1)
    if before >= link.position:
        return _found(Flaw.REORDERED, link)
    if behind is not None and before == behind.position - 1:
        return _found(Flaw.INSERTED, behind)
    return FoundFlaw(Flaw.INSERTED, before + 1)


def _found(flaw: Flaw, link: ChainLink) -> FoundFlaw:
    case = link.record.get("escalation_id") if link.record is not None else None
    number = case if isinstance(case, int) else None
    return FoundFlaw(flaw, link.position, link.sort, link.number, number)


def _is_intact(link: ChainLink, record: Mapping[str, object]) -> bool:
    if link.sort not in FORMS:
        return False
    sort = Sort(link.sort)
    parts = ((Part.TEXTS, link.texts), (Part.PEOPLE, link.people))
    return digest_of(
        link.previous, sort, record, link.texts.digest, link.people.digest
    ) == link.digest and all(
        _is_sealed(
            seal,
            {name: record[name] for name in FORMS[sort].of(part)},
            is_erased=part in link.erased,
        )
        for part, seal in parts
    )


def _is_sealed(seal: Seal, fields: Mapping[str, object], *, is_erased: bool) -> bool:
    if is_erased:
        return not seal.salt and not any(fields.values())
    return sealed(seal.salt, fields) == seal.digest
