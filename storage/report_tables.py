"""The tables as reports read them: named again, without the ORM.

The row classes, and the ORM for them, take longer to import than all that a report does. A test
compares these with them.
"""

from __future__ import annotations

from sqlalchemy import JSON, column, table

from storage.instants import Instant

DECISIONS = table(
    "decisions",
    column("id"),
    column("escalation_id"),
    column("supersedes"),
    column("outcome"),
    column("ground"),
    column("ground_words"),
    column("explanation"),
    column("facts"),
    column("message"),
    column("language"),
    column("other_message"),
    column("root_cause"),
    column("what_should_change"),
    column("why_otherwise"),
    column("restriction"),
    column("restriction_what"),
    column("restriction_other"),
    column("category"),
    column("automated_means"),
    column("territory"),
    column("until"),
    column("guideline_version"),
    column("decided_by"),
    column("decided_at", Instant()),
    column("approved_by"),
    column("told_through"),
    column("policy_version"),
)
ESCALATIONS = table(
    "escalations",
    column("id"),
    column("kind"),
    column("priority"),
    column("queue"),
    column("account"),
    column("title"),
    column("confidentiality"),
    column("requester"),
    column("opened_at", Instant()),
    column("is_suppression"),
    column("state"),
    column("owner"),
    column("offered_to"),
    column("skills", JSON()),
    column("answers"),
    column("closed_at", Instant()),
    column("close_reason"),
)
COMMUNICATIONS = table(
    "communications",
    column("id"),
    column("decision_id"),
    column("by"),
    column("at", Instant()),
    column("escalation_id"),
)
OTHER_COMMUNICATIONS = table(
    "other_communications",
    column("decision_id"),
    column("by"),
    column("at", Instant()),
)
WITHHOLDINGS = table(
    "withholdings",
    column("decision_id"),
    column("by"),
    column("at", Instant()),
    column("reason"),
)
EFFECTS = table(
    "effects",
    column("decision_id"),
    column("by"),
    column("given_at", Instant()),
    column("at", Instant()),
    column("seen_at"),
    column("id"),
    column("escalation_id"),
)
PEOPLE = table(
    "people",
    column("user_id"),
    column("name"),
)
POLICIES = table(
    "policies",
    column("version"),
    column("text"),
)
FEEDBACK = table(
    "feedback",
    column("id"),
    column("target"),
    column("root_cause"),
    column("state"),
    column("owner"),
    column("asked_by"),
    column("asked_at", Instant()),
    column("due_at", Instant()),
    column("reason"),
    column("accepted_by"),
    column("accepted_at", Instant()),
    column("done_by"),
    column("done_at", Instant()),
    column("verified_by"),
    column("verified_at", Instant()),
    column("rejected_by"),
    column("rejected_at", Instant()),
)
FEEDBACK_CASES = table(
    "feedback_cases",
    column("item"),
    column("escalation_id"),
    column("place"),
    column("queue"),
    column("what_should_change"),
    column("is_kept"),
)
APPEALS = table(
    "appeals",
    column("escalation_id"),
    column("decision"),
    column("decided_by"),
    column("vendor"),
    column("received_at", Instant()),
    column("basis"),
    column("imported"),
)
TIMELINE = table(
    "timeline",
    column("id"),
    column("escalation_id"),
    column("what"),
    column("at", Instant()),
)
CLOCK_EVENTS = table(
    "clock_events",
    column("escalation_id"),
    column("clock"),
    column("run"),
    column("kind"),
    column("at", Instant()),
    column("due_at", Instant()),
    column("id"),
)
TIMERS = table(
    "timers",
    column("kind"),
    column("about"),
    column("escalation_id"),
    column("due_at", Instant()),
)
GROUP_MEMBERS = table(
    "group_members",
    column("group_id"),
    column("user_id"),
)
TURNS = table(
    "turns",
    column("queue"),
    column("user_id"),
    column("struck"),
    column("at", Instant()),
    column("id"),
    column("escalation_id"),
    column("run"),
)
IMPORTED = table(
    "imported_decisions",
    column("kind"),
    column("basis"),
    column("opened_at", Instant()),
    column("submitted_at", Instant()),
    column("decided_at", Instant()),
    column("outcome"),
    column("restriction"),
    column("notified_at", Instant()),
    column("id"),
    column("external_id"),
    column("account"),
    column("title"),
    column("requester"),
    column("ground"),
    column("explanation"),
    column("message"),
    column("decided_by"),
    column("decided_by_type"),
    column("vendor"),
    column("original_decision"),
    column("original_case"),
    column("effect_given_at", Instant()),
)
EXCLUSIONS = table(
    "exclusions",
    column("escalation_id"),
    column("user_id"),
    column("vendor"),
    column("reason"),
)
ABSENCES = table(
    "absences",
    column("user_id"),
    column("since", Instant()),
    column("until", Instant()),
    column("by"),
    column("ended_at", Instant()),
)
SECOND_LOOKS = table(
    "second_looks",
    column("id"),
    column("escalation_id"),
    column("outcome"),
    column("ground"),
    column("vendor"),
    column("said_outcome"),
    column("said_ground"),
    column("given_at", Instant()),
)
