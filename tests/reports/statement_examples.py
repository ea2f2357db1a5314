"""Restrictions as they are decided, and statements of reasons as the Transparency Database takes
them or doesn't."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.case.identifiers import EscalationId
from bot.policy.grounds import STATED
from bot.reports.statement_rules import Statement
from bot.reports.statements import Restricted, statement_of

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
REMOVED = Restricted(
    decision=12,
    escalation_id=EscalationId(7),
    kind="dispute",
    basis="",
    opened_at=datetime(2026, 3, 2, 23, 30, tzinfo=UTC),
    decided_at=datetime(2026, 3, 4, 10, 0, tzinfo=UTC),
    ground="incentivised_reviews",
    ground_words="Incentivised reviews: paid for, rewarded or pressed for",
    explanation="A voucher was promised for five stars.",
    facts="The review says that a voucher came with the bill.",
    restriction="visibility",
    what="DECISION_VISIBILITY_CONTENT_REMOVED",
    other="",
    category="STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    automated_means="detection",
    territory=("DE", "AT"),
    until=date(2026, 9, 30),
    guideline_version="2026-1",
)
UNLAWFUL = replace(REMOVED, ground="law", ground_words="§ 5a UWG")
OTHERWISE = replace(REMOVED, what="DECISION_VISIBILITY_OTHER", other="Shown without its stars")
UNPAID = replace(
    REMOVED, restriction="monetary", what="DECISION_MONETARY_OTHER", other="No payouts"
)


def statement(one: Restricted, **changes: object) -> dict[str, object]:
    """What is told of it, with these fields changed; None takes one away."""
    said = statement_of(one, COPENHAGEN, STATED[one.ground]) | changes
    return {name: value for name, value in said.items() if value is not None}


LONG = "x" * 5001
TOO_LONG = "x" * 501


def _with(one: Restricted, **changes: object) -> Callable[[], Statement]:
    return lambda: statement(one, **changes)


BROKEN: Mapping[str, tuple[Callable[[], Statement], str]] = {
    "decision_visibility: a list": (
        _with(REMOVED, decision_visibility="DECISION_VISIBILITY_OTHER"),
        "decision_visibility: is a list",
    ),
    "decision_visibility: known values": (
        _with(REMOVED, decision_visibility=["GONE"]),
        "decision_visibility: there is no GONE",
    ),
    "decision_visibility: needed without the other three": (
        _with(REMOVED, decision_visibility=None),
        "decision_visibility: is needed",
    ),
    "decision_visibility_other: needed with OTHER": (
        _with(OTHERWISE, decision_visibility_other=None),
        "decision_visibility_other: is needed",
    ),
    "decision_visibility_other: only with OTHER": (
        _with(REMOVED, decision_visibility_other="Words"),
        "decision_visibility_other: may not be there",
    ),
    "decision_visibility_other: 500 characters": (
        _with(OTHERWISE, decision_visibility_other=TOO_LONG),
        "decision_visibility_other: has more than 500 characters",
    ),
    "decision_monetary: known values": (
        _with(UNPAID, decision_monetary="LESS"),
        "decision_monetary: there is no LESS",
    ),
    "decision_monetary: needed without the other three": (
        _with(REMOVED, decision_visibility=None),
        "decision_monetary: is needed",
    ),
    "decision_monetary_other: needed with OTHER": (
        _with(UNPAID, decision_monetary_other=None),
        "decision_monetary_other: is needed",
    ),
    "decision_monetary_other: only with OTHER": (
        _with(REMOVED, decision_monetary_other="Words"),
        "decision_monetary_other: may not be there",
    ),
    "decision_monetary_other: 500 characters": (
        _with(UNPAID, decision_monetary_other=TOO_LONG),
        "decision_monetary_other: has more than 500 characters",
    ),
    "decision_provision: known values": (
        _with(REMOVED, decision_provision="NONE"),
        "decision_provision: there is no NONE",
    ),
    "decision_provision: needed without the other three": (
        _with(REMOVED, decision_visibility=None),
        "decision_provision: is needed",
    ),
    "decision_account: known values": (
        _with(REMOVED, decision_account="CLOSED"),
        "decision_account: there is no CLOSED",
    ),
    "decision_account: needed without the other three": (
        _with(REMOVED, decision_visibility=None),
        "decision_account: is needed",
    ),
    "account_type: known values": (
        _with(REMOVED, account_type="BOTH"),
        "account_type: there is no BOTH",
    ),
    "decision_ground: needed": (
        _with(REMOVED, decision_ground=None),
        "decision_ground: is needed",
    ),
    "decision_ground: known values": (
        _with(REMOVED, decision_ground="TASTE"),
        "decision_ground: there is no TASTE",
    ),
    "decision_ground_reference_url: an address": (
        _with(REMOVED, decision_ground_reference_url="guidelines"),
        "decision_ground_reference_url: is no address",
    ),
    "decision_ground_reference_url: 500 characters": (
        _with(REMOVED, decision_ground_reference_url=f"https://example.com/{TOO_LONG}"),
        "decision_ground_reference_url: has more than 500 characters",
    ),
    "illegal_content_legal_ground: needed for illegal content": (
        _with(UNLAWFUL, illegal_content_legal_ground=None),
        "illegal_content_legal_ground: is needed",
    ),
    "illegal_content_legal_ground: only for illegal content": (
        _with(REMOVED, illegal_content_legal_ground="A law"),
        "illegal_content_legal_ground: may not be there",
    ),
    "illegal_content_legal_ground: 500 characters": (
        _with(UNLAWFUL, illegal_content_legal_ground=TOO_LONG),
        "illegal_content_legal_ground: has more than 500 characters",
    ),
    "illegal_content_explanation: needed for illegal content": (
        _with(UNLAWFUL, illegal_content_explanation=None),
        "illegal_content_explanation: is needed",
    ),
    "illegal_content_explanation: only for illegal content": (
        _with(REMOVED, illegal_content_explanation="Because"),
        "illegal_content_explanation: may not be there",
    ),
    "illegal_content_explanation: 2000 characters": (
        _with(UNLAWFUL, illegal_content_explanation=LONG),
        "illegal_content_explanation: has more than 2000 characters",
    ),
    "incompatible_content_ground: needed for incompatible content": (
        _with(REMOVED, incompatible_content_ground=None),
        "incompatible_content_ground: is needed",
    ),
    "incompatible_content_ground: only for incompatible content": (
        _with(UNLAWFUL, incompatible_content_ground="A rule"),
        "incompatible_content_ground: may not be there",
    ),
    "incompatible_content_ground: 500 characters": (
        _with(REMOVED, incompatible_content_ground=TOO_LONG),
        "incompatible_content_ground: has more than 500 characters",
    ),
    "incompatible_content_explanation: needed for incompatible content": (
        _with(REMOVED, incompatible_content_explanation=None),
        "incompatible_content_explanation: is needed",
    ),
    "incompatible_content_explanation: only for incompatible content": (
        _with(UNLAWFUL, incompatible_content_explanation="Because"),
        "incompatible_content_explanation: may not be there",
    ),
    "incompatible_content_explanation: 2000 characters": (
        _with(REMOVED, incompatible_content_explanation=LONG),
        "incompatible_content_explanation: has more than 2000 characters",
    ),
    "incompatible_content_illegal: known values": (
        _with(REMOVED, incompatible_content_illegal="Perhaps"),
        "incompatible_content_illegal: there is no Perhaps",
    ),
    "incompatible_content_illegal: only for incompatible content": (
        _with(UNLAWFUL, incompatible_content_illegal="No"),
        "incompatible_content_illegal: may not be there",
    ),
    "content_type: needed": (_with(REMOVED, content_type=[]), "content_type: is needed"),
    "content_type: a list": (
        _with(REMOVED, content_type="CONTENT_TYPE_TEXT"),
        "content_type: is a list",
    ),
    "content_type: known values": (
        _with(REMOVED, content_type=["CONTENT_TYPE_TEXT", "STARS"]),
        "content_type: there is no STARS",
    ),
    "content_type_other: needed with OTHER": (
        _with(UNPAID, content_type_other=None),
        "content_type_other: is needed",
    ),
    "content_type_other: only with OTHER": (
        _with(REMOVED, content_type_other="Words"),
        "content_type_other: may not be there",
    ),
    "content_type_other: 500 characters": (
        _with(UNPAID, content_type_other=TOO_LONG),
        "content_type_other: has more than 500 characters",
    ),
    "category: needed": (_with(REMOVED, category=None), "category: is needed"),
    "category: known values": (_with(REMOVED, category="SPAM"), "category: there is no SPAM"),
    "category: none of version 1": (
        _with(REMOVED, category="STATEMENT_CATEGORY_PORNOGRAPHY_OR_SEXUALIZED_CONTENT"),
        "category: there is no STATEMENT_CATEGORY_PORNOGRAPHY_OR_SEXUALIZED_CONTENT",
    ),
    "category_addition: known values": (
        _with(REMOVED, category_addition=["SPAM"]),
        "category_addition: there is no SPAM",
    ),
    "category_specification: known values": (
        _with(REMOVED, category_specification=["SPAM"]),
        "category_specification: there is no SPAM",
    ),
    "category_specification_other: 500 characters": (
        _with(REMOVED, category_specification_other=TOO_LONG),
        "category_specification_other: has more than 500 characters",
    ),
    "territorial_scope: known values": (
        _with(REMOVED, territorial_scope=["DE", "US"]),
        "territorial_scope: there is no US",
    ),
    "content_language: known values": (
        _with(REMOVED, content_language="Danish"),
        "content_language: there is no Danish",
    ),
    "content_date: needed": (_with(REMOVED, content_date=None), "content_date: is needed"),
    "content_date: a date": (
        _with(REMOVED, content_date="2 March 2026"),
        "content_date: is no date",
    ),
    "content_date: from 2000-01-01": (
        _with(REMOVED, content_date="1999-12-31"),
        "content_date: is before 2000-01-01",
    ),
    "content_date: to 2038-01-01": (
        _with(REMOVED, content_date="2038-01-02"),
        "content_date: is after 2038-01-01",
    ),
    "application_date: needed": (
        _with(REMOVED, application_date=None),
        "application_date: is needed",
    ),
    "application_date: a date": (
        _with(REMOVED, application_date="2026-02-30"),
        "application_date: is no date",
    ),
    "application_date: from 2020-01-01": (
        _with(REMOVED, application_date="2019-12-31"),
        "application_date: is before 2020-01-01",
    ),
    "application_date: to 2038-01-01": (
        _with(REMOVED, application_date="2038-01-02"),
        "application_date: is after 2038-01-01",
    ),
    **{
        f"end_date_{what}_restriction: {rule}": (
            _with(REMOVED, **{f"end_date_{what}_restriction": value}),
            f"end_date_{what}_restriction: {words}",
        )
        for what in ("visibility", "monetary", "service", "account")
        for rule, value, words in (
            ("a date", "soon", "is no date"),
            ("to 2038-01-01", "2038-01-02", "is after 2038-01-01"),
        )
    },
    "decision_facts: needed": (_with(REMOVED, decision_facts=None), "decision_facts: is needed"),
    "decision_facts: 5000 characters": (
        _with(REMOVED, decision_facts=LONG),
        "decision_facts: has more than 5000 characters",
    ),
    "source_type: needed": (_with(REMOVED, source_type=None), "source_type: is needed"),
    "source_type: known values": (
        _with(REMOVED, source_type="RUMOUR"),
        "source_type: there is no RUMOUR",
    ),
    "source_identity: not for what was found by oneself": (
        _with(REMOVED, source_type="SOURCE_VOLUNTARY", source_identity="Somebody"),
        "source_identity: may not be there",
    ),
    "source_identity: 500 characters": (
        _with(REMOVED, source_identity=TOO_LONG),
        "source_identity: has more than 500 characters",
    ),
    "automated_detection: needed": (
        _with(REMOVED, automated_detection=None),
        "automated_detection: is needed",
    ),
    "automated_detection: known values": (
        _with(REMOVED, automated_detection=True),
        "automated_detection: there is no True",
    ),
    "automated_decision: needed": (
        _with(REMOVED, automated_decision=None),
        "automated_decision: is needed",
    ),
    "automated_decision: known values": (
        _with(REMOVED, automated_decision="Partly"),
        "automated_decision: there is no Partly",
    ),
    "puid: needed": (_with(REMOVED, puid=None), "puid: is needed"),
    "puid: letters, digits, - and _": (
        _with(REMOVED, puid="ESC 7"),
        "puid: isn't of the form it must have",
    ),
    "puid: 500 characters": (_with(REMOVED, puid=TOO_LONG), "puid: has more than 500 characters"),
    "content_id: an object": (
        _with(REMOVED, content_id="4006381333931"),
        "content_id: is an object",
    ),
    "content_id: an EAN-13": (
        _with(REMOVED, content_id={"EAN-13": "40063"}),
        "content_id: there is no EAN-13 like that",
    ),
    "content_id_ean: 13 digits": (
        _with(REMOVED, content_id_ean="40063"),
        "content_id_ean: isn't of the form it must have",
    ),
    "no other field": (_with(REMOVED, appeal="pending"), "appeal: there is no such field"),
}
"""Of each rule a statement that breaks it, and what is said against it."""
