"""The tables of a policy file: which keys each has, in the order in which they are written.

This is the one declaration of the file. Reading, unknown keys, the text that is written and the
differences between two policies all follow it. A new key is a line here and a field of the value
its table becomes; a new table is a class here, its key in PolicyShape, and its value.

A value that was refused becomes None and its problem is kept, so that the rest of the file can
still be checked: None in a shape always means "already reported, or left out".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, PlainValidator

from bot.business_hours import written
from bot.case.priority import Priority
from bot.policy import (
    Approval,
    ApprovalWhen,
    BreachStep,
    ClockKind,
    Digest,
    Duration,
    FeedbackTarget,
    Member,
    Office,
    Policy,
    Queue,
    ServiceLevel,
    Team,
    Told,
    values,
)
from bot.policy.grounds import DEFAULT_GROUNDS, Stated
from bot.policy.structure import KeptAs, ShownAs, SlackId, Table

_Specialist = Annotated[str, PlainValidator(values.specialist_id), SlackId]
_ChannelId = Annotated[str, PlainValidator(values.channel_id), SlackId]
_ManagerId = Annotated[str, PlainValidator(values.manager_id), SlackId]
_PersonId = Annotated[str, PlainValidator(values.person_id), SlackId]
_RecipientId = Annotated[str, PlainValidator(values.recipient_id), SlackId]
_Kind = Annotated[str, PlainValidator(values.kind)]
_Zone = Annotated[str, PlainValidator(written.time_zone)]
_Holidays = Annotated[str, PlainValidator(written.holiday_code)]
_Hours = Annotated[str, PlainValidator(written.opening_hours)]
_Date = Annotated[str, PlainValidator(values.closed_date)]
_Length = Annotated[Duration, PlainValidator(values.duration)]
_Delay = Annotated[Duration, PlainValidator(values.delay)]
_ApprovalWhen = Annotated[ApprovalWhen, PlainValidator(values.approval_when)]
_Told = Annotated[Told, PlainValidator(values.told_of_breach)]
_Clock = Annotated[ClockKind, PlainValidator(values.clock)]
_Capacity = Annotated[int, PlainValidator(values.capacity)]
_Share = Annotated[float, PlainValidator(values.share)]
_Switch = Annotated[bool, PlainValidator(values.switch)]
_Cron = Annotated[str, PlainValidator(values.cron)]
_Text = Annotated[str, PlainValidator(values.plain_text)]
_Skill = Annotated[str, PlainValidator(values.skill)]
_Category = Annotated[str, PlainValidator(values.category)]
_Keyword = Annotated[str, PlainValidator(values.keyword)]
_GroundText = Annotated[str, PlainValidator(values.ground_text)]

_Day = Annotated[list[_Hours | None] | None, ShownAs("closed", as_one=True)]


class WorkspaceShape(Table):
    managers: Annotated[list[_ManagerId | None], Field(min_length=1)] | None
    timezone: _Zone | None
    tell_p1: _Switch | None = None


class HoursShape(Table):
    mon: _Day = None
    tue: _Day = None
    wed: _Day = None
    thu: _Day = None
    fri: _Day = None
    sat: _Day = None
    sun: _Day = None

    def by_day(self) -> dict[str, list[str | None]]:
        """The days that have hours, in the week's order."""
        return {day: spans for day, spans in self if spans}


class OfficeShape(Table):
    becomes = Office
    summary = ("{timezone}", "holidays {holidays}", "{hours}", "closed {closed: }")

    timezone: _Zone | None
    holidays: _Holidays | None = ""
    hours: HoursShape | None = HoursShape()
    closed: list[_Date | None] | None = Field(default_factory=list)


class MemberShape(Table):
    becomes = Member
    identified_by = "user"
    summary = ("{office}", "capacity {capacity}", "skills {skills: }", "vendor {vendor}")

    user: _Specialist | None
    office: _Text | None
    skills: list[_Skill | None] | None = Field(default_factory=list)
    capacity: Annotated[_Capacity | None, ShownAs("any number")] = None
    vendor: _Text | None = ""


class QueueShape(Table):
    becomes = Queue
    summary = ("{channel}", "office {office}", "kinds {kinds}")

    channel: _ChannelId | None
    office: _Text | None = ""
    kinds: Annotated[list[_Kind | None], Field(min_length=1)] | None
    managers: list[_ManagerId | None] | None = Field(default_factory=list)
    approvers: list[_ManagerId | None] | None = Field(default_factory=list)
    rotation: list[MemberShape | None] | None = Field(default_factory=list)

    def left_out(self) -> Mapping[str, object]:
        """A queue without an office has that of the first on its rotation."""
        first = next(iter(self.rotation or ()), None)
        return {"office": first.office} if first is not None and not self.office else {}


