"""The shape of a policy file: which keys stand where, and every way a file departs from it.

A value that was refused becomes None and its problem is kept, so that the rest of the file can
still be checked: None in a shape always means "already reported, or left out".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError
from pydantic_core import ErrorDetails

from bot.business_hours import WEEKDAYS, written
from bot.policy import ClockKind, Duration, Told, values
from bot.policy.toml_lines import Path

_Specialist = Annotated[str, PlainValidator(values.specialist_id)]
_ChannelId = Annotated[str, PlainValidator(values.channel_id)]
_ManagerId = Annotated[str, PlainValidator(values.manager_id)]
_RecipientId = Annotated[str, PlainValidator(values.recipient_id)]
_Kind = Annotated[str, PlainValidator(values.kind)]
_Zone = Annotated[str, PlainValidator(written.time_zone)]
_Holidays = Annotated[str, PlainValidator(written.holiday_code)]
_Hours = Annotated[str, PlainValidator(written.opening_hours)]
_Date = Annotated[str, PlainValidator(values.closed_date)]
_Length = Annotated[Duration, PlainValidator(values.duration)]
_Delay = Annotated[Duration, PlainValidator(values.delay)]
_Told = Annotated[Told, PlainValidator(values.told)]
_Clock = Annotated[ClockKind, PlainValidator(values.clock)]
_Capacity = Annotated[int, PlainValidator(values.capacity)]
_Cron = Annotated[str, PlainValidator(values.cron)]
_Text = Annotated[str, PlainValidator(values.plain_text)]
_Skill = Annotated[str, PlainValidator(values.skill)]
_GroundText = Annotated[str, PlainValidator(values.ground_text)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class WorkspaceShape(_Table):
    managers: Annotated[list[_ManagerId | None], Field(min_length=1)] | None
    timezone: _Zone | None


class HoursShape(_Table):
    mon: list[_Hours | None] | None = None
    tue: list[_Hours | None] | None = None
    wed: list[_Hours | None] | None = None
    thu: list[_Hours | None] | None = None
    fri: list[_Hours | None] | None = None
    sat: list[_Hours | None] | None = None
    sun: list[_Hours | None] | None = None

    def by_day(self) -> dict[str, list[str | None]]:
        """The days that have hours, in the week's order."""
        return {day: spans for day, spans in self if spans}


class OfficeShape(_Table):
    timezone: _Zone | None
    holidays: _Holidays | None = ""
    hours: HoursShape | None = HoursShape()
    closed: list[_Date | None] | None = []


class MemberShape(_Table):
    user: _Specialist | None
    office: _Text | None
    skills: list[_Skill | None] | None = []
    capacity: _Capacity | None = None
    vendor: _Text | None = ""


class QueueShape(_Table):
    channel: _ChannelId | None
    office: _Text | None = ""
    kinds: Annotated[list[_Kind | None], Field(min_length=1)] | None
    managers: list[_ManagerId | None] | None = []
    approvers: list[_ManagerId | None] | None = []
    rotation: list[MemberShape | None] | None = []


class LevelShape(_Table):
    first_response: _Length | None
    update_every: _Length | None = None
    resolution: _Length | None
    clock: _Clock | None


class LevelsShape(_Table):
    P1: LevelShape | None
    P2: LevelShape | None
    P3: LevelShape | None


class DigestShape(_Table):
    to: _RecipientId | None
    queues: Annotated[list[_Text | None], Field(min_length=1)] | None
    cron: _Cron | None
    timezone: _Zone | None


class BreachShape(_Table):
    after: _Delay | None
    tell: Annotated[list[_Told | None], Field(min_length=1)] | None


class ClearancesShape(_Table):
    legal_privileged: list[_ManagerId | None] | None = None
    restricted: list[_ManagerId | None] | None = None
    embargoed: list[_ManagerId | None] | None = None

    def by_class(self) -> dict[str, list[str | None]]:
        """The classes somebody is cleared for."""
        return {name: ids for name, ids in self if ids}


