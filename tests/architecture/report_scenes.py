"""What a manager asks of the books once a case was decided: reports, and what a change would do."""

from __future__ import annotations

from bot import notices as n
from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.policy.editing import MemberRemoval
from bot.reports.chosen import ReportName
from bot.verbs.looking.ask_report import ReportRequest, ask_report
from bot.verbs.settings.ask_what_if import WhatIfRequest, ask_what_if
from tests.architecture.plays import Play, claim_and_decide, then
from tests.architecture.scene import Scene
from tests.architecture.stage import Stage
from tests.support.factories import CRANE, STORK


def asks_for(name: ReportName, by: str = "") -> Play:
    """The workspace's manager asks for a report of this day."""

    def play(stage: Stage, _case: EscalationId) -> None:
        day = stage.now.date().isoformat()
        wanted = ReportRequest(Actor(STORK, Via.FORM), name.value, day, day, by=by)
        with stage.storage.begin() as work:
            ask_report(work, wanted, stage.now)

    return play


def asks_what_if(stage: Stage, _case: EscalationId) -> None:
    """The workspace's manager asks what it would have done to take somebody off the rotation."""
    at = f"no_member/executive/{CRANE}"
    asked = n.WhatIfAsked(STORK, at, (), 1, 1, "", "V1")
    change = MemberRemoval("executive", CRANE)
    with stage.storage.begin() as work:
        ask_what_if(work, WhatIfRequest(Actor(STORK, Via.FORM), change, 1, asked), stage.now)


REPORT_SCENES = (
    Scene(n.WhatIfAsked, then(claim_and_decide, asks_what_if), None),
    *(
        Scene(n.ReportAsked, then(claim_and_decide, asks_for(name)), None, name=name.value)
        for name in ReportName
    ),
    Scene(
        n.ReportAsked,
        then(claim_and_decide, asks_for(ReportName.KPI, "requester")),
        None,
        name="kpi by requester",
    ),
)
