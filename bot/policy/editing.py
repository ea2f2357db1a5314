"""Changes of a policy as people type them, each read by the rules of the policy file.

A change edits the tables of the file that the policy would be written as, with the texts that were
typed; what the file's reader finds wrong comes back at the field it was typed in. What a table has
beside the keys of a change stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Protocol

from bot.business_hours import WEEKDAYS
from bot.case.errors import Fault, RefusalCode, Refused, at_fault
from bot.case.priority import Priority
from bot.case.text import clean, clean_line
from bot.policy import Digest, Policy
from bot.policy.file import Problem, read_tables
from bot.policy.tables import Tables, table_in, tables_of
from bot.policy.toml_lines import Path

Fields = Mapping[Path, str]
"""Which field of a form each place in the file was typed in."""
LEVEL_FIELDS = ("first_response", "update_every", "resolution", "clock")
_SEPARATORS = re.compile(r"[\s,;]+")
_DASH = re.compile(r"\s*[-\u2013]\s*")


class Change(Protocol):
    """One thing that a manager changes. `queue` is the queue whose rotation it is about, '' for
    everything else."""

    @property
    def queue(self) -> str: ...

    def edit(self, tables: Tables) -> Fields:
        """Changes the file's tables in place. Raises Refused where what it is about is gone."""
        ...


def changed(policy: Policy, change: Change) -> Policy:
    """The policy with a change made to it. Raises Refused, with the fields, where the policy file
    would be refused."""
    tables = tables_of(policy)
    fields = change.edit(tables)
    reading = read_tables(tables)
    if reading.policy is None:
        raise _refusal(reading.problems, fields)
    return replace(reading.policy, version=policy.version)


def _refusal(problems: tuple[Problem, ...], fields: Fields) -> Refused:
    at_fields: dict[str, list[str]] = {}
    elsewhere: list[str] = []
    for problem in problems:
        name = _field_of(problem.path, fields)
        sentence = _sentence(problem.words)
        if name is None:
            elsewhere.append(_sentence(f"{problem.where}: {problem.words}"))
        else:
            at_fields.setdefault(name, []).append(sentence)
    by_field = {name: " ".join(dict.fromkeys(words)) for name, words in at_fields.items()}
    words = " ".join([*elsewhere, *by_field.values()])
    faults = {name: Fault(RefusalCode.INVALID, said) for name, said in by_field.items()}
    told = {} if elsewhere and not at_fields else faults
    return Refused(words, code=RefusalCode.INVALID, faults=told)


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + ("" if words.endswith(("?", ".", "!")) else ".")


def _field_of(path: Path, fields: Fields) -> str | None:
    """The field of the nearest place around a problem."""
    places = (fields.get(path[:length]) for length in range(len(path), 0, -1))
    return next((name for name in places if name is not None), None)


@dataclass(frozen=True, slots=True)
class MemberChange:
    """The place of somebody on a rotation, or of a user group. `was` is whose place it is, '' for a
    new one; `place` counts from 1 and is '' for the last, or for where they are."""

    queue: str
    user: str
    office: str
    skills: str = ""
    capacity: str = ""
    vendor: str = ""
    place: str = ""
    was: str = ""
    group: str = ""

    def edit(self, tables: Tables) -> Fields:
        """Puts the member in. Raises Refused for a person and a group at once, or one gone."""
        if self.user and clean_line(self.group):
            words = "Choose a person or name a user group, not both: each has a place of its own."
            raise at_fault({"group": Fault(RefusalCode.INVALID, words)})
        rotation = _rotation(tables, self.queue)
        index, kept = len(rotation), Tables()
        if self.was:
            index = _index_of(rotation, self.was)
            kept = _entry(rotation, index)
            rotation.pop(index)
        if self.place.isascii() and self.place.isdigit():
            index = min(max(int(self.place[:6]) - 1, 0), len(rotation))
        rotation.insert(index, kept | self._table())
        at: Path = ("queues", self.queue, "rotation", index)
        names = ("user", "office", "skills", "capacity", "vendor")
        whose = "group" if clean_line(self.group) else "user"
        return {(*at, name): name for name in names} | {at: whose, (*at, "user"): whose}

    def _table(self) -> Tables:
        made: Tables = {"user": clean_line(self.user or self.group), "office": self.office}
        made["skills"] = lines_of(self.skills)
        made["vendor"] = clean_line(self.vendor)
        capacity = clean_line(self.capacity)
        is_number = capacity.isascii() and capacity.isdigit() and len(capacity) < 10
        made["capacity"] = int(capacity) if is_number else capacity or None
        return made


