"""The tables, one class a table; only storage/ knows them."""

from storage.instants import Instant
from storage.tables.cases import (
    AdviceWordRow,
    AppealRow,
    ChannelRow,
    CommunicationRow,
    CounterRow,
    DecisionRow,
    DraftRow,
    EffectRow,
    EscalationRow,
    ExposureRow,
    OtherCommunicationRow,
    RequestRow,
    SubjectRow,
    ThreadRow,
    TimelineRow,
    WithholdingRow,
)
from storage.tables.consults import ConsultMessageRow, ConsultRow
from storage.tables.delivering import (
    PENDING,
    UNFINISHED,
    ChannelPaceRow,
    DirectMessageRow,
    HindranceRow,
    OutboxRow,
)
from storage.tables.feedback import FeedbackCaseRow, FeedbackRow
from storage.tables.imported import ImportedDecisionRow, ImportedSubjectRow
from storage.tables.people import GroupMemberRow, HomeRow, IdentityRow, PersonRow, PolicyRow
from storage.tables.register import ErasureRow, RegisterEntryRow, RegisterHeadRow
from storage.tables.reviews import ReviewAskRow, ReviewRow
from storage.tables.second_looks import LookAskRow, LookStratumRow, SecondLookRow
from storage.tables.serving import (
    AbsenceRow,
    ClockEventRow,
    ExclusionRow,
    QueueLockRow,
    SnoozeRow,
    TimerRow,
    TurnRow,
)
from storage.tables.table import Id, Table

__all__ = [
    "PENDING",
    "UNFINISHED",
    "AbsenceRow",
    "AdviceWordRow",
    "AppealRow",
    "ChannelPaceRow",
    "ChannelRow",
    "ClockEventRow",
    "CommunicationRow",
    "ConsultMessageRow",
    "ConsultRow",
    "CounterRow",
    "DecisionRow",
    "DirectMessageRow",
    "DraftRow",
    "EffectRow",
    "ErasureRow",
    "EscalationRow",
    "ExclusionRow",
    "ExposureRow",
    "FeedbackCaseRow",
    "FeedbackRow",
    "GroupMemberRow",
    "HindranceRow",
    "HomeRow",
    "Id",
    "IdentityRow",
    "ImportedDecisionRow",
    "ImportedSubjectRow",
    "Instant",
    "LookAskRow",
    "LookStratumRow",
    "OtherCommunicationRow",
    "OutboxRow",
    "PersonRow",
    "PolicyRow",
    "QueueLockRow",
    "RegisterEntryRow",
    "RegisterHeadRow",
    "RequestRow",
    "ReviewAskRow",
    "ReviewRow",
    "SecondLookRow",
    "SnoozeRow",
    "SubjectRow",
    "Table",
    "ThreadRow",
    "TimelineRow",
    "TimerRow",
    "TurnRow",
    "WithholdingRow",
]
