"""Every listener, and what it listens to: adding one is a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.case.errors import RefusalCode, Refused
from bot.case.feedback import FeedbackMove
from bot.case.identifiers import reference
from bot.case.transitions import Move
from handlers.slack.app import saying
from handlers.slack.cases import (
    answer,
    answer_priority,
    approve,
    ask_feedback,
    assign,
    change_class,
    change_priority,
    change_silence,
    claim,
    close_untold,
    consult,
    correct,
    decide,
    deleted_card,
    hand_over,
    judge,
    mark_carried_out,
    mark_communicated,
    mark_suppression,
    move_feedback,
    old_card,
    raise_escalation,
    release,
    reopen,
    resume,
    same_subject,
    second_look,
    set_deadline,
    snooze,
    stand_back,
    take_over,
    theirs,
    wait,
    withdraw,
    write,
)
from handlers.slack.context.context import Context
from handlers.slack.contract import ids, payloads
from handlers.slack.contract.answers import Answer, Nothing
from handlers.slack.contract.mentions import names
from handlers.slack.contract.requests import (
    Click,
    Command,
    JsonObject,
    Shortcut,
    Submission,
)
from handlers.slack.forms import add_information as add_form
from handlers.slack.forms import answer as answer_form
from handlers.slack.forms import approve as approve_form
from handlers.slack.forms import ask_feedback as ask_feedback_form
from handlers.slack.forms import ask_priority as ask_form
from handlers.slack.forms import assign as assign_form
from handlers.slack.forms import change_class as class_form
from handlers.slack.forms import change_priority as priority_form
from handlers.slack.forms import change_silence as silence_form
from handlers.slack.forms import close_untold as untold_form
from handlers.slack.forms import consult as consult_form
from handlers.slack.forms import correct as correct_form
from handlers.slack.forms import decide as decide_form
from handlers.slack.forms import go_away as away_form
from handlers.slack.forms import hand_over as hand_over_form
from handlers.slack.forms import mark_carried_out as carried_out_form
from handlers.slack.forms import raise_escalation as raise_form
from handlers.slack.forms import reject_feedback as reject_form
from handlers.slack.forms import reopen as reopen_form
from handlers.slack.forms import report as report_form
from handlers.slack.forms import second_look as second_look_form
from handlers.slack.forms import set_deadline as deadline_form
from handlers.slack.forms import snooze as snooze_form
from handlers.slack.forms import stand_back as stand_back_form
from handlers.slack.forms import take_over as take_over_form
from handlers.slack.forms import wait as wait_form
from handlers.slack.forms import withdraw as withdraw_form
from handlers.slack.forms.settings import pages as settings_pages
from handlers.slack.looking import by_mention, details, home, look, report, why
from handlers.slack.people import come_back, directory, go_away
from handlers.slack.settings import change_settings, try_again

COMMANDS: Mapping[str, Callable[[Context, Command], Answer]] = {
    "/escalate": raise_escalation.from_command,
    "/escalations": look.from_command,
}

SHORTCUTS: Mapping[str, Callable[[Context, Shortcut], Answer]] = {
    "raise_escalation": raise_escalation.from_shortcut,
    "escalate_message": raise_escalation.from_message,
}

CLICKS: Mapping[str, Callable[[Context, Click], Answer]] = {
    Move.CLAIM.value: claim.from_button,
    Move.STAND_BACK.value: stand_back.from_button,
    Move.RELEASE.value: release.from_button,
    Move.HAND_OVER.value: hand_over.from_button,
    Move.DECIDE.value: decide.from_button,
    Move.APPROVE.value: approve.from_button,
    Move.SEND_BACK.value: approve.to_send_back,
    Move.MARK_COMMUNICATED.value: mark_communicated.from_button,
    Move.CLOSE_UNTOLD.value: close_untold.from_button,
    Move.MARK_CARRIED_OUT.value: mark_carried_out.from_button,
    Move.REOPEN.value: reopen.from_button,
    Move.WITHDRAW.value: withdraw.from_button,
    Move.WAIT.value: wait.from_button,
    Move.CONSULT.value: consult.from_button,
    ids.ANSWER_CONSULT: answer.from_button,
    Move.RESUME.value: resume.from_button,
    Move.CHANGE_PRIORITY.value: change_priority.from_button,
    Move.SET_DEADLINE.value: set_deadline.from_button,
    Move.CHANGE_SILENCE.value: change_silence.from_button,
    Move.CHANGE_CLASS.value: change_class.from_button,
    Move.MARK_SUPPRESSION.value: mark_suppression.from_button,
    Move.ASSIGN.value: assign.from_button,
    Move.TAKE_OVER.value: take_over.from_button,
    ids.SNOOZE: snooze.from_button,
    ids.SETTINGS: change_settings.from_button,
    ids.SETTINGS_PAGE: change_settings.page_turned,
    ids.WHAT_IF: change_settings.tried,
    ids.GO_AWAY: go_away.from_button,
    ids.COME_BACK: come_back.from_button,
    ids.THREAD_OPENED: look.thread_opened,
    ids.RAISE: raise_escalation.from_home,
    ids.RAISE_AGAIN: raise_escalation.from_note,
    ids.BOARD_WHAT: home.what_chosen,
    ids.BOARD_QUEUE: home.queue_chosen,
    ids.BOARD_KIND: home.kind_chosen,
    ids.BOARD_PERSON: home.person_chosen,
    ids.BOARD_OFFICE: home.office_chosen,
    ids.BOARD_PRIORITY: home.priority_chosen,
    ids.BOARD_ACCOUNT: home.account_chosen,
    ids.BOARD_BACK: home.page_back,
    ids.BOARD_ON: home.page_on,
    ids.BOARD_ALL: home.all_shown,
    ids.WHY_ME: why.from_button,
    ids.DETAILS: details.from_button,
    ids.HAND_OVER_TO: hand_over.to_candidate,
    ids.FEEDBACK: ask_feedback.from_menu,
    FeedbackMove.ACCEPT.value: move_feedback.accepted,
    FeedbackMove.REJECT.value: move_feedback.rejecting,
    FeedbackMove.DONE.value: move_feedback.done,
    FeedbackMove.VERIFY.value: move_feedback.verified,
    ids.SECOND_LOOK: second_look.from_button,
    ids.LOOK_PUT_OFF: second_look.put_off_from_button,
    ids.LOOK_PASS_ON: second_look.passed_on,
    ids.LOOK_LEAVE: second_look.left,
    ids.THEIRS: theirs.from_menu,
    ids.PRIORITY_YES: answer_priority.yes,
    ids.PRIORITY_NO: answer_priority.no,
    ids.HAVE_TOLD: mark_communicated.told_by_requester,
    ids.TRY_AGAIN: try_again.from_button,
    ids.KIND_CHOSEN: raise_escalation.kind_chosen,
    ids.ANSWER_TYPED: raise_escalation.answer_typed,
    ids.SUBJECT_TYPED: same_subject.subject_typed,
    ids.JOIN: same_subject.joined,
    ids.OUTCOME_CHOSEN: decide.outcome_chosen,
    ids.GROUND_CHOSEN: decide.ground_chosen,
    ids.LANGUAGE_CHOSEN: decide.language_chosen,
    ids.RESTRICTION_CHOSEN: decide.restriction_chosen,
    ids.WHAT_CHOSEN: decide.what_chosen,
    ids.MORE_ASKED: decide.more_asked,
    ids.CLOSE_REASON_CHOSEN: withdraw.reason_chosen,
    ids.PERIOD_CHOSEN: report.period_chosen,
}

SUBMISSIONS: Mapping[str, Callable[[Context, Submission], Answer]] = {
    raise_form.CALLBACK: raise_escalation.submitted,
    decide_form.CALLBACK: decide.submitted,
    approve_form.CALLBACK: approve.submitted,
    hand_over_form.CALLBACK: hand_over.submitted,
    withdraw_form.CALLBACK: withdraw.submitted,
    reopen_form.CALLBACK: reopen.submitted,
    consult_form.CALLBACK: consult.submitted,
    answer_form.CALLBACK: answer.submitted,
    wait_form.CALLBACK: wait.submitted,
    carried_out_form.CALLBACK: mark_carried_out.submitted,
    priority_form.CALLBACK: change_priority.submitted,
    deadline_form.CALLBACK: set_deadline.submitted,
    silence_form.CALLBACK: change_silence.submitted,
    untold_form.CALLBACK: close_untold.submitted,
    class_form.CALLBACK: change_class.submitted,
    snooze_form.CALLBACK: snooze.submitted,
    settings_pages.CALLBACK: change_settings.submitted,
    stand_back_form.CALLBACK: stand_back.submitted,
    away_form.CALLBACK: go_away.submitted,
    ask_feedback_form.CALLBACK: ask_feedback.submitted,
    reject_form.CALLBACK: move_feedback.rejected,
    second_look_form.CALLBACK: second_look.submitted,
    assign_form.CALLBACK: assign.submitted,
    take_over_form.CALLBACK: take_over.submitted,
    report_form.CALLBACK: report.submitted,
    add_form.CALLBACK: theirs.added,
    correct_form.CALLBACK: correct.submitted,
    ask_form.CALLBACK: theirs.priority_asked,
}


CLOSED: Mapping[str, Callable[[Context, Submission], Answer]] = {
    decide_form.CALLBACK: decide.closed,
}
"""Forms of which it is heard that they were closed without being sent off."""


ACTIONS = (*CLICKS, *ids.MENUS)
"""The ids of all that can be pressed or chosen."""


def answer_click(context: Context, request: Click) -> Answer:
    """Finds what a button, a choice or an entry of a menu is for: an entry is the button it names.
    Raises what its listener raises, and Refused for an old menu."""
    instead = old_card.instead(context, request)
    if instead is not None:
        return instead
    if request.action in ids.MENUS:
        action, _, value = request.value.partition(":")
        if action not in CLICKS:
            raise Refused(
                "This menu is from before a change. Please use the card as it is now.",
                code=RefusalCode.NO_LONGER_SO,
            )
        request = replace(request, action=action, value=value)
    return CLICKS[request.action](context, request)


MENTIONS: Mapping[str, saying.Listener] = {
    "claim": claim.from_mention,
    "release": release.from_mention,
    "handover": hand_over.from_mention,
    "stand back": stand_back.from_mention,
    "wait": wait.from_mention,
    "consult": consult.from_mention,
    "resume": resume.from_mention,
    "snooze": snooze.from_mention,
    "priority": change_priority.from_mention,
    "deadline": set_deadline.from_mention,
    "decide": decide.from_mention,
    "approve": judge.approved,
    "sendback": judge.sent_back,
    "communicated": mark_communicated.from_mention,
    "withdraw": withdraw.from_mention,
    "merge": withdraw.merge_from_mention,
    "reopen": reopen.from_mention,
    "status": by_mention.status,
    "help": by_mention.help_,
}


def answer_mention(context: Context, body: JsonObject) -> Answer:
    """Answers what a mention says. Raises Refused for a verb outside a case's thread."""
    return saying.answer(context, body, MENTIONS)


