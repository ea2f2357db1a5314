"""Every listener, and what it listens to: adding one is a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.errors import Refused
from bot.escalation import Move
from bot.identifiers import EscalationId
from bot.text import cut
from handlers import (
    claim,
    communicate,
    decide,
    directory,
    hand_over,
    look,
    open_escalation,
    payloads,
    release,
    reopen,
    try_again,
    withdraw,
)
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.forms import decision, intake
from handlers.forms import hand_over as hand_over_form
from handlers.forms import reopen as reopen_form
from handlers.forms import withdraw as withdraw_form
from handlers.messages.markup import unescaped
from handlers.requests import Click, Command, JsonObject, Mention, Shortcut, Submission

COMMANDS: Mapping[str, Callable[[Desk, Command], Answer]] = {
    "/escalate": open_escalation.from_command,
    "/escalations": look.from_command,
}

SHORTCUTS: Mapping[str, Callable[[Desk, Shortcut], Answer]] = {
    "raise_escalation": open_escalation.from_shortcut,
    "escalate_message": open_escalation.from_message,
}

CLICKS: Mapping[str, Callable[[Desk, Click], Answer]] = {
    Move.CLAIM.value: claim.from_button,
    Move.RELEASE.value: release.from_button,
    Move.HAND_OVER.value: hand_over.from_button,
    Move.DECIDE.value: decide.from_button,
    Move.MARK_COMMUNICATED.value: communicate.from_button,
    Move.REOPEN.value: reopen.from_button,
    Move.WITHDRAW.value: withdraw.from_button,
    "raise": open_escalation.from_home,
    "retry_delivery": try_again.from_button,
    intake.KIND_CHOSEN: open_escalation.kind_chosen,
    decision.OUTCOME_CHOSEN: decide.outcome_chosen,
}

SUBMISSIONS: Mapping[str, Callable[[Desk, Submission], Answer]] = {
    intake.CALLBACK: open_escalation.submitted,
    decision.CALLBACK: decide.submitted,
    hand_over_form.CALLBACK: hand_over.submitted,
    withdraw_form.CALLBACK: withdraw.submitted,
    reopen_form.CALLBACK: reopen.submitted,
}

MENTIONS: Mapping[str, Callable[[Desk, Mention, EscalationId, str], Answer]] = {
    "claim": claim.from_mention,
    "release": release.from_mention,
    "handover": hand_over.from_mention,
    "decide": decide.from_mention,
    "status": look.status_from_mention,
    "help": look.help_from_mention,
}


def answer_mention(desk: Desk, body: JsonObject) -> Answer:
    """Finds the verb of a mention and the case of the thread it stands in."""
    with desk.storage.read() as work:
        identity = work.people.identity()
        request = payloads.mention(body, identity.bot_user if identity else "")
        about = work.escalations.in_thread(request.channel, request.thread_ts or request.ts)
    verb, *others = request.text.split(maxsplit=1) or [""]
    rest = " ".join(others)
    listener = MENTIONS.get(verb.lower().rstrip(".,;:!?") or "help")
    if listener is None:
        word = cut(unescaped(verb), 40)
        raise Refused(f"I don't know the word {word!r}. Mention me with: {', '.join(MENTIONS)}.")
    if listener is look.help_from_mention:
        return listener(desk, request, EscalationId(0), rest)
    if about is None:
        words = "Mention me in an escalation's thread, so that I know which one you mean."
        just_raised = " If this one was raised just now, try again in a few seconds."
        raise Refused(words + (just_raised if request.thread_ts else ""))
    return listener(desk, request, about, rest)


EVENTS: Mapping[str, Callable[[Desk, JsonObject], Answer]] = {
    "app_mention": answer_mention,
    "app_home_opened": lambda desk, body: look.home_opened(desk, payloads.home_opened(body)),
    "team_join": directory.person_event,
    "user_change": directory.person_event,
    "subteam_created": directory.group_event,
    "subteam_updated": directory.group_event,
    "subteam_members_changed": directory.group_event,
}