@dataclass(frozen=True, slots=True)
class MemberRemoval:
    """Somebody leaves a rotation."""

    queue: str
    user: str

    def edit(self, tables: Tables) -> Fields:
        rotation = _rotation(tables, self.queue)
        rotation.pop(_index_of(rotation, self.user))
        return {}


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """An office's zone, holidays, hours by day and further closed dates. `is_new` adds it."""

    name: str
    timezone: str
    holidays: str
    hours: Mapping[str, str]
    closed: str = ""
    is_new: bool = False
    queue: str = field(default="", init=False)

    def edit(self, tables: Tables) -> Fields:
        """Writes the office. Raises Refused for a new one that exists, or one that is gone."""
        name, offices = clean_line(self.name), table_in(tables, "offices")
        if self.is_new and name in offices:
            words = f"There is an office {name!r} already."
            raise at_fault({"name": Fault(RefusalCode.ALREADY_SO, words)})
        if not self.is_new and name not in offices:
            raise Refused(f"There is no office {name!r} any more.", code=RefusalCode.NO_LONGER_SO)
        hours = {day: spans_of(self.hours.get(day, "")) for day in WEEKDAYS}
        offices[name] = table_in(offices, name) | {
            "timezone": clean_line(self.timezone),
            "holidays": clean_line(self.holidays),
            "hours": {day: spans for day, spans in hours.items() if spans},
            "closed": words_of(self.closed),
        }
        at: Path = ("offices", name)
        days = {(*at, "hours", day): day for day in WEEKDAYS}
        named = {(*at, key): key for key in ("timezone", "holidays", "closed")}
        # What is wrong with an office as a whole: a new one's name, or that it never opens.
        misnamed = self.is_new and any(hours.values())
        return {at: "name" if misnamed else "mon"} | days | named


@dataclass(frozen=True, slots=True)
class OfficeRemoval:
    """An office is removed."""

    name: str
    queue: str = field(default="", init=False)

    def edit(self, tables: Tables) -> Fields:
        """Takes the office out. Raises Refused where it is gone already."""
        if table_in(tables, "offices").pop(self.name, None) is None:
            raise Refused(
                f"There is no office {self.name!r} any more.", code=RefusalCode.NO_LONGER_SO
            )
        return {}


@dataclass(frozen=True, slots=True)
class LevelsChange:
    """A kind's service levels; `texts` has each field of each priority, like "P1.resolution"."""

    kind: str
    texts: Mapping[str, str]
    queue: str = field(default="", init=False)

    def edit(self, tables: Tables) -> Fields:
        levels = table_in(table_in(tables, "sla"), self.kind)
        fields: dict[Path, str] = {}
        for priority in Priority:
            level = table_in(levels, priority.value)
            for name in LEVEL_FIELDS:
                text = "".join(clean_line(self.texts.get(f"{priority}.{name}", "")).split())
                level[name] = text.lower() if text or name != "update_every" else None
                fields["sla", self.kind, priority.value, name] = f"{priority}.{name}"
        return fields


@dataclass(frozen=True, slots=True)
class LevelsRemoval:
    """A kind goes without service levels of its own."""

    kind: str
    queue: str = field(default="", init=False)

    def edit(self, tables: Tables) -> Fields:
        """Takes the levels out. Raises Refused where they are gone already."""
        if table_in(tables, "sla").pop(self.kind, None) is None:
            raise Refused(
                f"{self.kind} has no service levels of its own any more.",
                code=RefusalCode.NO_LONGER_SO,
            )
        return {}


@dataclass(frozen=True, slots=True)
class DigestChange:
    """A digest; `was` is the mark of the one it takes the place of, '' for a new one."""

    to: str
    queues: tuple[str, ...]
    cron: str
    timezone: str
    was: str = ""
    queue: str = field(default="", init=False)

    def edit(self, tables: Tables) -> Fields:
        digests = _list(tables, "digests")
        made: Tables = {
            "to": clean_line(self.to),
            "queues": list(self.queues),
            "cron": clean_line(self.cron),
            "timezone": clean_line(self.timezone),
        }
        index = len(digests)
        if self.was:
            index = _digest_index(digests, self.was)
            digests[index] = _entry(digests, index) | made
        else:
            digests.append(made)
        at: Path = ("digests", index)
        return {(*at, name): name for name in made} | {at: "cron"}


