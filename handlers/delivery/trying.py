"""Shows what a change of the settings would have done in its form, or sends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.notices import WhatIfAsked
from bot.ports import Parcel
from bot.reports.books import Library
from handlers.delivery.posting import Poster
from handlers.delivery.rendering_what_if import tried
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
        found = tried(self.storage, notice, now)
        waited = self.poster.machine.now() - parcel.created_at
        if found.view is not None and not parcel.in_doubt and waited <= SHOWN_WITHIN:
            view, client = found.view, self.poster.editor.client
            sent = call(
                "views.update", lambda: client.views_update(view_id=notice.form_id, view=view)
            )
            if isinstance(sent, Arrived):
                return settling.done(parcel)
            log.info("form_is_gone", outbox_id=parcel.id, error=str(sent))
        return self.poster.send(parcel, found.note)
