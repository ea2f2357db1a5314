"""The settings in Slack: looking at them, changing them page by page, saving a change."""

from __future__ import annotations

from bot.case.errors import Refused
from bot.case.identifiers import RequestKey, UserId
from bot.case.people import Actor, Via
from bot.notices import WhatIfAsked
from bot.ports import Work
from bot.verbs.settings.ask_what_if import WhatIfRequest, ask_what_if
from bot.verbs.settings.change_settings import (
    NotAsShown,
    SettingsRequest,
    change_settings,
    editable_settings,
    review,
)
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import (
    Answer,
    Faults,
    Nothing,
    Open,
    Refresh,
    Show,
    View,
)
from handlers.slack.contract.requests import Click, Submission
from handlers.slack.forms.settings import contents, overview, pages
from handlers.slack.forms.settings.pages import Address, Draft, Typed, read_address


def from_button(context: Context, request: Click) -> Answer:
    """The button on App Home: opens the overview."""
    return Open(lambda: _page(context, request.sender.user, read_address("")))


def page_turned(context: Context, request: Click) -> Answer:
    """A button inside the settings: the modal becomes another page, whatever else it was to show
    meanwhile."""
    form, user = request.form, request.sender.user
    if form is None:
        return Nothing()
    address = read_address(request.value)
    return Refresh(form.id, "", lambda: _page(context, user, address))


def submitted(context: Context, request: Submission) -> Answer:
    """A form sent off: first it shows what would change, then it is saved."""
    draft, holds = pages.draft_of(request.form), pages.typed_in(request.form)
    try:
        if not draft.shown:
            return Show(_reviewed(context, request.sender.user, draft, holds))
        return Show(_saved(context, request, draft, holds))
    except NotAsShown as other:
        return Show(pages.reviewed(contents.form_at(draft.address), draft, other.review, holds))
    except Refused as refusal:
        # A field that this form doesn't have would hide what is wrong: then it is told in words.
        by_field = {name: words for name, words in refusal.fields.items() if name in holds}
        if not by_field:
            raise
        return Faults({pages.block_of(name, draft): words for name, words in by_field.items()})


def tried(context: Context, request: Click) -> Answer:
    """The button that asks what a change would have done: it's shown in the form soon."""
    form, user = request.form, request.sender.user
    if form is None:
        return Nothing()
    draft, holds = pages.draft_of(form), pages.typed_in(form)
    change = contents.form_at(draft.address).change(draft.address, holds)
    asked = WhatIfAsked(
        user,
        str(draft.address),
        tuple(holds.items()),
        draft.opened,
        draft.shown_on,
        draft.shown,
        form.id,
        form.hash,
    )
    based_on = draft.shown_on or draft.opened
    wanted = WhatIfRequest(Actor(user, Via.FORM), change, based_on, asked)
    context.carry_out(request.key, lambda work, now: ask_what_if(work, wanted, now))
    return Nothing()


def _page(context: Context, user: UserId, address: Address) -> View:
    """A page for this person. What is gone, or can't be, is told on the overview."""
    with context.storage.read() as work:
        settings = editable_settings(work, user)
        history = work.policies.history(overview.VERSIONS_SHOWN)
        if address.page == pages.OVERVIEW:
            return overview.overview(settings, history)
        try:
            settings.check(contents.chosen_queue(address))
            if address.page in contents.LISTS:
                return contents.LISTS[address.page](settings.policy, address)
            form = contents.form_at(address)
            if form.fields:
                return pages.opened(form, settings.policy, address)
            return _reviewed_by(work, context, user, Draft(address, settings.policy.version), {})
        except Refused as refusal:
            return overview.overview(settings, history, refusal.words)


def _reviewed(context: Context, user: UserId, draft: Draft, holds: Typed) -> View:
    with context.storage.read() as work:
        return _reviewed_by(work, context, user, draft, holds)


def _reviewed_by(work: Work, context: Context, user: UserId, draft: Draft, holds: Typed) -> View:
    form = contents.form_at(draft.address)
    actor, change = Actor(user, Via.FORM), form.change(draft.address, holds)
    based_on = draft.shown_on or draft.opened
    found = review(work, actor, change, based_on, context.clock.now())
    return pages.reviewed(form, draft, found, holds)


def _saved(context: Context, request: Submission, draft: Draft, holds: Typed) -> View:
    change = contents.form_at(draft.address).change(draft.address, holds)
    actor, why = Actor(request.sender.user, Via.FORM), pages.why_of(holds)
    wanted = SettingsRequest(actor, change, draft.shown_on, draft.shown, why)
    # One modal saves several changes: the version and the mark of what was shown tell them apart.
    sent = (request.key, str(draft.address), str(draft.shown_on), draft.shown)
    receipt = context.carry_out(
        RequestKey(":".join(sent)), lambda work, now: change_settings(work, wanted, now)
    )
    with context.storage.read() as work:
        found = work.policies.version(draft.shown_on), work.policies.current()
    return overview.saved(receipt.words, *(policy for policy in found if policy))