@dataclass(frozen=True, slots=True)
class DigestRemoval:
    """A digest goes out no more; `was` is its mark."""

    was: str
    queue: str = field(default="", init=False)

    def edit(self, tables: Tables) -> Fields:
        digests = _list(tables, "digests")
        digests.pop(_digest_index(digests, self.was))
        return {}


@dataclass(frozen=True, slots=True)
class PeopleChange:
    """Who manages, approves or is cleared: people, and user groups as typed. `place` is where the
    list is in the file, such as ("clearances", "restricted")."""

    place: tuple[str, ...]
    people: tuple[str, ...]
    groups: str = ""
    queue: str = field(default="", init=False)

    def edit(self, tables: Tables) -> Fields:
        """Writes who is named. Raises Refused where the queue they're named for is gone."""
        *parents, name = self.place
        table = tables
        for number, part in enumerate(parents):
            if number and part not in table:
                raise Refused(f"There is no {part!r} any more.", code=RefusalCode.NO_LONGER_SO)
            table = table_in(table, part)
        wanted = list(dict.fromkeys([*self.people, *words_of(self.groups)]))
        # Forms show people and groups apart: whoever stays keeps their place among both.
        before = [id_ for id_ in _list(table, name) if id_ in wanted]
        listed = [*before, *(id_ for id_ in wanted if id_ not in before)]
        table[name] = listed
        if not listed and self.place != ("workspace", "managers"):
            del table[name]
        fields: dict[Path, str] = {self.place: "people"}
        for index, id_ in enumerate(listed):
            fields[(*self.place, index)] = "people" if id_ in self.people else "groups"
        return fields


@dataclass(frozen=True, slots=True)
class SkillsChange:
    """What a kind asks of who takes it."""

    kind: str
    skills: str
    queue: str = field(default="", init=False)

    def edit(self, tables: Tables) -> Fields:
        skills = table_in(tables, "skills")
        listed = lines_of(self.skills)
        if listed:
            skills[self.kind] = listed
        else:
            skills.pop(self.kind, None)
        return {("skills", self.kind): "skills"}


def lines_of(text: str) -> list[str]:
    """What was typed a line each, or with commas between; each once."""
    parts = (clean_line(part) for line in clean(text).split("\n") for part in line.split(","))
    return list(dict.fromkeys(part for part in parts if part))


def words_of(text: str) -> list[str]:
    """What was typed with spaces, commas or lines between."""
    return [word for word in _SEPARATORS.split(clean(text)) if word]


def spans_of(text: str) -> list[str]:
    """Opening hours as typed: "09:00-12:00, 13:00 – 17:00", or with spaces alone between."""
    spans: list[str] = []
    for part in re.split(r"[,;\n]", _DASH.sub("-", clean(text))):
        words = part.split()
        spans += words if all("-" in word for word in words) else [" ".join(words)]
    return spans


def mark_of(digest: Digest) -> str:
    """What tells a digest from the others, in few letters."""
    return sha256(digest.key.encode()).hexdigest()[:16]


def _list(parent: Tables, name: str) -> list[object]:
    found = parent.setdefault(name, [])
    assert isinstance(found, list), "a policy is written with lists where lists are read"
    return found


def _entry(listed: list[object], index: int) -> Tables:
    found = listed[index]
    assert isinstance(found, dict), "a policy is written with tables where tables are read"
    return found


def _rotation(tables: Tables, queue: str) -> list[object]:
    queues = table_in(tables, "queues")
    if queue not in queues:
        raise Refused(f"There is no queue {queue!r} any more.", code=RefusalCode.NO_LONGER_SO)
    return _list(table_in(queues, queue), "rotation")


def _index_of(rotation: list[object], user: str) -> int:
    for index, member in enumerate(rotation):
        if isinstance(member, dict) and member.get("user") == user:
            return index
    raise Refused(
        "This place on the rotation is gone: somebody else has removed it.",
        code=RefusalCode.NO_LONGER_SO,
    )


def _digest_index(digests: list[object], mark: str) -> int:
    for index, digest in enumerate(digests):
        if isinstance(digest, dict) and mark_of(_digest(digest)) == mark:
            return index
    raise Refused(
        "This digest is gone: somebody else has changed or removed it.",
        code=RefusalCode.NO_LONGER_SO,
    )


def _digest(table: Mapping[str, object]) -> Digest:
    queues = table.get("queues")
    listed = tuple(map(str, queues)) if isinstance(queues, list) else ()
    to, cron, timezone = (str(table.get(name, "")) for name in ("to", "cron", "timezone"))
    return Digest(to, listed, cron, timezone)
