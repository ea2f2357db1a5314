"""Shows what a change of the settings would have done in its form, or sends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.notices import WhatIfAsked
from bot.ports import Parcel
from bot.reports.books import Library
from handlers.delivery.posting import Poster
from handlers.delivery.rendering_what_if import asked, tried
from handlers.slack.contract.answers import View
from handlers.slack.messages.markup import Message, small_print
from handlers.slack.messages.what_if import WORKING
from handlers.web_api.sending import Arrived, call

SHOWN_WITHIN = timedelta(seconds=10)
"""How long somebody is looked for at the form; later it's a message."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Trying:
    """Delivers what somebody asked of a change: in its form while they may be at it."""

    storage: Library
    poster: Poster

    def deliver(self, parcel: Parcel, notice: WhatIfAsked, now: datetime) -> str:
        """Shows it, or sends it."""
        settling, limits = self.poster.settling, self.poster.editor.limits
        lease = timedelta(seconds=limits.report_seconds)
        if not self.poster.outbox.renew(parcel, self.poster.machine.now(), lease):
            return "taken_over"
        change = asked(self.storage, notice, now)
        if isinstance(change, Message):
            return self.poster.send(parcel, change)
        begun = None
        if not parcel.in_doubt and self._is_looked_for(parcel):
            working = change.view(small_print(WORKING))
            begun = self._shown(parcel, notice.form_id, notice.form_hash, working)
        found = tried(self.storage, change, now)
        if begun is None or not self._is_looked_for(parcel):
            return self.poster.send(parcel, found.note)
        if self._shown(parcel, notice.form_id, begun, found.view) is None:
            return self.poster.send(parcel, found.note)
        return settling.done(parcel)

    def _is_looked_for(self, parcel: Parcel) -> bool:
        return self.poster.machine.now() - parcel.created_at <= SHOWN_WITHIN

    def _shown(self, parcel: Parcel, form_id: str, form_hash: str, view: View) -> str | None:
        """Shows it in the form; its hash from then on. None where it's closed, or another by now:
        who has turned the page, or saved, isn't taken back."""
        client = self.poster.editor.client
        sent = call(
            "views.update",
            lambda: client.views_update(view_id=form_id, hash=form_hash or None, view=view),
        )
        if not isinstance(sent, Arrived):
            log.info("form_is_gone", outbox_id=parcel.id, error=str(sent))
            return None
        shown = sent.answer.get("view")
        return str(shown.get("hash", "")) if isinstance(shown, dict) else ""