def hear_message(context: Context, body: JsonObject) -> Answer:
    """Finds the case of the thread a message was written in. What tells the bot to do something is
    no word to the people of the case."""
    gone = payloads.deleted(body)
    if gone is not None:
        return deleted_card.restored(context, gone)
    if payloads.channel_changed(body) is not None:
        return directory.channel_event(context, body)
    written = payloads.written(body)
    if written is None:
        return Nothing()
    with context.storage.read() as work:
        about = work.escalations.in_thread(written.channel, written.thread_ts)
        asked = None
        if about is None:
            asked = work.consults.in_thread(written.channel, written.thread_ts)
        identity = work.people.identity()
    if asked is not None:
        return answer.in_thread(context, written, asked)
    if about is None:
        return Nothing()
    if identity is not None and names(written.text, identity.bot_user):
        said = payloads.mention(body, identity.bot_user)
        verb = saying.verb_of(said, MENTIONS, reference(about))
        if verb is not None and verb.is_sure:
            return Nothing()
    return write.in_thread(context, written, about)


UNANSWERED = frozenset({"message"})
"""Events of which nobody expects an answer, whatever becomes of them."""
EVENTS: Mapping[str, Callable[[Context, JsonObject], Answer]] = {
    "app_mention": answer_mention,
    "message": hear_message,
    "channel_unarchive": directory.channel_event,
    "group_unarchive": directory.channel_event,
    "member_joined_channel": directory.channel_event,
    "member_left_channel": directory.channel_event,
    "channel_shared": directory.channel_event,
    "channel_unshared": directory.channel_event,
    "app_home_opened": lambda context, body: home.opened(context, payloads.home_opened(body)),
    "team_join": directory.person_event,
    "user_change": directory.person_event,
    "subteam_created": directory.group_event,
    "subteam_updated": directory.group_event,
    "subteam_members_changed": directory.group_event,
}
