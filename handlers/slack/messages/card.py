"""The card of a case: the root of its thread, always what is so now."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.case.escalation import Escalation, Wait
from bot.case.kinds import KINDS
from bot.case.priority import Priority
from bot.case.states import CloseReason, State
from bot.case.text import EMOJI
from bot.casework.assignment import Hands
from bot.casework.case_view import CaseView, Standing
from bot.policy.languages import language_in, language_name
from bot.service_levels.clocks import ClockReading
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import (
    CARD_BLOCK,
    CARD_FACTS,
    CARD_RAISED,
    CARD_STORY,
    DETAILS,
    FEEDBACK,
    WHY_ME,
)
from handlers.slack.messages.apart import crowded_out, entries_of, with_menu
from handlers.slack.messages.markup import (
    FALLBACK_LIMIT,
    HEADER_LIMIT,
    MENU_ROOM,
    OF_THE_FACTS,
    MenuEntry,
    Message,
    action_button,
    buttons,
    date,
    header,
    hours_words,
    inert,
    person,
    section,
    shortened,
    small_print,
)
from handlers.slack.messages.particulars import LINKS_SHOWN, links_line, particulars
from handlers.slack.messages.written import (
    TEXT_LIMIT,
    asked_of,
    back,
    telling,
    written,
)
from handlers.slack.messages.written import outcome_label as outcome_label  # noqa: PLC0414 (a word of cards)

SEPARATOR = " · "
NOBODY = "and nobody on the rotation can take it now"
STORY_LINES = 3
STORY_LIMIT = 240
"""Three lines on a wide screen, six on a phone; a third of it where the card also says why it was
reopened."""
JOINED_SHOWN = 5
NO_HANDS = Hands()


def card(view: CaseView, now: datetime, hands: Hands = NO_HANDS) -> Message:
    """The card as the case is now: six lines, and three once it's closed. What it leaves out is
    behind *Show more*, *Show* and the entries *Details* and *Why* of its menus."""
    e = view.escalation
    if e.is_closed:
        return Message(summary(view, now), [headline(e), *_folded(view)])
    # Once there is a new decision, the one before is among the details.
    again = reopened(view) if view.decision is None else []
    lines = [_facts(view), *_next(view, now), *particulars(view), *_questions(view)]
    about = "\n".join([*lines, *_passing_on(e, hands), *back(view), *again])
    beside, left = _beside_the_facts(view)
    blocks: list[Block] = [
        headline(e),
        with_menu(section(about), beside, e.id, CARD_FACTS),
        _story(view),
    ]
    if e.links and view.decision is None:
        blocks.append(section(links_line(e, LINKS_SHOWN if view.reopening is None else 1)))
    acts = [m for m in view.moves if m not in OF_THE_FACTS]
    acts, also, rest = crowded_out(acts, [*left, *_feedback(view)])
    blocks += buttons(acts, e.id, e.reference, CARD_BLOCK, also=also)
    blocks.append(_raised(e, rest))
    return Message(summary(view, now), blocks)


def headline(e: Escalation) -> Block:
    """Reference and title, whole: what is too long for a heading, or has emoji, which a heading of
    plain text spells out, is a paragraph in bold."""
    words = f"{e.reference} · {e.title}"
    fits = len(words) <= HEADER_LIMIT and not EMOJI.search(e.title)
    return header(words) if fits else section(f"*{inert(words)}*")


def _raised(e: Escalation, rest: list[MenuEntry]) -> Block:
    """The last line, in small print unless it has a menu: Slack puts none beside that."""
    line = raised_line(e)
    return with_menu(section(line), rest, e.id, CARD_RAISED) if rest else small_print(line)


def raised_line(e: Escalation) -> str:
    """Who raised it and when, and who joined it."""
    joined = [person(user) for user in e.co_requesters[:JOINED_SHOWN]]
    more = len(e.co_requesters) - len(joined)
    shown = ", ".join([*joined, *([f"{more} more"] if more else [])])
    line = f"Raised by {person(e.requester)} {date(e.opened_at)}"
    return f"{line}, joined by {shown}" if shown else line


def _facts(view: CaseView) -> str:
    """Priority, kind, account, state and owner."""
    e = view.escalation
    priority = f"🔴 *{e.priority}*" if e.priority is Priority.P1 else f"*{e.priority}*"
    account = [inert(e.account, 150)] if e.account else []
    return SEPARATOR.join([priority, kind_and_language(e), *account, _stands(view)])


def _stands(view: CaseView) -> str:
    e = view.escalation
    state, by = f"*{state_label(e.state)}*", f" by {person(e.owner)}" if e.owner else ""
    if e.is_unclaimed:
        offered = f"offered to {person(e.offer.to)}" if e.offer else NOBODY
        return f"{state}, {offered}"
    if e.wait is not None:
        return f"{state} on {e.wait.on.words}" + (f", claimed{by}" if by else "")
    if view.review is not None:
        return f"{state}, written{by}, {asked_of(view.review)}"
    if view.decision is not None and view.decision.approved_by is not None:
        return f"{state}{by}, approved by {person(view.decision.approved_by)}"
    return f"{state}{by}"


def state_label(state: State) -> str:
    """A state as people call it."""
    return state.value.replace("_", " ").capitalize()


def _next(view: CaseView, now: datetime) -> list[str]:
    """What is due next, and a legal deadline that comes after it."""
    e, deadline = view.escalation, view.escalation.deadline
    if e.is_settling:
        carried = ["it's carried out"] if e.is_to_be_carried_out else []
        told = [telling(view)] if e.is_untold else []
        line = f"Next: {', and '.join([*told, *carried])}"
    elif e.wait is not None:
        line = f"Until {date(e.wait.until)}: {shortened(e.wait.for_what, 1, 120)[0]}"
    else:
        line = due_line(view, now)
        is_late = view.due is not None and view.due.is_late(now)
        line = f"*Late* · {line}" if is_late else line
    if deadline is not None:
        passed = "*Legal deadline passed*" if now > deadline.at else "Legal deadline"
        legal = f"{passed} {date(deadline.at)}"
        if line.startswith("Legal deadline"):
            line = ""
        both = (legal, line) if now > deadline.at else (line, legal)
        line = SEPARATOR.join(filter(None, both))
    return [line] if line else []


def _questions(view: CaseView) -> list[str]:
    """Which teams are asked, and by when they answer; nothing where none is."""
    asked = [f"{inert(c.team, 40)} by {date(c.due_at)}" for c in view.consults]
    if not asked:
        return []
    more = f" and {len(asked) - 3} more" if len(asked) > 3 else ""
    return [f"Asked: {', '.join(asked[:3])}{more}"]


def _passing_on(e: Escalation, hands: Hands) -> list[str]:
    """That somebody is asked to take it over; the note is among the details."""
    if e.hand_over is not None:
        asked = person(e.hand_over.to)
        return [f"Hand-over asked of {asked} by {person(e.hand_over.by)}: accepted with *Claim*"]
    if hands.handed_over_by is not None:
        return [f"Handed over by {person(hands.handed_over_by)}"]
    return []


def reopened(view: CaseView, limit: int = 120) -> list[str]:
    """That it was reopened, by whom and why, and what was decided before; nothing in its first
    run."""
    again = view.reopening
    if again is None:
        return []
    by = f" by {person(again.by)}" if again.by else ""
    lines = [f"*Reopened*{by}: {shortened(again.why, 1, limit)[0]}"]
    before = again.decided
    if before is not None:
        told = "the impacted party was told" if again.communication else "nobody was told"
        message = shortened(before.message, 1, limit)[0]
        said = f"{told}: “{message}”" if again.communication else told
        lines.append(f"Decided before: {outcome_label(before.outcome)}; {said}")
    return lines


def _story(view: CaseView) -> Block:
    """The story, three lines of it; once a decision is written, that in its place."""
    e, decision = view.escalation, view.decision
    room = (STORY_LINES, STORY_LIMIT) if view.reopening is None else (1, STORY_LIMIT // 3)
    words, is_cut = shortened(e.what_happened, *room)
    if view.review is not None:
        words = written(view.review)
        is_cut = True
    elif decision is not None:
        again = " (corrects an earlier one)" if decision.supersedes else ""
        why, message = (
            shortened(text, 1, TEXT_LIMIT)[0] for text in (decision.explanation, decision.message)
        )
        outcome = outcome_label(decision.outcome)
        told = "What they are told" if e.silence is None else "What they would be told"
        words = f"*Decision: {outcome}*{again}\n{why}\n*{told}:* {message}"
        is_cut = True
    block = section(words, CARD_STORY)
    return block | ({"accessory": _show(e, "Show more")} if is_cut else {})


def _show(e: Escalation, label: str) -> Block:
    shows = action_button(DETAILS, label, str(e.id))
    return shows | {"accessibility_label": f"{label} of {e.reference}"}


def _beside_the_facts(view: CaseView) -> tuple[list[MenuEntry], list[MenuEntry]]:
    """The menu of the second line: what changes it, and what it rests on; then what that menu has
    no room for."""
    moves = entries_of([m for m in OF_THE_FACTS if m in view.moves])
    always = [MenuEntry(DETAILS, "Details"), MenuEntry(WHY_ME, "Why")]
    room = MENU_ROOM - len(always)
    return [*moves[:room], *always], moves[room:]


def _feedback(view: CaseView) -> list[MenuEntry]:
    """Where the policy names somebody to give feedback to."""
    return [MenuEntry(FEEDBACK, "Feedback")] if view.asks_feedback else []


def _folded(view: CaseView) -> list[Block]:
    """A closed case in two lines: how it ended and by whom, and what was said."""
    e, decision = view.escalation, view.decision
    lines = [_ended(view)]
    if e.close_reason is CloseReason.UNTOLD:
        lines.append(f"Not told: {shortened(e.close_note, 1, TEXT_LIMIT)[0]}")
    elif decision is not None and e.close_reason is CloseReason.COMMUNICATED:
        lines.append(f"They were told: “{shortened(decision.message, 1, TEXT_LIMIT)[0]}”")
    elif e.close_note:
        lines.append(shortened(e.close_note, 1, TEXT_LIMIT)[0])
    # Confidentiality alone would be a menu for what is hardly ever done: `show` has it.
    moves = [move for move in view.moves if move not in OF_THE_FACTS]
    also = _feedback(view)
    row = buttons(moves, e.id, e.reference, CARD_BLOCK, _show(e, "Show"), also=also)
    return [section("\n".join(lines)), *row]


def _ended(view: CaseView) -> str:
    e = view.escalation
    who = view.closed_by
    by = f" by {person(who)}" if who else ""
    at = f" {date(e.closed_at)}" if e.closed_at else ""
    match e.close_reason:
        case CloseReason.COMMUNICATED:
            decision = view.decision
            how = f": *{outcome_label(decision.outcome)}*" if decision else ""
            other = decision is not None and decision.decided_by != who
            decided = f", decided by {person(decision.decided_by)}" if decision and other else ""
            return f"*Closed*{by}{at}{how}{decided}"
        case CloseReason.UNTOLD:
            how = f": *{outcome_label(view.decision.outcome)}*" if view.decision else ""
            return f"*Closed*{by}{at}{how}, and its party is not told"
        case CloseReason.DUPLICATE:
            return f"*Closed*{by}{at} as a duplicate of ESC-{e.duplicate_of}"
        case CloseReason.MISROUTED:
            return f"*Closed*{by}{at} as misrouted"
        case CloseReason.WITHDRAWN | None:
            return f"*Closed*{by}{at}: withdrawn"
        case _:
            assert_never(e.close_reason)


def summary(view: CaseView, now: datetime) -> str:
    """The case in a line or two, for notifications, screen readers and lists."""
    e = view.escalation
    line = (
        f"{e.reference} {inert(e.title, 600)} ({e.priority}, {kind_label(e)}): {state_line(view)}"
    )
    due = due_line(view, now)
    if due:
        line += f". {due}"
    return line[:FALLBACK_LIMIT]


def due_line(view: CaseView | Standing, now: datetime, *, in_hours: bool = True) -> str:
    """What is due next: when, by which clock, and in whose hours; '' where nothing is."""
    due, deadline, expected = view.due, view.deadline_at, view.expected_at
    first = min(filter(None, [due.due_at if due else None, deadline, expected]), default=None)
    if first is None:
        return ""
    if first == deadline:
        return f"Legal deadline {'passed' if now > deadline else 'due'} {date(deadline)}"
    if due is None or first == expected:
        return f"Expected back {date(first)}"
    late = "was due" if due.is_late(now) else "due"
    hours = whose_hours(due, view.priority) if in_hours else ""
    return f"{due.clock.words.capitalize()} {late} {date(first)}{hours}"


def whose_hours(reading: ClockReading, priority: Priority) -> str:
    """In whose hours a clock counts, in brackets; around the clock goes without saying of a P1."""
    if reading.hours.are_all and priority is Priority.P1:
        return ""
    return f" ({hours_words(reading.hours)})"


def kind_and_language(e: Escalation) -> str:
    """The kind, and the language asked for if one is."""
    code = language_in(e.skills)
    return kind_label(e) + (f", in {inert(language_name(code), 60)}" if code else "")


def waiting(wait: Wait) -> str:
    """On whom a case waits, until when, for what."""
    return f"*Waiting* on {wait.on.words} until {date(wait.until)}: {inert(wait.for_what, 1100)}"


def kind_label(e: Escalation) -> str:
    """The kind as people call it."""
    return kind_words(e.kind)


def kind_words(name: str) -> str:
    """A kind, by its name, as people call it."""
    kind = KINDS.get(name)
    return kind.label if kind else inert(name)


def state_line(view: CaseView) -> str:
    """The state of the case, in a few words."""
    e = view.escalation
    match e.state:
        case State.OPEN:
            return f"open, offered to {person(e.offer.to)}" if e.offer else "open, unclaimed"
        case State.CLAIMED:
            return f"claimed by {person(e.owner)}" if e.owner else "claimed"
        case State.WAITING:
            on = e.wait.on.words if e.wait else "somebody"
            return f"waiting on {on}, claimed by {person(e.owner)}" if e.owner else "waiting"
        case State.IN_REVIEW:
            written = f", written by {person(e.owner)}" if e.owner else ""
            return f"in review{written}"
        case State.DECIDED:
            is_barred = e.silence is not None
            told = "its party may not be told" if is_barred else "to be communicated"
            left = told if e.is_untold else "to be carried out"
            return f"decided by {person(e.owner)}, {left}" if e.owner else "decided"
        case State.CLOSED:
            return f"closed ({e.close_reason})"
        case _:
            assert_never(e.state)


def closing(view: CaseView) -> str:
    """How the case ended."""
    e = view.escalation
    at = f" {date(e.closed_at)}" if e.closed_at else ""
    note = f"\n{inert(e.close_note, 1100)}" if e.close_note else ""
    match e.close_reason:
        case CloseReason.COMMUNICATED:
            by = f" by {person(view.communication.by)}" if view.communication else ""
            return f"*Closed*{at}: the impacted party has been told (marked{by})."
        case CloseReason.UNTOLD:
            return f"*Closed*{at}: decided, and the impacted party is not told of it.{note}"
        case CloseReason.DUPLICATE:
            return f"*Closed*{at} as a duplicate of ESC-{e.duplicate_of}.{note}"
        case CloseReason.MISROUTED:
            return f"*Closed*{at} as misrouted.{note}"
        case CloseReason.WITHDRAWN | None:
            return f"*Closed*{at}: withdrawn.{note}"
        case _:
            assert_never(e.close_reason)
