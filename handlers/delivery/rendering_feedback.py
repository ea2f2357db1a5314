"""From what is said of a feedback item to a message."""

from __future__ import annotations

from datetime import datetime

from bot.case.feedback import FeedbackId, FeedbackState
from bot.notices import FeedbackChanged, FeedbackNews, FeedbackReminder
from bot.ports import Work
from bot.views.feedback import for_its_channel, for_person
from handlers.slack.messages.feedback import item_message, news, reminder, settled_note
from handlers.slack.messages.markup import Message
from handlers.web_api.directory import team_url


def render_feedback(
    work: Work, notice: FeedbackChanged | FeedbackNews | FeedbackReminder, now: datetime
) -> Message | None:
    """The message, or None where what it would say is no longer so."""
    item = work.feedback.peek(FeedbackId(notice.item))
    if item is None:
        return None
    url = team_url(work)
    if isinstance(notice, FeedbackChanged):
        return item_message(for_its_channel(work, item), url, now)
    if item.state != notice.state:
        return None
    view = for_person(work, item, notice.to)
    if isinstance(notice, FeedbackNews):
        return news(view, FeedbackState(notice.state), notice.in_place_of, url)
    return reminder(view, notice.in_place_of, url, now)


def settled_feedback(
    work: Work, notice: FeedbackNews | FeedbackReminder, now: datetime, *, is_overtaken: bool
) -> Message:
    """What a note says once there is nothing left to press."""
    item = work.feedback.peek(FeedbackId(notice.item))
    assert item is not None, "items are kept"
    view = for_person(work, item, notice.to)
    is_newer = is_overtaken and item.state == notice.state
    return settled_note(view, team_url(work), now, is_overtaken=is_newer)