class PolicyShape(_Table):
    workspace: WorkspaceShape | None
    offices: Annotated[dict[str, OfficeShape | None], Field(min_length=1)] | None
    queues: Annotated[dict[str, QueueShape | None], Field(min_length=1)] | None
    sla: dict[str, LevelsShape | None] | None
    breach: Annotated[list[BreachShape | None], Field(min_length=1)] | None = None
    digests: list[DigestShape | None] | None = []
    skills: dict[str, list[_Skill | None] | None] | None = None
    clearances: ClearancesShape | None = None
    grounds: (
        Annotated[dict[str, _GroundText | None], Field(min_length=1, max_length=100)] | None
    ) = None


@dataclass(frozen=True, slots=True)
class Found:
    """A problem and the path of what it is about."""

    path: Path
    words: str


def read_shape(raw: Mapping[str, object]) -> tuple[PolicyShape, tuple[Found, ...]]:
    """The file's shape with None for what was refused, and all that was refused."""
    found: tuple[Found, ...] | None = None
    left = dict(raw)
    while True:
        try:
            return PolicyShape.model_validate(left), found or ()
        except ValidationError as error:
            errors = error.errors(include_url=False)
        if found is None:
            found = _found(errors)
        left = _without(left, errors)


def _without(raw: dict[str, object], errors: Iterable[ErrorDetails]) -> dict[str, object]:
    """The file without what was refused. Each field of each shape takes None, so this ends."""
    left = deepcopy(raw)
    for error in errors:
        *parents, last = error["loc"]
        table: object = left
        for part in parents:
            table = _inside(table, part)
        if isinstance(table, list):
            table[int(last)] = None
        elif isinstance(table, dict) and error["type"] == "extra_forbidden":
            table.pop(last, None)
        elif isinstance(table, dict):
            table[last] = None
    return left


def _inside(table: object, part: str | int) -> object:
    if isinstance(table, dict):
        return table.get(part)
    return table[part] if isinstance(table, list) and isinstance(part, int) else None


def _found(errors: Iterable[ErrorDetails]) -> tuple[Found, ...]:
    """Words for each error; a missing key is not told when a misspelt one is there in its place."""
    errors = tuple(errors)
    unknown = [e["loc"] for e in errors if e["type"] == "extra_forbidden"]
    misspelt = {(*loc[:-1], written.closest(str(loc[-1]), _known(loc[:-1]))) for loc in unknown}
    return tuple(
        Found(e["loc"], _words(e))
        for e in errors
        if not (e["type"] == "missing" and e["loc"] in misspelt)
    )


def _words(error: ErrorDetails) -> str:
    value, context = error["input"], error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            *table, name = error["loc"]
            hint = values.meant(str(name), _known(tuple(table)))
            return f"nothing of this name belongs here; {hint}"
        case "value_error":
            return str(context.get("error"))
        case "list_type" if isinstance(value, Mapping):
            return "a list is needed: for blocks of keys, their heading in double brackets [[…]]"
        case "list_type":
            return f"a list in square brackets is needed, got {written.got(value)}"
        case "too_short":
            return "at least one is needed"
        case "too_long":
            return f"at most {context.get('max_length')} are possible"
    return f"a table with keys is needed, got {written.got(value)}"


def _known(path: Path) -> tuple[str, ...]:
    """The keys that may stand in the table at a path."""
    shape: type[BaseModel] = PolicyShape
    match path:
        case ("workspace",):
            shape = WorkspaceShape
        case ("offices", _):
            shape = OfficeShape
        case ("offices", _, "hours"):
            return WEEKDAYS
        case ("queues", _):
            shape = QueueShape
        case ("queues", _, "rotation", _):
            shape = MemberShape
        case ("sla", _):
            shape = LevelsShape
        case ("sla", _, _):
            shape = LevelShape
        case ("digests", _):
            shape = DigestShape
        case ("breach", _):
            shape = BreachShape
        case ("clearances",):
            shape = ClearancesShape
    return tuple(shape.model_fields)
