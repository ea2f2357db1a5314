"""The file of a report holds nothing of a case that its reader may not see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from bot import notices as n
from bot.case.identifiers import EscalationId
from bot.case.imported import Imported
from bot.reports.chosen import ReportName
from bot.verbs.importing.import_decisions import import_decisions
from bot.verbs.importing.reading import Row
from handlers.delivery.rendering_report import render_file, render_report
from handlers.slack.messages.markup import Message
from handlers.web_api.uploading import Outgoing
from tests.architecture.plays import claim_and_decide, then
from tests.architecture.report_scenes import asks_for
from tests.architecture.secrets import CLASSES, SECRET, Secrets, keep, leaks, let_nobody_in
from tests.architecture.stage import Stage
from tests.support.factories import FINCH

MOST = 1_000_000
NewStage = Callable[..., Stage]


def asked(new_stage: NewStage, name: ReportName) -> tuple[Stage, EscalationId, n.ReportAsked]:
    stage = new_stage(texts=Secrets())
    case = stage.open()
    then(claim_and_decide, asks_for(name))(stage, case)
    notice = stage.said(n.ReportAsked)
    assert isinstance(notice, n.ReportAsked)
    return stage, case, notice


def content(stage: Stage, notice: n.ReportAsked) -> str:
    found = render_file(stage.storage, notice, "mark", MOST)
    return found.content.decode() if isinstance(found, Outgoing) else ""


@pytest.mark.parametrize("name", ReportName)
@pytest.mark.parametrize("class_", CLASSES)
def test_a_file_tells_nothing_of_a_case_to_who_may_not_read_it(
    name: ReportName, class_: str, new_stage: NewStage
) -> None:
    stage, case, notice = asked(new_stage, name)
    let_nobody_in(stage)
    keep(stage, class_)

    text = content(stage, notice)

    assert leaks(Message(text, [])) == []
    is_named = name is ReportName.DECISIONS and class_ == "restricted"
    assert (f"ESC-{case}" in text) == is_named


def test_who_may_read_the_case_finds_its_decision_whole(new_stage: NewStage) -> None:
    stage, _, notice = asked(new_stage, ReportName.DECISIONS)

    assert leaks(Message(content(stage, notice), []))


@pytest.mark.parametrize("kind", ["legal", "authority"])
def test_an_imported_decision_is_kept_by_the_class_of_its_kind(
    kind: str, new_stage: NewStage
) -> None:
    stage, _, notice = asked(new_stage, ReportName.DECISIONS)
    old = Imported(f"OLD-{kind}", kind, stage.now, "upheld", title=f"old {SECRET}")
    with stage.storage.begin() as work:
        import_decisions(work, [Row(2, old)], stage.now)
    let_nobody_in(stage)

    assert f"old {SECRET}" not in content(stage, notice)


def test_an_imported_decision_of_an_internal_kind_is_in_it(new_stage: NewStage) -> None:
    stage, _, notice = asked(new_stage, ReportName.DECISIONS)
    old = Imported("OLD-1", "other", stage.now, "upheld", title=f"old {SECRET}")
    with stage.storage.begin() as work:
        import_decisions(work, [Row(2, old)], stage.now)

    assert f"old {SECRET}" in content(stage, notice)


def test_a_file_that_is_too_large_is_said_and_not_sent(new_stage: NewStage) -> None:
    stage, _, notice = asked(new_stage, ReportName.DECISIONS)

    found = render_file(stage.storage, notice, "mark", 100)

    assert isinstance(found, Message)
    assert "escalations report decisions --from" in found.text


def test_who_manages_nothing_any_more_gets_no_file(new_stage: NewStage) -> None:
    stage, _, notice = asked(new_stage, ReportName.KPI)

    assert render_file(stage.storage, replace(notice, to=FINCH), "mark", MOST) is None


def renames_its_queue(stage: Stage, moved: Mapping[str, str]) -> None:
    """Another queue takes the first one's place, under another name."""
    with stage.storage.begin() as work:
        before = work.policies.current()
        assert before is not None
        (queue,) = before.queues.values()
        after = replace(before, queues={"execs": replace(queue, name="execs")}, moved=moved)
        work.policies.add(after, "STORK", stage.now)


def test_a_queue_that_was_renamed_meanwhile_has_its_file_under_the_new_name(
    new_stage: NewStage,
) -> None:
    stage, case, notice = asked(new_stage, ReportName.DECISIONS)
    renames_its_queue(stage, {"executive": "execs"})

    assert f"ESC-{case}" in content(stage, replace(notice, queues=("executive",)))


def test_a_queue_that_is_gone_meanwhile_is_not_all_queues(new_stage: NewStage) -> None:
    stage, case, notice = asked(new_stage, ReportName.DECISIONS)
    renames_its_queue(stage, {})

    gone = replace(notice, queues=("executive",))
    assert content(stage, notice)
    assert render_file(stage.storage, gone, "mark", MOST) is None
    said = render_report(stage.storage, gone).text
    assert said.startswith("I can't show “Decisions, ")
    assert said.endswith("either the queue has gone or you've stopped managing it.")
    assert f"ESC-{case}" not in said
