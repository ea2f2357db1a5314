"""The parts of the decision form that open where the kind and the outcome need them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.case.decision import (
    CHANGE_LIMIT,
    GUIDELINE_LIMIT,
    ROOT_CAUSES,
    THROUGH_REQUESTER,
    DecisionDraft,
)
from bot.case.kinds import OUTCOMES, Kind
from bot.case.languages import NAMES
from bot.case.restriction import (
    AUTOMATED_MEANS,
    RESTRICTIONS,
    WHAT_LIMIT,
    asks_words,
    categories,
    countries,
    exactly,
)
from bot.case.similar import Similar
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import LANGUAGE_CHOSEN, RESTRICTION_CHOSEN, WHAT_CHOSEN
from handlers.slack.forms.ask_feedback import READ_BY, feedback_to
from handlers.slack.forms.inputs import chosen, chosen_day, chosen_several, option, typed

OUTCOME, GROUND, EXPLANATION, MESSAGE = "outcome", "ground", "explanation", "message"
FACTS, LANGUAGE, TOLD, GUIDELINE = "facts", "language", "told_through", "guideline_version"
RESTRICTION, WHAT, OTHER = "restriction", "restriction_what", "restriction_other"
CATEGORY, MEANS, WHERE, UNTIL = "category", "automated_means", "territory", "until"
CAUSE, CHANGE, WHY = "root_cause", "what_should_change", "why_otherwise"
NONE = "none"
_ABOUT = {
    NONE: "Nothing is restricted that wasn't before",
    "visibility": "Content removed, hidden, demoted or labelled",
    "account": "The account suspended or closed",
    "monetary": "Payments suspended or ended",
    "service": "The service suspended or ended",
}


def options(texts: Mapping[str, str]) -> list[Block]:
    """Entries of a select, by their values."""
    return [option(key, text) for key, text in texts.items()]


def numbers(found: Sequence[Similar]) -> str:
    """Which earlier decisions are shown, and in how much each is alike."""
    shown = ((one.external_id[:12] or one.decision, one.nearness) for one in found)
    return " ".join(f"{which}:{''.join(map(str, near))}" for which, near in shown)


def what_of(restriction: str) -> str:
    """The block that says what exactly: another for each sort, since Slack keeps what was chosen in
    a block, which another sort doesn't have."""
    return f"{WHAT}_{restriction}"


def facts(given: DecisionDraft, limit: int) -> Block:
    """What the decision relies on."""
    return typed(
        FACTS,
        "Facts",
        given.facts,
        hint="What it relies on; a new restriction needs them",
        multiline=True,
        optional=not given.restriction,
        limit=limit,
    )


def language(given: DecisionDraft) -> Block:
    """The language of the message to the impacted party."""
    named = {code: name for code, name in NAMES.items() if code != "no" or given.language == "no"}
    ordered = dict(sorted(named.items(), key=lambda pair: pair[1]))
    hint = "Of the message"
    return chosen(
        LANGUAGE,
        "Language",
        options(ordered),
        given.language,
        hint=hint,
        optional=True,
        action=LANGUAGE_CHOSEN,
    )


def told_through(channels: Mapping[str, str], given: DecisionDraft) -> Block:
    """By which channel the impacted party is told."""
    told = given.told_through if given.told_through in channels else ""
    return chosen(TOLD, "How they are told", options(channels), told)


def restriction(given: DecisionDraft, category: str = "") -> list[Block]:
    """Whether a new restriction is imposed, and what one is asked; `category` is its ground's."""
    sorts = [option(NONE, "None", _ABOUT[NONE])]
    sorts += [option(name, words, _ABOUT[name]) for name, words in RESTRICTIONS.items()]
    chosen_sort = given.restriction or NONE
    asked = [chosen(RESTRICTION, "New restriction", sorts, chosen_sort, action=RESTRICTION_CHOSEN)]
    if given.restriction in RESTRICTIONS:
        asked += _of_restriction(given, category)
    return asked


def _of_restriction(given: DecisionDraft, category: str) -> list[Block]:
    within = dict.fromkeys(countries(), "")
    whats, block = options(exactly(given.restriction)), what_of(given.restriction)
    asked = [chosen(block, "What exactly", whats, given.restriction_what, action=WHAT_CHOSEN)]
    if asks_words(given.restriction_what):
        other = given.restriction_other
        asked.append(typed(OTHER, "In words", other, hint="What Other is here", limit=WHAT_LIMIT))
    return [
        *asked,
        chosen(CATEGORY, "Category", options(categories()), given.category or category),
        chosen(MEANS, "Automated means", options(AUTOMATED_MEANS), given.automated_means),
        chosen_several(
            WHERE,
            "Where",
            [option(code, code) for code in within],
            given.territory,
            hint="Countries of the EU and the EEA; empty: all of them",
            optional=True,
        ),
        chosen_day(UNTIL, "Until", given.until, hint="Its last day; empty: no end", optional=True),
    ]


def guideline(given: DecisionDraft, in_force: str) -> Block:
    """The version of the guidelines that it rests on."""
    version = given.guideline_version or in_force
    hint = f"In force today: {in_force}" if in_force else "As the guidelines call it"
    return typed(
        GUIDELINE, "Guideline version", version, hint=hint, optional=True, limit=GUIDELINE_LIMIT
    )


def why_otherwise(given: DecisionDraft) -> Block:
    """Why it departs from the last ones alike."""
    return typed(
        WHY,
        "Why it differs from before",
        given.why_otherwise,
        hint="The last three on this ground ended differently. A sentence is enough",
        multiline=True,
        limit=CHANGE_LIMIT,
    )


def of_reversals(given: DecisionDraft, targets: Sequence[str]) -> list[Block]:
    """What is asked where a decision is undone, wholly or in part."""
    return [
        chosen(CAUSE, "Root cause", options(ROOT_CAUSES), given.root_cause),
        typed(
            CHANGE,
            "What should change",
            given.what_should_change,
            hint=READ_BY if targets else "",
            multiline=True,
            limit=CHANGE_LIMIT,
        ),
        *([feedback_to(targets, given.feedback_to)] if targets else []),
    ]


def is_whole(kind: Kind, given: DecisionDraft, *, more: bool) -> bool:
    """Whether the whole record is asked: of a reasoned decision, of one that changes something, and
    where something of it was said already."""
    outcome = OUTCOMES.get(given.outcome)
    said = (given.facts, given.guideline_version, given.restriction)
    changes = outcome is not None and outcome.changes
    elsewhere = given.told_through not in ("", THROUGH_REQUESTER)
    return more or kind.asks_all or changes or elsewhere or any(said)


def departs(given: DecisionDraft, stands: str) -> bool:
    """Whether it ends otherwise than the last ones alike, which all ended as `stands` ('' for no
    such line)."""
    return bool(stands and given.outcome) and given.outcome != stands


def is_reversal(outcome: str) -> bool:
    """Whether this outcome asks for a root cause."""
    found = OUTCOMES.get(outcome)
    return found is not None and found.is_reversal