class LevelShape(Table):
    becomes = ServiceLevel
    summary = (
        "first response {first_response}",
        "update every {update_every}",
        "resolution {resolution}",
        "clock {clock}",
    )

    first_response: _Length | None
    update_every: _Length | None = None
    resolution: _Length | None
    clock: _Clock | None


class LevelsShape(Table):
    keys_are = Priority

    P1: LevelShape | None
    P2: LevelShape | None
    P3: LevelShape | None


class DigestShape(Table):
    becomes = Digest
    summary = ("{to} ({queues}; {cron} {timezone})",)

    to: _RecipientId | None
    queues: Annotated[list[_Text | None], Field(min_length=1)] | None
    cron: _Cron | None
    timezone: _Zone | None


class BreachShape(Table):
    becomes = BreachStep
    summary = ("{after} after: {tell}",)

    after: _Delay | None
    tell: Annotated[list[_Told | None], Field(min_length=1)] | None


class ClearancesShape(Table):
    legal_privileged: list[_ManagerId | None] | None = None
    restricted: list[_ManagerId | None] | None = None
    embargoed: list[_ManagerId | None] | None = None


class FeedbackShape(Table):
    becomes = FeedbackTarget
    summary = ("{channel}", "owner {owner}", "due {due}")

    channel: _ChannelId | None
    owner: _PersonId | None
    due: _Length | None = Duration(days=10)


class StatementShape(Table):
    becomes = Stated
    summary = ("{category}", "{keywords: }")

    category: _Category | None = ""
    keywords: list[_Keyword | None] | None = Field(default_factory=list)
    is_law: _Switch | None = False


class AppealsShape(Table):
    window: Annotated[_Length | None, KeptAs("appeal_window")] = None


class ServiceShape(Table):
    name: Annotated[_Text | None, KeptAs("service_name")] = ""


class QualityShape(Table):
    second_look: _Share | None = None


class TeamShape(Table):
    becomes = Team
    summary = ("{channel}", "people {people}", "answer within {answer_within}", "office {office}")

    channel: _ChannelId | None = ""
    people: list[_ManagerId | None] | None = Field(default_factory=list)
    answer_within: _Length | None = Duration(days=1)
    office: _Text | None = ""


class ApprovalShape(Table):
    becomes = Approval
    summary = ("people {people}", "when {when}")

    people: list[_ManagerId | None] | None = Field(default_factory=list)
    when: list[_ApprovalWhen | None] | None = Field(default_factory=list)


class PolicyShape(Table):
    becomes = Policy

    workspace: Annotated[WorkspaceShape | None, KeptAs("")]
    offices: Annotated[dict[str, OfficeShape | None], Field(min_length=1)] | None
    queues: Annotated[dict[str, QueueShape | None], Field(min_length=1)] | None
    moved: dict[str, _Text | None] | None = None
    sla: Annotated[dict[str, LevelsShape | None] | None, KeptAs("service_levels")]
    breach: Annotated[list[BreachShape | None], Field(min_length=1)] | None = None
    digests: list[DigestShape | None] | None = Field(default_factory=list)
    skills: dict[str, list[_Skill | None] | None] | None = None
    clearances: ClearancesShape | None = None
    feedback: Annotated[dict[str, FeedbackShape | None] | None, Field(max_length=100)] = None
    appeals: Annotated[AppealsShape | None, KeptAs("")] = None
    service: Annotated[ServiceShape | None, KeptAs("")] = None
    quality: Annotated[QualityShape | None, KeptAs("")] = None
    teams: dict[str, TeamShape | None] | None = None
    guidelines: Annotated[dict[str, _Date | None] | None, Field(max_length=100)] = None
    approvals: dict[str, ApprovalShape | None] | None = None
    grounds: (
        Annotated[dict[str, _GroundText | None], Field(min_length=1, max_length=100)] | None
    ) = None
    statements: Annotated[dict[str, StatementShape | None] | None, Field(max_length=100)] = None

    def left_out(self) -> Mapping[str, object]:
        """A file without grounds means the built-in ones."""
        return {"grounds": dict(DEFAULT_GROUNDS)} if self.grounds is None else {}
