"""What a manager asked for that takes the books: a report, or what a change would have done."""

from __future__ import annotations

from datetime import datetime

from bot.notices import ReportAsked, WhatIfAsked
from bot.reports.books import Library
from handlers.delivery.rendering_report import render_report
from handlers.delivery.rendering_what_if import asked, tried
from handlers.slack.messages.markup import Message


def render_asked(storage: Library, notice: ReportAsked | WhatIfAsked, now: datetime) -> Message:
    """The message, or why it can't be had."""
    if isinstance(notice, WhatIfAsked):
        change = asked(storage, notice, now)
        return change if isinstance(change, Message) else tried(storage, change, now).note
    return render_report(storage, notice)
