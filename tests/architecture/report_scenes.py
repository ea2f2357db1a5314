"""Reports that a manager asks for, of a case that was decided."""

from __future__ import annotations

from bot import notices as n
from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.reports.chosen import ReportName
from bot.verbs.looking.ask_report import ReportRequest, ask_report
from tests.architecture.plays import Play, claim_and_decide, then
from tests.architecture.scene import Scene
from tests.architecture.stage import Stage
from tests.support.factories import STORK


def asks_for(name: ReportName, by: str = "") -> Play:
    """The workspace's manager asks for a report of this day."""

    def play(stage: Stage, _case: EscalationId) -> None:
        day = stage.now.date().isoformat()
        wanted = ReportRequest(Actor(STORK, Via.FORM), name.value, day, day, by=by)
        with stage.storage.begin() as work:
            ask_report(work, wanted, stage.now)

    return play


REPORT_SCENES = (
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
