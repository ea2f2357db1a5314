"""What a team is told of a question to it: the question, reminders, and that it is settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.case.consult import Consult
from bot.case.escalation import Escalation
from bot.case.identifiers import reference
from bot.casework.case_view import Glimpse, Seen
from bot.reminders.about import Step
from bot.views.lists import Questions
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import ANSWER_CONSULT, CONSULT_BLOCK
from handlers.slack.messages.card import kind_label
from handlers.slack.messages.fitting import and_more
from handlers.slack.messages.in_a_line import guarded
from handlers.slack.messages.markup import (
    Message,
    action_button,
    date,
    inert,
    link,
    person,
    quoted,
    section,
    shortened,
    small_print,
    thread_link,
)

QUESTION_SHOWN = 3200
STORY_LINES, STORY_LIMIT = 3, 300
ANSWER_SHOWN = 160
_SHARES = {Step.HALF: "half", Step.MOST: "80 %"}


def question(consult: Consult, view: Seen, url: str, now: datetime) -> Message:
    """The question as it stands, with what of the case its readers may know: `view` is as they may
    see it."""
    team = inert(consult.team, 60)
    asked = f"{person(consult.asked_by)} asks {team} about {view.reference}"
    lead = f"*{asked}*" + ("" if consult.is_open else f"\n{_settled(consult, view)}")
    blocks: list[Block] = [section(lead)]
    blocks += [section(part) for part in quoted(consult.question, QUESTION_SHOWN)]
    blocks.append(small_print(_about(view, url, now)))
    if consult.is_open:
        blocks.append(section(f"Please answer by {date(consult.due_at)}."))
        blocks.append(_row(consult, f"{CONSULT_BLOCK}_{consult.id}"))
        if consult.has_thread:
            how = "Or reply in this thread: your first reply is the answer, and goes to the case."
            blocks.append(small_print(how))
    said = "" if consult.is_open else f" {_settled(consult, view)}"
    return Message(f"{asked}: {inert(consult.question, 1500)}{said}", blocks)


def due(
    consult: Consult, step: Step, view: Seen, question_url: str, now: datetime
) -> Message | None:
    """A reminder, settled where the question is; None where its date has overtaken it."""
    is_late = now > consult.due_at
    about = reference(consult.escalation_id)
    asked = f"{person(consult.asked_by)}'s question about {about}"
    where = f"\n{link(question_url, 'Read the question')}" if question_url else ""
    if not consult.is_open:
        words = f"{asked} is settled. {_settled(consult, view)}"
        return Message(words, [section(words + where)])
    if step in _SHARES and is_late:
        return None
    if is_late:
        words = f"{asked} is late: your answer was due {date(consult.due_at)}."
    else:
        used = _SHARES.get(step, "most")
        words = f"{asked} waits for your answer: {used} of the time is over."
        words += f" It's due {date(consult.due_at)}."
    row = _row(consult, f"{CONSULT_BLOCK}_{consult.id}")
    return Message(words, [section(words + where), row])


def put_to_you(asked: Questions, team_url: str, now: datetime) -> list[Block]:
    """The questions put to somebody, with a button each; nothing where there is none."""
    if not asked.total:
        return []
    title = section(f"*Asked of you* ({asked.total})")
    more = and_more(asked.total - len(asked.first), ". Those due later are left out here.")
    return [title, *each_put(asked.first, team_url, now), *map(small_print, more)]


def each_put(consults: Sequence[tuple[Consult, Seen]], team_url: str, now: datetime) -> list[Block]:
    """Questions put to somebody, in two lines each, with its button."""
    blocks: list[Block] = []
    for consult, view in consults:
        asked = shortened(consult.question, 1, 240)[0]
        late = "was due" if now > consult.due_at else "due"
        about = _named(view, team_url)
        words = f"{person(consult.asked_by)} about {about}: “{asked}”"
        blocks.append(section(f"{words}\nAnswer {late} {date(consult.due_at)}"[:2950]))
        blocks.append(_row(consult, f"{CONSULT_BLOCK}_{consult.id}"))
    return blocks


def _settled(consult: Consult, view: Seen) -> str:
    if consult.answered_by is None or consult.answered_at is None:
        return "No answer is needed any more: the escalation is closed."
    words = f"Answered by {person(consult.answered_by)} {date(consult.answered_at)}"
    if isinstance(view, Glimpse):
        return f"{words}."
    return f"{words}: “{shortened(consult.answer, 1, ANSWER_SHOWN)[0]}”"


def _about(view: Seen, url: str, now: datetime) -> str:
    """What its readers may know of the case: all of an internal one, in brief; of any other its
    reference, kind and age."""
    if isinstance(view, Glimpse):
        return f"{guarded(view, now)}. No more of it can be shown here."
    e = view.escalation
    story = shortened(e.what_happened, STORY_LINES, STORY_LIMIT)[0]
    return f"{_facts(e, url)}\n{story}"


def _facts(e: Escalation, url: str) -> str:
    account = f" · {inert(e.account, 150)}" if e.account else ""
    return f"{link(url, f'{e.reference} {e.title}')} · {e.priority} · {kind_label(e)}{account}"


def _named(view: Seen, team_url: str) -> str:
    if isinstance(view, Glimpse):
        return view.reference
    e = view.escalation
    return link(thread_link(team_url, view.thread), f"{e.reference} {e.title}")


def _row(consult: Consult, block_id: str) -> Block:
    about = reference(consult.escalation_id)
    press = action_button(ANSWER_CONSULT, "Answer", str(consult.id), main=True)
    answer = press | {"accessibility_label": f"Answer the question about {about}"}
    return {"type": "actions", "block_id": block_id, "elements": [answer]}
